"""Whose turn it is, what the next step is, and by when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.announcing import held
from bot.contracts import View
from bot.guards import failing, listed, on_hold, unsettled
from bot.intake import told
from bot.ledger import BY_HAND, Hold
from bot.nomination import Pull
from bot.questions import waiting
from bot.text import escape
from bot.text.board import day
from config.models import Side

MERGE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Turn:
    """The side that has the next step, the step in words, and the day by which it is due."""

    side: Side
    step: str
    by: datetime | None = None


def turn(view: View) -> Turn:
    """Worked out from the present state; a maintainer's merge or confirmation goes before what the stage says."""
    now = _turn(view)
    return replace(now, step=told(now.step, is_pull=view.nomination.is_pull))


def _turn(view: View) -> Turn:
    stage = view.workflow.stages[view.stage]
    if on_hold(view) and view.ledger.hold is not None:
        return _on_hold(view.ledger.hold, view.workflow.zone)
    if held(view):
        step = "A maintainer confirms the merge with `/override because REASON`; nothing is announced before."
        return Turn("maintainer", step)
    ready = ready_to_merge(view)
    if ready is not None:
        return Turn(
            "maintainer", f"A maintainer merges #{ready.number}; every indicator it stands for has passed.", _merge_by(view)
        )
    failed = failing(view)
    if failed and stage.turn == "reviewer":
        step = f"Indicator {listed(failed)} stands failed: mend what the reviewers say below by editing the issue text above."
        return Turn("nominator", step, _last_verdict(view) + timedelta(days=stage.wait) if stage.wait else None)
    asked = waiting(view.ledger, expert=False)
    due = min((question.due for question in asked if question.due), default=None)
    if asked and stage.turn == "reviewer":
        return Turn("nominator", "Answer the open questions.", due)
    if due and stage.turn == "nominator":
        return Turn(stage.turn, stage.next_step, due)
    return Turn(stage.turn, stage.next_step, _due(view, stage.wait) if stage.wait else None)


def _on_hold(hold: Hold, zone: str) -> Turn:
    until = f" until {day(hold.until, zone)}" if hold.until else ""
    return Turn("nobody", f"On hold{until}, by `{hold.by.login}`: {escape.inline(hold.reason)}")


def _due(view: View, days: int) -> datetime:
    return max(view.ledger.moves[-1].at, view.ledger.resumed or view.ledger.moves[-1].at) + timedelta(days=days)


def _merge_by(view: View) -> datetime:
    """A week from the last verdict, which may be long after the stage was entered."""
    return _last_verdict(view) + timedelta(days=MERGE_DAYS)


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
