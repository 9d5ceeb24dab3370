"""`/concern`: something has to be cleared up before an indicator can pass."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.verdicts import WHILE_REVIEWED, give


def concern(view: View, ask: Ask) -> Outcome:
    """Neither a pass nor a failure: it holds the indicator open until the reviewer passes, fails or resets it."""
    return give(view, ask, FEATURE, "concern", reason=True)


FEATURE = Command(
    name="concern",
    summary="Hold an indicator open until something is cleared up",
    usage="/concern INDICATOR reason",
    example="/concern 9a the policy page speaks of another product",
    roles=("reviewer", "maintainer"),
    stages=WHILE_REVIEWED,
    own=False,
    run=concern,
)
