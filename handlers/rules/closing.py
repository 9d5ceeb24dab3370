"""The issue is closed once when its stage ends the nomination."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.announcing import over
from bot.contracts import Phase, Rule, View
from bot.effects import Effect


def closing(view: View) -> Iterator[Effect]:
    """Done for this move already: a person who has opened it since is left in peace."""
    closes = view.workflow.stages[view.stage].closes
    if closes and view.nomination.is_open and over(view) and view.ledger.closed < view.ledger.walked:
        yield fx.CloseIssue(closes)


FEATURE = Rule(name="closing", phase=Phase.CLOSING, run=closing)
