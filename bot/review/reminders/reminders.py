"""Works out when each reminder is due: within working hours; one meant for before the date never comes after it.

A reminder belongs to one wait; its days are counted on that wait's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from bot.model.contracts import View
from bot.model.working_time import last_open, next_open, plus_days
from bot.review.waits import WARNING, Wait, rule, waits

To = Literal["holder", "maintainers"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One reminder of a wait and the moment at which it may be said; `to` is whoever has to act, or the maintainers as well."""

    wait: Wait
    name: str
    at: datetime
    to: To = "holder"

    @property
    def key(self) -> str:
        """The mark of its comment, and what a digest remembers it by."""
        return f"reminder/{self.wait.key}/{self.name}/{self.wait.since.isoformat()}"

    @property
    def warns(self) -> bool:
        """It is the last one before silence brings something about."""
        return self.name == WARNING


@lru_cache(maxsize=16)
def schedule(view: View) -> tuple[Occasion, ...]:
    """List the reminders that are due and not done yet, and the next one to come of each kind."""
    return tuple(_list_not_done(view))


def _list_not_done(view: View) -> Iterator[Occasion]:
    done = {(entry.wait, entry.name, entry.since) for entry in view.ledger.reminded}
    for wait in waits(view):
        for series in (_before(view, wait), _warning(view, wait), _late(view, wait), _to_maintainers(view, wait)):
            for occasion in series:
                if (wait.key, occasion.name, wait.since) not in done:
                    yield occasion
                if occasion.at > view.now:
                    break


def _before(view: View, wait: Wait) -> Iterator[Occasion]:
    if wait.by is not None and view.now >= wait.by:
        return
    found = [(number, at) for number in rule(view, wait).remind if (at := _moment(view, wait, number)) is not None]
    for number, at in sorted(found, key=lambda one: one[1]):
        yield Occasion(wait, str(number), _unless_snoozed(view, wait, at))


def _moment(view: View, wait: Wait, number: int) -> datetime | None:
    """Find the moment so many days after the beginning, or before the date; None if it would come after the date."""
    flow, working = view.workflow, wait.side != "nominator"
    start = wait.since + timedelta(seconds=wait.stood)
    if number > 0:
        at = next_open(flow, plus_days(flow, start, number, working=working))
        return at if wait.by is None or at < wait.by else None
    if wait.by is None:
        return None
    wanted = plus_days(flow, wait.by, number, working=working)
    if wanted <= start:  # So little time was given that it is half over when it is said.
        wanted = start + (wait.by - start) / 2
    at = last_open(flow, wanted)  # a date is the end of its day, and so is a day so many days before it
    at = at if at > start else next_open(flow, wanted)
    return at if start < at < wait.by else None


def _warning(view: View, wait: Wait) -> Iterator[Occasion]:
    """Schedule the last reminder, whatever was snoozed: nothing may end without a warning."""
    if wait.side == "nominator" and wait.by is not None and rule(view, wait).then is not None and wait.kind != "renewal":
        yield Occasion(wait, WARNING, next_open(view.workflow, wait.by))


def _late(view: View, wait: Wait) -> Iterator[Occasion]:
    late = rule(view, wait).late
    if late is None or wait.by is None:
        return
    for number in range(late.times):
        at = plus_days(view.workflow, wait.by, number * late.every, working=False) if number else wait.by
        yield Occasion(wait, f"late {number}", _unless_snoozed(view, wait, next_open(view.workflow, at)))


def _to_maintainers(view: View, wait: Wait) -> Iterator[Occasion]:
    late = rule(view, wait).late
    if late is None or late.maintainers_after is None or wait.by is None:
        return
    for number in range(late.times):
        days = late.maintainers_after + number * late.every
        at = next_open(view.workflow, plus_days(view.workflow, wait.by, days, working=False))
        yield Occasion(wait, f"to maintainers {number}", at, "maintainers")


def _unless_snoozed(view: View, wait: Wait, at: datetime) -> datetime:
    """Put the reminder off if whoever hears it does not want to be reminded now.

    Where no single person is waited for (nobody sits there, or the maintainers are), the wish of one of them counts.
    """
    person = view.nomination.author if wait.side == "nominator" else wait.person
    mine = (s for s in view.ledger.snoozes if s.side == wait.side and (person is None or s.by.id == person.id))
    until = max((snooze.until for snooze in mine), default=at)
    return at if until <= at else next_open(view.workflow, until)
