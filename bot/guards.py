"""The conditions that a transition may name, each with the sentence that says what is still unmet."""

from __future__ import annotations

from collections.abc import Iterator

from bot import questions
from bot.contracts import Standing, View
from config.models import Guard, Kind, Transition


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


def incomplete(view: View, indicators: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the indicators with a gap that no reviewer's pass has settled."""
    gaps = {finding.indicator for finding in view.reading.findings if finding.kind != "look"}
    return tuple(i for i in indicators if i in gaps and not _waved_through(view.standings.get(i)))


def _waved_through(standing: Standing | None) -> bool:
    return standing is not None and (not standing.applies or (standing.passes > 0 and not standing.failed))


def unsettled(view: View, kind: Kind) -> tuple[str, ...]:
    """The indicators of a stage pull request that lack their quorum of passes."""
    pull = view.workflow.pulls[kind]
    return tuple(i for i in pull.indicators if i in view.standings and not view.standings[i].settled(pull.quorum))


def failing(view: View) -> tuple[str, ...]:
    """The indicators that stand failed."""
    return tuple(i for i, standing in view.standings.items() if standing.failed)


def answered(view: View, kind: Kind) -> bool:
    """Some question of the later record is answered (for the candidate: always, there is a name at least)."""
    return kind == "candidate" or any(_filled(v) for k, v in view.reading.submission.screening.items() if k != "name")


def _filled(value: object) -> bool:
    if isinstance(value, dict):
        return any(_filled(part) for part in value.values())
    if isinstance(value, list):
        return any(_filled(part) for part in value)
    return bool(value)


def pull_state(view: View, kind: Kind) -> str | None:
    """The state of a stage pull request at the view's moment: what came later is not seen yet, unless the ledger knows it.

    GitHub's times are whole seconds, so that the bot itself may have closed it in the second of the command that said so:
    in doubt it was later. Once all commands are judged, everything is seen, whatever the difference between two clocks.
    """
    pull = view.nomination.pull(kind)
    if pull is None:
        return None
    later = view.moment < view.now and pull.closed_at is not None and pull.closed_at >= view.moment
    return "open" if later and note_state(view, kind) == "open" else pull.state


def note_state(view: View, kind: Kind) -> str:
    """The state of a stage pull request as the board has it."""
    note = view.ledger.pulls.get(kind)
    return note.state if note else "open"


def automatic(view: View) -> Transition | None:
    """The first arrow out of the present stage that the bot may walk by itself now."""
    still, stage = on_hold(view), view.stage
    arrows = (a for a in view.workflow.transitions if a.command is None and stage in a.source and not (still and _waits(a)))
    return next((arrow for arrow in arrows if holds(arrow.when, view)), None)


def on_hold(view: View) -> bool:
    """Somebody has put the nomination on hold, and the day until which has not passed."""
    hold = view.ledger.hold
    return hold is not None and (hold.until is None or view.moment < hold.until)


def _waits(arrow: Transition) -> bool:
    """On hold nothing moves by itself but what somebody has done to a stage pull request."""
    return not (arrow.when.merged or arrow.when.closed or arrow.when.reopened)


def by_command(view: View, command: str) -> Transition | None:
    """The arrow out of the present stage that a command walks: the first whose guard holds, else the first."""
    arrows = [a for a in view.workflow.transitions if a.command == command and view.stage in a.source]
    return next((a for a in arrows if holds(a.when, view)), arrows[0] if arrows else None)


def listed(names: tuple[str, ...]) -> str:
    """`1, 2 and 9a`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
