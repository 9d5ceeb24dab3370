"""Every change of whose turn it is, and how long each side has had it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.contracts import View
from bot.ledger import Ledger, Turned
from bot.turn import turn
from config.base import Holder


def turned(view: View, at: datetime) -> Ledger:
    """The ledger with a change of whose turn it is, if there was one; the first turn begins with the nomination."""
    turns, side = view.ledger.turns, turn(view).side
    if not turns:
        known = view.nomination.ledger is not None and view.nomination.ledger.moves  # by a bot that kept no turns
        begin = view.ledger.moves[-1].at if known else view.nomination.at
        return replace(view.ledger, turns=(Turned(side, begin),))
    if turns[-1].holder == side:
        return view.ledger
    return replace(view.ledger, turns=(*turns, Turned(side, max(at, turns[-1].at))))


def spent(ledger: Ledger, now: datetime) -> dict[Holder, timedelta]:
    """How long it has been each side's turn: all of it together is the life of the nomination up to now."""
    found: dict[Holder, timedelta] = {side: timedelta(seconds=seconds) for side, seconds in ledger.spent.items()}
    ends = [*(later.at for later in ledger.turns[1:]), now]
    for one, end in zip(ledger.turns, ends, strict=False):  # without any turn there is an end too many
        found[one.holder] = found.get(one.holder, timedelta()) + max(end - one.at, timedelta())
    return found
