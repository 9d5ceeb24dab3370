"""Whose turn it is, what the next step is, and by when; and what becomes of a nominator who stays silent.

Clocks run only in the turns of their own side: a hold, an expert's consultation or a slow reviewer costs a nominator no day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from bot.announcing import held
from bot.conditions import failing, listed, on_hold, unsettled
from bot.contracts import View
from bot.intake import told
from bot.ledger import BY_HAND, Hold, Question
from bot.nomination import Pull
from bot.questions import waiting
from bot.same import Same
from bot.text import escape
from bot.text.board import day
from bot.working_time import end_of_day
from config.base import Holder, Kind

MERGE_DAYS = 7
CONCERN_DAYS = 14
UNTOUCHED = {
    "submit": "What nobody has submitted by that day is submitted as it stands.",
    "expire": "What nobody has submitted by that day expires.",
}
REVIEWERS: frozenset[Holder] = frozenset({"L1", "L2"})
WHOSE: Mapping[Holder, str] = {
    "nominator": "the nominator's turn",
    "L1": "a reviewer's turn (first review)",
    "L2": "a reviewer's turn (second review)",
    "expert": "an expert's turn",
    "maintainer": "a maintainer's turn",
    "nobody": "nobody's turn",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the next step, the step in words, from when the days are counted, and the moment by which it is due."""

    side: Holder
    step: str
    since: datetime
    by: datetime | None = None


def turn(view: View) -> Turn:
    """Worked out from the present state; a maintainer's merge or confirmation goes before what the stage says."""
    return _turn(Same(view))


@lru_cache(maxsize=16)
def _turn(key: Same[View]) -> Turn:
    """Kept, because guards, reminders, labels and the board all ask the same of one view."""
    now = _worked_out(key.value)
    return replace(now, step=told(now.step, is_pull=key.value.nomination.is_pull))


def _worked_out(view: View) -> Turn:
    found = _by_itself(view)
    stage = view.workflow.stages[view.stage]
    if stage.propose and found.side == "nominator" and _silence_is_over(view, found):
        return Turn("maintainer", _proposal(view, found), found.since)
    return found


def lapses_at(view: View) -> datetime | None:
    """When the nominator's silence ends the nomination: the warning was sent, and the days of grace after it are over."""
    found = _by_itself(view)
    return _lapse(view, found) if found.side == "nominator" else None


def lapsed(view: View) -> bool:
    """The nominator was warned and has let the days of grace pass as well."""
    at = lapses_at(view)
    return at is not None and view.moment >= at


def due_of(view: View, question: Question) -> datetime | None:
    """The day by which a question is to be answered; later than first said by as long as it was not the turn of who was asked."""
    side: Holder = "expert" if question.expert else "nominator"
    return end_of_day(view.workflow, question.due + stopped(view, side, question.at)) if question.due else None


def stopped(view: View, side: Holder, since: datetime) -> timedelta:
    """How much of the time after `since`, up to the present turn, belonged to other sides."""
    own = REVIEWERS if side in REVIEWERS else {side}
    others = (
        max(later.at - max(one.at, since), timedelta(0))
        for one, later in pairwise(view.ledger.turns)
        if one.holder not in own and later.at > since
    )
    return sum(others, timedelta(0))


def _by_itself(view: View) -> Turn:
    """The turn, whether or not the nominator has been silent for too long."""
    return _itself(Same(view))


@lru_cache(maxsize=16)
def _itself(key: Same[View]) -> Turn:
    return next(_special(key.value), None) or _of_stage(key.value)


def _special(view: View) -> Iterator[Turn]:
    """Turns that go before what the stage says."""
    ledger = view.ledger
    if on_hold(view) and ledger.hold is not None:
        yield Turn("nobody", _on_hold(ledger.hold, view.workflow.zone), ledger.hold.at)
    if held(view):
        step = "A maintainer confirms the merge with `/override because REASON`; nothing is announced before."
        yield Turn("maintainer", step, ledger.moves[-1].at)
    if ledger.concerns:
        step = "A maintainer looks at the concern below, and settles it with `/settle REASON` or takes the record out with `/remove REASON`."
        yield _with_days(view, "maintainer", step, ledger.concerns[0].at, CONCERN_DAYS)
    resting = view.nomination.pull("archive")
    if resting is not None and resting.state == "open" and view.workflow.stages[view.stage].record:
        step = f"A maintainer merges #{resting.number}, which takes the record out of the registry. {view.workflow.stages[view.stage].next_step}"
        yield _with_days(view, "maintainer", step, ledger.moves[-1].at, MERGE_DAYS)
    ready = ready_to_merge(view)
    if ready is not None:
        step = f"A maintainer merges #{ready.number}; every indicator it stands for has passed."
        # A week from the last verdict, which may be long after the stage was entered.
        yield _with_days(view, "maintainer", step, _last_verdict(view), MERGE_DAYS)


def _of_stage(view: View) -> Turn:
    stage, entered = (
        view.workflow.stages[view.stage],
        max(view.ledger.moves[-1].at, view.ledger.heard or view.ledger.moves[-1].at),
    )
    failed = failing(view)
    if failed and stage.turn == "reviewer":
        step = f"Indicator {listed(failed)} stands failed: mend what the reviewers say below by editing the issue text above."
        return _with_days(view, "nominator", step, _last_verdict(view), stage.wait)
    asked = waiting(view.ledger, expert=stage.turn == "expert")
    first = min((q for q in asked if q.due), key=lambda q: due_of(view, q) or q.at, default=None)
    if asked and stage.turn in ("reviewer", "nominator", "expert"):
        step = "Answer the open questions." if stage.turn == "reviewer" else stage.next_step
        side: Holder = "expert" if stage.turn == "expert" else "nominator"
        if first is not None:
            return Turn(side, step, first.at, due_of(view, first))
        return _with_days(view, side, step, max(entered, *(q.at for q in asked)), stage.wait if side == stage.turn else None)
    if view.stage == "renewal-due" and view.ledger.approvals:
        step = f"{stage.next_step} {UNTOUCHED[view.workflow.renewal.untouched]}"
        return Turn("nominator", step, entered, view.ledger.approvals[-1].until)
    return _with_days(view, _holder(view), stage.next_step, entered, stage.wait)


def _with_days(view: View, side: Holder, step: str, since: datetime, days: int | None) -> Turn:
    by = end_of_day(view.workflow, since + timedelta(days=days) + stopped(view, side, since)) if days else None
    return Turn(side, step, since, by)


def _holder(view: View) -> Holder:
    """The stage's side; of the reviewers, the first until there is a verdict on everything, then the second."""
    side = view.workflow.stages[view.stage].turn
    if side != "reviewer":
        return side
    kind = _kind(view)
    ids = view.workflow.pulls[kind].indicators
    judged = all(bool(s.verdicts) or not s.applies for i in ids if (s := view.standings.get(i)) is not None)
    return "L2" if judged and view.workflow.pulls[kind].quorum > 1 else "L1"


def _kind(view: View) -> Kind:
    """The stage pull request that the reviewers look at now."""
    candidate = view.nomination.pull("candidate")
    merged = candidate is not None and candidate.state == "merged"
    return "candidate" if not merged and view.stage in view.workflow.pulls["candidate"].stages else "dpg"


def _silence_is_over(view: View, found: Turn) -> bool:
    at = _lapse(view, found)
    return at is not None and view.moment >= at


def _lapse(view: View, found: Turn) -> datetime | None:
    warnings = {name for name, nudge in view.workflow.nudges.items() if nudge.warns}
    sent = [n.at for n in view.ledger.nudged if n.name in warnings and n.since == found.since and n.at is not None]
    if not sent or found.by is None:
        return None
    grace = timedelta(days=view.workflow.stages[view.stage].grace)
    return end_of_day(view.workflow, max(max(sent) + grace + stopped(view, "nominator", max(sent)), found.by))


def _proposal(view: View, found: Turn) -> str:
    by = f" by {day(found.by, view.workflow.zone)}" if found.by else ""
    return (
        f"No answer came{by}, nor after a warning. A maintainer decides: `/ineligible REASON` ends the nomination, "
        "`/hold until DATE REASON` gives more time."
    )


def _on_hold(hold: Hold, zone: str) -> str:
    until = f" until {day(hold.until, zone)}" if hold.until else ""
    return f"On hold{until}, by `{hold.by.login}`: {escape.inline(hold.reason)}"


def _last_verdict(view: View) -> datetime:
    verdicts = (verdict.at for standing in view.standings.values() for verdict in standing.verdicts)
    return max([view.ledger.moves[-1].at, *verdicts])


def ready_to_merge(view: View) -> Pull | None:
    """The open stage pull request whose indicators are all settled, if it waits for a maintainer."""
    for kind, use in view.workflow.pulls.items():
        pull, note = view.nomination.pull(kind), view.ledger.pulls.get(kind)
        by_hand = note is not None and any(value.startswith(BY_HAND) for value in note.files.values())
        if pull and pull.state == "open" and view.stage in use.stages and not by_hand and not unsettled(view, kind):
            return pull
    return None
