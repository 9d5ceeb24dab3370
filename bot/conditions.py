"""What is so of a nomination at the view's moment: answers that are missing, indicators that are open, pull requests, a hold."""

from __future__ import annotations

from bot.contracts import Standing, View
from config.base import Kind


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


def on_hold(view: View) -> bool:
    """Somebody has put the nomination on hold, and the day until which has not passed."""
    hold = view.ledger.hold
    return hold is not None and (hold.until is None or view.moment < hold.until)


def listed(names: tuple[str, ...]) -> str:
    """`1, 2 and 9a`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
