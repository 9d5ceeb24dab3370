"""`/pool`: put a review back into the pool, so that another reviewer can take it."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.seats import tier_named


def pool(view: View, ask: Ask) -> Outcome:
    """Frees the seat named (l1, l2), or all of them."""
    tier = tier_named(ask.line.text)
    if ask.line.text.strip() and not tier:
        return lacking(FEATURE, "a seat, or nothing to free them all")
    left = tuple(seat for seat in view.ledger.seats if tier and seat.tier != tier)
    if len(left) == len(view.ledger.seats):
        return Refused("Nobody sits there. The board lists the reviewers of this nomination.")
    return Done(replace(view.ledger, seats=left))


FEATURE = Command(
    name="pool",
    summary="Free the seat of a reviewer for somebody else",
    usage="/pool [l1|l2]",
    example="/pool l2",
    roles=("maintainer",),
    own=False,
    run=pool,
)
