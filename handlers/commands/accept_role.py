"""`/accept-role`: accept to speak for the project."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View


def accept_role(view: View, ask: Ask) -> Outcome:
    """Only the person whom the nominator named."""
    proposed = view.ledger.proposed
    if proposed is None or proposed.id != ask.request.by.id:
        return Refused("The nominator has not named you as the project's representative (`/representative @user`).")
    return Done(replace(view.ledger, representative=ask.request.by, proposed=None))


FEATURE = Command(
    name="accept-role",
    summary="Accept to speak for the project that you were named for",
    usage="/accept-role",
    example="/accept-role",
    roles=("public",),
    run=accept_role,
)
