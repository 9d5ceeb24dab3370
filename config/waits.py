"""What may be waited for and for how long, when people may be reminded, and how long an approval is valid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, field_validator, model_validator

from config.base import Days, Kind, Label, Model, Name, Side, WaitKind

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SIDES: Mapping[WaitKind, Side] = {
    "answers": "nominator",
    "question": "nominator",
    "mending": "nominator",
    "renewal": "nominator",
    "review": "reviewers",
    "expert": "expert",
    "decision": "maintainers",
    "merge": "maintainers",
}
DECISION, SUBMIT, EXPIRE = "decision", "submit", "expire"
"""What silence may bring beside an ending."""


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


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no such time zone: {name}; write one such as Europe/Berlin")
    return name


class Late(Model):
    """How reviewers, experts and maintainers are reminded once a date has passed: every so many days, so many times; the
    maintainers hear of it as well after `maintainers_after` days (null: they do not)."""

    every: Days = 7
    times: Annotated[int, Field(ge=1, le=60)] = 12
    maintainers_after: Days | None = None


class WaitRule(Model):
    """One kind of wait: who has to act, for how many days, when they are reminded, and what silence brings.

    `remind` counts days after the beginning or, when negative, before the date. Silence of the nominator brings `then`
    (an ending, or a maintainer's decision), `grace` days after a warning that comes when the date has passed.
    """

    of: Side
    days: Days | dict[Kind, Days] | None = None
    remind: tuple[Annotated[int, Field(ge=-3650, le=3650)], ...] = ()
    grace: Days = 7
    then: Name | None = None
    late: Late | None = None

    @field_validator("remind")
    @classmethod
    def _some_day(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in value:
            raise ValueError("0 is neither after the beginning nor before the date; write 1 or -1")
        return value

    @model_validator(mode="after")
    def _fits_its_side(self) -> WaitRule:
        if self.of == "nominator" and self.late is not None:
            raise ValueError(
                "a nominator is warned once and then `then` follows; late is for reviewers, experts and maintainers"
            )
        if self.of != "nominator" and self.then is not None:
            raise ValueError("only a nominator's silence brings something about; for others write late")
        return self

    def length(self, kind: Kind | None) -> int | None:
        """How many days there are, for that stage pull request; None: no date."""
        return self.days.get(kind or "dpg") if isinstance(self.days, Mapping) else self.days


class Reminders(Model):
    """When people may be reminded, and where: between two hours of the day (24 is midnight), on the days of the week that are
    worked, not on public holidays (`DE`, or `DE-BE` for a part of a country) nor on the days of `closed`; all in `zone`.

    `per_hour` nominators at most are reminded in an hour; `label` is that of the issue with the digest for everybody else.
    """

    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    hours: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=1, le=24)]] = (9, 17)
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    holidays: tuple[Annotated[str, AfterValidator(_known_calendar)], ...] = ()
    closed: tuple[date, ...] = ()
    per_hour: Annotated[int, Field(ge=1, le=400)] = 20
    label: Label = Label(name="review queue", colour="c2e0c6", description="What waits for reviewers and maintainers")

    @field_validator("hours")
    @classmethod
    def _forwards(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] >= value[1]:
            raise ValueError("the first hour has to be before the second, as in [9, 17]")
        return value


class Renewal(Model):
    """How many days an approval is valid, how many days before its end the renewal begins, and how many reviewers have to
    confirm a renewal even where nothing has changed."""

    valid: Days = 365
    begins: Days = 60
    confirm: Annotated[int, Field(ge=1, le=5)] = 1

    @model_validator(mode="after")
    def _begins_later(self) -> Renewal:
        if self.begins >= self.valid:
            raise ValueError("begins has to be less than valid: a renewal begins while the approval is valid")
        return self
