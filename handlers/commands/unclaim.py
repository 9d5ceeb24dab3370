"""`/unclaim`: give one's own seat as a reviewer back."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View


def unclaim(view: View, ask: Ask) -> Outcome:
    """Verdicts that were given stay; they count on until the reviewer takes them back with `/reset`."""
    left = tuple(seat for seat in view.ledger.seats if seat.by.id != ask.request.by.id)
    if len(left) == len(view.ledger.seats):
        return Refused("You are no reviewer of this nomination. `/claim` makes you one.")
    return Done(replace(view.ledger, seats=left))


FEATURE = Command(
    name="unclaim",
    summary="Give your seat as a reviewer back",
    usage="/unclaim",
    example="/unclaim",
    roles=("reviewer", "maintainer"),
    run=unclaim,
)
