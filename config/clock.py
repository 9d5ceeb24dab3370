"""When people are reminded, of what, and how long an approval is valid."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from config.base import Days, Holder, Model, Name, Sentence

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _known_calendar(name: str) -> str:
    """A country of the library `holidays`, or a part of one, as `DE` or `DE-BE`."""
    # Imported here because most registries name no country, and it takes as long to load as everything else in this folder.
    from holidays import list_supported_countries

    country, _, part = name.partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        raise ValueError(f"no such country: {country}; write its ISO 3166 code, such as DE or KE")
    if part and part not in known[country]:
        raise ValueError(f"no such part of {country}: {part} (known: {', '.join(known[country]) or 'none'})")
    return name


NUDGE_VALUES = frozenset({"name", "nominator", "stage", "step", "due", "ends", "missing"})
DIGEST_VALUES = frozenset({"stage", "due"})
"""What may stand in `${...}` of a reminder: on the nominator's own issue, and in a line of a digest."""


class Working(Model):
    """When people may be reminded: between two hours of the day (24 is midnight), on the days of the week that are worked,
    not on public holidays (`DE`, or `DE-BE` for a part of a country) nor on the days of `closed`; all in the workflow's zone."""

    hours: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=1, le=24)]] = (9, 17)
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    holidays: tuple[Annotated[str, AfterValidator(_known_calendar)], ...] = ()
    closed: tuple[date, ...] = ()

    @field_validator("hours")
    @classmethod
    def _forwards(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] >= value[1]:
            raise ValueError("the first hour has to be before the second, as in [9, 17]")
        return value


class Nudge(Model):
    """A reminder: whose turn it concerns, when it is due, to whom it goes, what it says.

    One of `after` (days of the turn), `before` (days before the date on the board) and `late` (days after that date) says
    when; `every` and `times` repeat it. Days are working days where `working` says so. `to` is whoever has the turn, or the
    maintainers. `warns` marks the warning without which no nomination lapses.
    """

    turn: Annotated[tuple[Holder, ...], Field(min_length=1)]
    stages: tuple[Name, ...] = ()
    after: Days | None = None
    before: Days | None = None
    late: Annotated[int, Field(ge=0, le=3650)] | None = None
    working: bool = False
    every: Days | None = None
    times: Annotated[int, Field(ge=1, le=60)] = 1
    to: Literal["holder", "maintainer"] = "holder"
    warns: bool = False
    message: Sentence

    @field_validator("turn", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_moment(self) -> Nudge:
        if sum(days is not None for days in (self.after, self.before, self.late)) != 1:
            raise ValueError("write exactly one of after, before and late: it says when the reminder is due")
        if self.times > 1 and (self.every is None or self.before is not None):
            raise ValueError("a reminder that is repeated says how often: every (and after or late, not before)")
        if self.warns and (self.turn != ("nominator",) or self.late is None):
            raise ValueError("only a reminder to the nominator, when the date has passed (late), warns of a lapse")
        return self


class Renewal(Model):
    """How many days an approval is valid, how many days before its end the renewal begins, and what becomes of one that
    nobody has touched by then: it is submitted with the answers on file, or the approval expires."""

    validity: Days = 365
    before: Days = 60
    untouched: Literal["submit", "expire"] = "submit"

    @model_validator(mode="after")
    def _begins_later(self) -> Renewal:
        if self.before >= self.validity:
            raise ValueError("before has to be less than validity: a renewal begins while the approval is valid")
        return self
