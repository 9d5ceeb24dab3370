"""What may be waited for and for how long, when people may be reminded, and how long an approval is valid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Literal, get_args
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, field_validator, model_validator

from config.base import Days, Kind, Label, Model, Name, Side, WaitKind
from config.strict_yaml import Faults

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
WORDS: Mapping[WaitKind, str] = {
    "answers": "answers",
    "question": "the answer to a question",
    "mending": "the mending of an indicator",
    "renewal": "a renewal",
    "review": "a review",
    "expert": "an expert",
    "decision": "a decision of the maintainers",
    "merge": "a merge",
}
"""Each kind of wait as people read it."""
DECISION, SUBMIT, EXPIRE = "decision", "submit", "expire"
"""What silence may bring beside an ending."""


def _check_calendar(name: str) -> str:
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


@cache
def _zones() -> frozenset[str]:
    """Read the names of all time zones; this opens some 600 files."""
    return frozenset(available_timezones())


def _check_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"no such time zone: {name}; write one such as Europe/Berlin")
    return name


class Late(Model):
    """How reviewers, experts and maintainers are reminded once a date has passed: every so many days, so many times; the
    maintainers hear of it as well after `maintainers_after` days (null: they do not)."""

    every: Days = 7
    times: Annotated[int, Field(ge=1, le=60)] = 12
    maintainers_after: Days | None = None


def _is_days(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 3650


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

    @field_validator("days", mode="before")
    @classmethod
    def _one_or_each(cls, value: object) -> object:
        numbers = value if isinstance(value, Mapping) else dict.fromkeys(get_args(Kind), value)
        if value is None or all(kind in get_args(Kind) and _is_days(number) for kind, number in numbers.items()):
            return value
        raise ValueError("write a number of days from 1 to 3650, or one for candidate and one for dpg")

    @field_validator("remind")
    @classmethod
    def _some_day(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in value:
            raise ValueError("0 is neither after the beginning nor before the date; write 1 or -1")
        return value

    def length(self, kind: Kind | None) -> int | None:
        """How many days there are, for that stage pull request; None: no date."""
        return self.days.get(kind or "dpg") if isinstance(self.days, Mapping) else self.days


def amiss(kind: WaitKind, rule: WaitRule, begins: int) -> Faults:
    """Keys of a wait that would do nothing, each with the reason; `begins`: for how many days a renewal is waited for."""
    if rule.of != SIDES[kind]:
        yield ("of",), f"this always waits for the {SIDES[kind]}"
        return
    yield from _of_side(rule)
    if kind == "renewal":
        yield from (
            ((key,), "a renewal is waited for until the approval ends; see renewal.begins")
            for key in ("days", "grace")
            if key in rule.model_fields_set
        )
        longest: int | None = begins
    else:
        yield from _of_days(kind, rule)
        longest = max(rule.days.values(), default=None) if isinstance(rule.days, Mapping) else rule.days
    for index, number in enumerate(rule.remind):
        if longest is None and number < 0:
            yield ("remind", index), "there is no date to remind before: write days"
        if longest is not None and number >= longest:
            yield ("remind", index), f"the date has passed by then: it is {longest} days after the beginning"


def _of_side(rule: WaitRule) -> Faults:
    if rule.of == "nominator" and rule.late is not None:
        yield ("late",), "a nominator is warned once and then `then` follows; late is for reviewers, experts and maintainers"
    if rule.of != "nominator" and rule.then is not None:
        yield ("then",), "only a nominator's silence brings something about; for others write late"
    if rule.of != "nominator" and "grace" in rule.model_fields_set:
        yield ("grace",), "only a nominator is warned and has days of grace; for others write late"
    if rule.of == "maintainers" and rule.late is not None and rule.late.maintainers_after is not None:
        yield ("late", "maintainers_after"), "it is the maintainers who are reminded of it in any case"


def _of_days(kind: WaitKind, rule: WaitRule) -> Faults:
    if isinstance(rule.days, Mapping):
        if kind not in ("review", "merge"):
            yield ("days",), "one number has to stand here: only review and merge differ between candidate and dpg"
        else:
            yield from ((("days",), f"the days for {one} are missing") for one in get_args(Kind) if one not in rule.days)
    elif rule.days is None and (rule.then is not None or rule.late is not None):
        key = "late" if rule.then is None else "then"
        yield (key,), "without a date it never comes to that: write days"


class Reminders(Model):
    """When people may be reminded, and where: between two hours of the day (24 is midnight), on the days of the week that are
    worked, not on public holidays (`DE`, or `DE-BE` for a part of a country) nor on the days of `closed`; all in `zone`.

    `per_hour` nominators at most are reminded in an hour; `label` is that of the issue with the digest for everybody else.
    """

    zone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    hours: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=1, le=24)]] = (9, 17)
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    holidays: tuple[Annotated[str, AfterValidator(_check_calendar)], ...] = ()
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
