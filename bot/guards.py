"""The conditions that a transition may name, each with the sentence that says what is still unmet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import questions, renewal
from bot.conditions import answered, failing, incomplete, listed, note_state, on_hold, pull_state, unsettled
from bot.contracts import View
from bot.text.board import day
from bot.turn import lapsed, lapses_at
from bot.working_time import is_open
from config.base import Kind
from config.models import Guard, Transition


def holds(guard: Guard, view: View) -> bool:
    """All the conditions of the guard hold."""
    return next(unmet(guard, view), None) is None


def unmet(guard: Guard, view: View) -> Iterator[str]:
    """One sentence for each condition of the guard that does not hold."""
    if guard.complete and (open_ones := incomplete(view, guard.complete)):
        yield f"answers are missing for {listed(open_ones)}"
    if guard.incomplete and not incomplete(view, guard.incomplete):
        yield "no mandatory answer is missing"
    if guard.passed and (waiting := unsettled(view, guard.passed)):
        yield f"not passed yet: {listed(waiting)}"
    if guard.unpassed and not unsettled(view, guard.unpassed):
        yield "every indicator has passed"
    if guard.answers and not answered(view, guard.answers):
        yield "nothing is answered of the later indicators yet"
    if guard.failed is not None and guard.failed != bool(failing(view)):
        none = "no indicator stands failed (`/fail` says that one does not meet the Standard)"
        yield none if guard.failed else f"failed: {listed(failing(view))}"
    for wanted, expert, whom in ((guard.asked, False, "the nominator"), (guard.consulted, True, "an expert")):
        if wanted is not None and wanted != bool(questions.waiting(view.ledger, expert=expert)):
            yield f"no question to {whom} is open" if wanted else f"a question to {whom} is open"
    yield from _of_pulls(guard, view)
    yield from _of_time(guard, view)


def _of_time(guard: Guard, view: View) -> Iterator[str]:
    if guard.lapsed is not None and guard.lapsed != lapsed(view):
        at = lapses_at(view)
        when = f"the nominator has time until {day(at, view.workflow.zone)}" if at else "the nominator has not been warned"
        yield when if guard.lapsed else "the nominator has let the time pass"
    if guard.resumed is not None and guard.resumed != renewal.answers_changed(view):
        yield "the answers are those that stood when it ended" if guard.resumed else "the answers have changed since it ended"
    if guard.renewing is not None and guard.renewing != (view.ledger.round > 0):
        yield "this is no renewal" if guard.renewing else "this is a renewal"
    if guard.expires is not None and guard.expires != renewal.is_near(view):
        yield "the renewal is not due yet" if guard.expires else "the renewal is due"
    if guard.expired is not None and guard.expired != renewal.is_over(view):
        yield "the approval is valid" if guard.expired else "the approval is over"
    if guard.untouched is not None and guard.untouched != view.workflow.renewal.untouched:
        yield f"in this registry a renewal that nobody touches is to {view.workflow.renewal.untouched}"
    if guard.unchanged is not None and guard.unchanged != renewal.unchanged(view):
        yield "the records have changed since the approval" if guard.unchanged else "the records are as they were approved"


def _of_pulls(guard: Guard, view: View) -> Iterator[str]:
    if guard.merged and pull_state(view, guard.merged) != "merged":
        yield f"the {guard.merged} pull request is not merged"
    if guard.unmerged and pull_state(view, guard.unmerged) == "merged":
        yield f"the {guard.unmerged} pull request is merged"
    if guard.closed and not (pull_state(view, guard.closed) == "closed" and note_state(view, guard.closed) != "closed"):
        yield f"the {guard.closed} pull request has not been closed"
    if guard.reopened and not _opened_again(view, guard.reopened):
        yield f"the {guard.reopened} pull request has not been opened again"


def _opened_again(view: View, kind: Kind) -> bool:
    """GitHub does not tell when: in doubt it was later than the commands that are still to be judged."""
    return view.moment >= view.now and pull_state(view, kind) == "open" and note_state(view, kind) == "closed"


def automatic(view: View) -> Transition | None:
    """The first arrow out of the present stage that the bot may walk by itself now.

    What time alone brings about is heard of by people, so that it waits until this nomination's turn to speak has come,
    and for the morning.
    """
    still, stage = on_hold(view), view.stage
    arrows = (a for a in view.workflow.transitions if a.command is None and stage in a.source and not (still and _waits(a)))
    spoken = view.nomination.granted and is_open(view.workflow, view.now)
    return next((a for a in arrows if (spoken or not is_by_time(a)) and holds(a.when, view) and not _proposed(view, a)), None)


def by_time(view: View) -> Transition | None:
    """The arrow that would be walked for the sake of time alone, if this nomination may speak."""
    arrow = automatic(replace(view, nomination=replace(view.nomination, granted=True)))
    return arrow if arrow is not None and is_by_time(arrow) else None


def is_by_time(arrow: Transition) -> bool:
    """Time alone lets the bot walk it."""
    return arrow.command is None and bool(arrow.when.lapsed or arrow.when.expires or arrow.when.expired)


def _proposed(view: View, arrow: Transition) -> bool:
    """Where the stage says so, silence ends nothing by itself: a maintainer decides."""
    return bool(arrow.when.lapsed) and view.workflow.stages[view.stage].propose


def _waits(arrow: Transition) -> bool:
    """On hold nothing moves by itself but what somebody has done to a stage pull request."""
    return not (arrow.when.merged or arrow.when.closed or arrow.when.reopened)


def by_command(view: View, command: str) -> Transition | None:
    """The arrow out of the present stage that a command walks: the first whose guard holds, else the first."""
    arrows = [a for a in view.workflow.transitions if a.command == command and view.stage in a.source]
    return next((a for a in arrows if holds(a.when, view)), arrows[0] if arrows else None)
