"""`/accept-role`: accept to speak for the project."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.seats import seat_of


def accept_role(view: View, ask: Ask) -> Outcome:
    """Only the person whom the nominator named."""
    proposed = view.ledger.proposed
    if proposed is None or proposed.id != ask.request.by.id:
        return Refused("The nominator has not named you as the project's representative (`/representative @user`).")
    if seat_of(view.ledger, proposed) or any(verdict.by.id == proposed.id for verdict in view.ledger.verdicts):
        return Refused(
            "You review this nomination, and who speaks for the project does not. `/recuse` with the reason comes first."
        )
    return Done(replace(view.ledger, representative=ask.request.by, proposed=None))


FEATURE = Command(
    name="accept-role",
    summary="Accept to speak for the project that you were named for",
    usage="/accept-role",
    example="/accept-role",
    roles=("public",),
    run=accept_role,
)
