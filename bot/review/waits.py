"""Lists the waits in one list, read by the headline, the to-do list, labels, status, digest, reminders and clocks.

A wait is a kind and a subject: question 3, indicator 9a, the first review, a pull request. It begins when its subject opens,
has a clock of its own in the ledger, and is stopped on hold, while its side cannot act, and while a maintainer has to decide
about a pull request that was closed by hand. Nobody waits for anything that is not on the list.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter

from bot.model.contracts import View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import OpenWait, TurnChange
from bot.model.working_time import end_of_day
from bot.review.nomination_state import find_open_round, is_on_hold
from bot.review.subjects import ARCHIVE, CLOSED_BY_HAND, Subject, list_subjects
from config.base import Holder
from config.waits import DECISION, SIDES, WaitRule

WARNING = "warning"
"""The name of the last reminder, without which silence has no consequence."""
SILENCE = "silence"
PARTS = tuple(field.name for field in fields(Subject))
READ_PARTS = attrgetter(*PARTS)
OF_STAGE = ("answers", "review")
"""Kinds of waits that ask for something else in each stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Subject):
    """A subject with its clock: when it began and when it is due (the end of a day); `stood`: seconds for which it was stopped.

    `lapsed`: the nominator was warned, and has let the days of grace pass as well.
    """

    since: datetime
    by: datetime | None = None
    stood: int = 0
    still: bool = False
    lapsed: bool = False


@lru_cache(maxsize=32)
def list_waits(view: View) -> tuple[Wait, ...]:
    """List the running waits, the most pressing first; none where the nomination is at rest or on hold."""
    return tuple(wait for wait in list_all_waits(view) if not wait.still)


@lru_cache(maxsize=32)
def list_all_waits(view: View) -> tuple[Wait, ...]:
    """List all waits, those that are stopped for the moment as well."""
    every = [_add_clock(view, one) for one in list_subjects(view)]
    lapsed = tuple(wait for wait in every if wait.lapsed and find_wait_rule(view, wait).then == DECISION)
    decisions = [_make_decision(view, lapsed)] if lapsed else []
    shown = [replace(wait, still=True) if wait in lapsed else wait for wait in every]
    return tuple(sorted((*decisions, *shown), key=lambda wait: ORDER.index(wait.kind)))


ORDER = ("decision", "question", "answers", "mending", "renewal", "expert", "review", "merge")


def find_wait_rule(view: View, wait: Subject) -> WaitRule:
    """Find the workflow's rule for that kind of wait."""
    return view.workflow.waits[wait.kind]


def _find_running_clock(view: View, subject: Subject) -> OpenWait | None:
    """Find the clock that runs for the subject; None where the subject was opened again since, or the clock is that of an
    earlier stage, which asked for other answers and reviews."""
    clock = next((c for c in view.ledger.clocks.waits if (c.kind, c.subject) == (subject.kind, subject.subject)), None)
    begun = subject.opened
    if subject.kind in OF_STAGE and view.ledger.moves:
        begun = min(view.ledger.moves[-1].at, view.moment)
    return None if clock is None or (begun is not None and clock.since < begun) else clock


def _add_clock(view: View, subject: Subject) -> Wait:
    clock = _find_running_clock(view, subject) or OpenWait(subject.kind, subject.subject, subject.opened or view.moment)
    values = zip(PARTS, READ_PARTS(subject), strict=True)
    stood, still = clock.stood + _count_stopped_seconds(view, clock), _is_still(view, subject)
    wait = Wait(
        **dict(values), since=clock.since, by=_find_due_date(view, subject, clock.since, stood), stood=stood, still=still
    )
    return replace(wait, lapsed=True) if _is_lapsed(view, wait) else wait


def _count_stopped_seconds(view: View, clock: OpenWait) -> int:
    """Count the seconds since the clock was stopped; the ledger adds them up when it runs again."""
    return int(max(view.moment - clock.still, timedelta()).total_seconds()) if clock.still else 0


def _find_due_date(view: View, subject: Subject, since: datetime, seconds: int) -> datetime | None:
    stood, days = timedelta(seconds=seconds), find_wait_rule(view, subject).length(subject.of_pull)
    if subject.until is not None:
        anew = since - subject.opened if subject.opened and subject.kind == "question" else timedelta()
        return end_of_day(view.workflow, subject.until + anew + stood)
    return end_of_day(view.workflow, since + timedelta(days=days) + stood) if days else None


def find_lapse_time(view: View, wait: Wait) -> datetime | None:
    """Find the moment at which silence has its consequence: the days of grace after the last reminder are over."""
    entries = [
        e for e in view.ledger.clocks.reminded if e.name == WARNING and e.wait == wait.key and e.since == wait.since and e.at
    ]
    if not entries or wait.by is None or find_wait_rule(view, wait).then is None or wait.kind == "renewal":
        return None
    last = max(entries, key=lambda entry: entry.at or wait.since)
    grace = timedelta(days=find_wait_rule(view, wait).grace, seconds=wait.stood - last.stood)
    return end_of_day(view.workflow, max((last.at or wait.since) + grace, wait.by))


def _is_lapsed(view: View, wait: Wait) -> bool:
    at = find_lapse_time(view, wait)
    return not wait.still and at is not None and view.moment >= at


def _make_decision(view: View, lapsed: tuple[Wait, ...]) -> Wait:
    """Ask a maintainer what becomes of a nomination whose nominator was silent."""
    renewing = find_open_round(view) is not None
    word = "ineligible" if any(wait.kind == "mending" for wait in lapsed) else "withdrawn" if renewing else "inactive"
    what = (
        f"decide what becomes of the {'renewal' if renewing else 'nomination'}, whose nominator has not answered "
        f"({'; '.join(wait.what for wait in lapsed)}): `/close {word} REASON` ends it, `/hold until DATE REASON` gives more time"
    )
    opened = min(at for wait in lapsed if (at := find_lapse_time(view, wait)))
    return _add_clock(view, Subject("decision", SILENCE, SIDES["decision"], what, opened=opened))


def _is_still(view: View, subject: Subject) -> bool:
    if is_on_hold(view):
        return True
    by_hand = any(one.what_for == CLOSED_BY_HAND for one in list_subjects(view))
    return (by_hand and subject.what_for != CLOSED_BY_HAND) or (subject.side == "nominator" and not can_answer(view))


def can_answer(view: View) -> bool:
    """Tell whether the nominator, or whoever speaks for the project, has an account and a thread that is not locked."""
    here = view.nomination
    return not here.is_locked and (here.author is not None or view.ledger.review.representative is not None)


def find_ending_by_silence(view: View) -> str:
    """Find the ending that the nominator's silence brings, once all their waits have run out; empty before."""
    theirs = [wait for wait in list_all_waits(view) if wait.side == "nominator"]
    if not theirs or any(wait.still or not wait.lapsed for wait in theirs):
        return ""
    return next((then for wait in theirs if (then := find_wait_rule(view, wait).then) in view.workflow.endings), "")


def update_clocks(view: View) -> Ledger:
    """Update the ledger's clocks to the view's moment, and note a change of the side that is waited for first."""
    clocks = tuple(_update_clock(view, wait) for wait in list_all_waits(view))
    ledger = (
        view.ledger if clocks == view.ledger.clocks.waits else view.ledger.with_parts(replace(view.ledger.clocks, waits=clocks))
    )
    side, turns = find_first_side(view), ledger.clocks.turns
    if turns and turns[-1].holder == side:
        return ledger
    at = max(view.moment, turns[-1].at) if turns else view.nomination.at
    return ledger.with_parts(replace(ledger.clocks, turns=(*turns, TurnChange(side, at))))


def _update_clock(view: View, wait: Wait) -> OpenWait:
    clock = _find_running_clock(view, wait) or OpenWait(wait.kind, wait.subject, wait.since)
    still = _is_still(view, wait)
    if still and clock.still is None:
        return replace(clock, still=max(view.moment, clock.since))
    if not still and clock.still is not None:
        return replace(clock, still=None, stood=clock.stood + _count_stopped_seconds(view, clock))
    return clock


def find_first_side(view: View) -> Holder:
    """Find the side that is waited for first."""
    return next((wait.side for wait in list_waits(view)), "nobody")


def renew_clocks(view: View) -> Ledger:
    """Restart the clock of everything that is waited for from the nominator."""
    clocks = (replace(c, since=view.moment, stood=0) if SIDES[c.kind] == "nominator" else c for c in view.ledger.clocks.waits)
    return view.ledger.with_parts(replace(view.ledger.clocks, waits=tuple(clocks), warned=""))


def keeps_open(view: View) -> bool:
    """Tell whether the issue stays open: its stage does not close it, or somebody has to act (archiving a record does not count)."""
    return not view.workflow.is_closed(view.stage) or any(wait.subject != ARCHIVE for wait in list_all_waits(view))
