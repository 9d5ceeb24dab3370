"""The issue is closed once when its stage ends the nomination, and opened again when the nomination goes on."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.announcing import over
from bot.contracts import Phase, Rule, View
from bot.effects import Effect


def closing(view: View) -> Iterator[Effect]:
    """Done for this move already: a person who has opened or closed it since is left in peace."""
    if view.ledger.closed >= view.ledger.walked:
        return
    closes = view.workflow.stages[view.stage].closes
    if closes and view.nomination.is_open and over(view):
        yield fx.CloseIssue(closes)
    elif not closes and not view.nomination.is_open and not _is_merged(view) and _was_over(view):
        yield fx.ReopenIssue()


def _is_merged(view: View) -> bool:
    """A person has merged the pull request that it was made as, which nobody can open again."""
    return view.nomination.intake is not None and view.nomination.intake.state == "merged"


def _was_over(view: View) -> bool:
    """The issue was closed by a stage that the nomination has left since."""
    since = view.ledger.moves[max(view.ledger.closed - view.ledger.earlier - 1, 0) : -1]
    stages = view.workflow.stages
    return any(stages[move.stage].closes for move in since if move.stage in stages)


FEATURE = Rule(name="closing", phase=Phase.CLOSING, run=closing)
