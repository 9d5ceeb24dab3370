"""`/claim`: take a seat as a reviewer of the nomination."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.seats import UNTIL_APPROVED, seated, tier_named, too_many


def claim(view: View, ask: Ask) -> Outcome:
    """The first to claim gives the first review, the next the second."""
    why_not = too_many(view, ask.request.by)
    if why_not is not None:
        return why_not
    ledger = seated(view.ledger, ask.request.by, ask.request.at, tier_named(ask.line.text), ask.request.by)
    if ledger == view.ledger:
        return Refused("You are a reviewer of this nomination already. `/pass` and `/fail` enter your verdicts.")
    return Done(ledger)


FEATURE = Command(
    name="claim",
    summary="Review this nomination",
    usage="/claim [l1|l2]",
    example="/claim",
    roles=("reviewer", "maintainer"),
    stages=UNTIL_APPROVED,
    own=False,
    run=claim,
)
