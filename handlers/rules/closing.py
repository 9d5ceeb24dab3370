"""The issue is closed once its stage closes it and nobody is awaited, and opened again when somebody is."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.announcing import over
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.waits import keeps_open


def closing(view: View) -> Iterator[Effect]:
    """Done once: a person who has opened it since is left in peace."""
    closes = view.workflow.stages[view.stage].closes
    if closes and view.nomination.is_open and not keeps_open(view) and over(view) and not view.ledger.is_closed:
        yield fx.CloseIssue(closes)


FEATURE = Rule(name="closing", phase=Phase.CLOSING, run=closing)
