"""When each reminder of the present task is due: within working hours, before the date and never after it what comes before it.

A reminder belongs to one task of one side: its days are counted from when that task began, only in the turns of that side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.contracts import View
from bot.ledger import Actor
from bot.questions import waiting
from bot.turn import REVIEWERS, Turn, stopped
from bot.working_time import last_open, next_open, plus_days
from config.clock import Nudge


@dataclass(frozen=True, slots=True)
class Occasion:
    """One repetition of a reminder (`turn` counts them from 0) and the moment at which it may be said."""

    name: str
    turn: int
    since: datetime
    at: datetime
    nudge: Nudge

    @property
    def key(self) -> str:
        """The mark of its comment, and what a digest remembers it by."""
        return f"nudge/{self.name}/{self.turn}/{self.since.isoformat()}"


def schedule(view: View, now: Turn) -> Iterator[Occasion]:
    """Every repetition of every reminder of the present task that is past or the next to come, and not done yet."""
    done = {(entry.name, entry.turn) for entry in view.ledger.nudged if entry.since == now.since}
    for name, nudge in view.workflow.nudges.items():
        if now.side in nudge.turn and (not nudge.stages or view.stage in nudge.stages):
            for occasion in _repetitions(view, now, name, nudge):
                if (name, occasion.turn) not in done:
                    yield occasion
                if occasion.at > view.now:
                    break


def _repetitions(view: View, now: Turn, name: str, nudge: Nudge) -> Iterator[Occasion]:
    for number in range(nudge.times):
        at = _moment(view, now, nudge, number * (nudge.every or 0))
        if at is None:
            return  # Every later one would come too late as well, and to count its days may take long.
        yield Occasion(name, number, now.since, _unless_snoozed(view, now, nudge, at), nudge)


def _moment(view: View, now: Turn, nudge: Nudge, later: int) -> datetime | None:
    """When it may be said: within working hours; what comes before the date is never said after it."""
    flow, start = view.workflow, now.since + stopped(view, now.side, now.since)
    if nudge.late is not None:
        return next_open(flow, plus_days(flow, now.by, nudge.late + later, working=nudge.working)) if now.by else None
    if nudge.after is not None:
        at = next_open(flow, plus_days(flow, start, nudge.after + later, working=nudge.working))
        return at if now.by is None or at < now.by else None
    if now.by is None or nudge.before is None:
        return None
    wanted = plus_days(flow, now.by, -nudge.before, working=nudge.working)
    if wanted <= start:  # So little time was given that it is half over when it is said.
        wanted = start + (now.by - start) / 2
    at = last_open(flow, wanted)  # a date is the end of its day, and so is a day so many days before it
    at = at if at > start else next_open(flow, wanted)
    return at if start < at < now.by else None


def _unless_snoozed(view: View, now: Turn, nudge: Nudge, at: datetime) -> datetime:
    """Later, if whoever hears it does not want to be reminded; a warning is said all the same, or nobody would be warned.

    Where no single person has the turn (nobody sits there, or the maintainers have it), the wish of one of them counts.
    """
    if nudge.warns or nudge.to != "holder" or not view.ledger.snoozes:
        return at
    person = holder(view, now)
    mine = (s for s in view.ledger.snoozes if s.side == now.side and (person is None or s.by.id == person.id))
    until = max((snooze.until for snooze in mine), default=at)
    return at if until <= at else next_open(view.workflow, until)


def holder(view: View, now: Turn) -> Actor | None:
    """The one person whose turn it is, if it is one: the nominator, who sits in that seat, the expert who was asked."""
    if now.side == "nominator":
        return view.nomination.author
    if now.side in REVIEWERS:
        tier = 1 if now.side == "L1" else 2
        return next((seat.by for seat in view.ledger.seats if seat.tier == tier), None)
    experts = [question.expert for question in waiting(view.ledger, expert=True)]
    return experts[0] if now.side == "expert" and experts else None
