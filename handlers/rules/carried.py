"""The other pull request of a pair is closed with the nomination, before the nomination's own."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.announcing import over
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.waits import keeps_open


def carried(view: View) -> Iterator[Effect]:
    """Once, when the stage that ends the nomination is entered: whoever opens it again is left in peace."""
    partner = view.nomination.partner
    if partner is None or partner.state != "open" or view.ledger.is_closed:
        return
    if not keeps_open(view) and over(view):
        yield fx.ShutPull(partner.number)


FEATURE = Rule(name="carried", phase=Phase.CLOSING, run=carried)
