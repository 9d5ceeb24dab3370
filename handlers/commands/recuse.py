"""`/recuse reason`: step aside from a nomination for good."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.remarks import remark


def recuse(view: View, ask: Ask) -> Outcome:
    """The seat and the verdicts go; the reason is linked on the board."""
    if not ask.line.text.strip():
        return lacking(FEATURE, "the reason, for the record")
    me = ask.request.by.id
    if any(remark.by.id == me for remark in view.ledger.recused):
        return Refused("You have stepped aside from this nomination already.")
    return Done(
        replace(
            view.ledger,
            seats=tuple(seat for seat in view.ledger.seats if seat.by.id != me),
            verdicts=tuple(verdict for verdict in view.ledger.verdicts if verdict.by.id != me),
            recused=(*view.ledger.recused, remark(ask)),
        )
    )


FEATURE = Command(
    name="recuse",
    summary="Step aside: you will not review this nomination",
    usage="/recuse reason",
    example="/recuse I have worked with the owner",
    roles=("reviewer", "maintainer"),
    run=recuse,
)
