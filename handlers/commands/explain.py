"""`/explain`: why the nomination is where it is, and what is missing for each next step."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, View
from bot.explaining import reasons


def explain(view: View, _ask: Ask) -> Outcome:
    """Every way out of the present stage, and the conditions that do not hold yet."""
    return Done(view.ledger, "\n".join(reasons(view)))


FEATURE = Command(
    name="explain",
    summary="Say why the nomination is in its stage, and what is missing for the next",
    usage="/explain",
    example="/explain",
    roles=("public",),
    aliases=("why",),
    run=explain,
)
