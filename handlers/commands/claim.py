"""`/claim`: take a seat as a reviewer of the nomination."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.verdicts import seated


def claim(view: View, ask: Ask) -> Outcome:
    """The first to claim gives the first review, the next the second."""
    ledger = seated(view.ledger, ask.request.by, ask)
    if ledger == view.ledger:
        return Refused("You are a reviewer of this nomination already. `/pass` and `/fail` enter your verdicts.")
    return Done(ledger)


FEATURE = Command(
    name="claim",
    summary="Review this nomination",
    usage="/claim",
    example="/claim",
    roles=("reviewer", "maintainer"),
    stages=("submitted", "needs-info", "screening", "candidate", "technical-review"),
    own=False,
    run=claim,
)
