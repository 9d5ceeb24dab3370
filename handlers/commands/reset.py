"""`/reset`: take back one's own verdict."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.verdicts import WHILE_REVIEWED, take_back


def reset(view: View, ask: Ask) -> Outcome:
    """Only the caller's own verdicts go."""
    return take_back(view, ask, FEATURE)


FEATURE = Command(
    name="reset",
    summary="Take back your own verdict",
    usage="/reset INDICATOR",
    example="/reset 4",
    roles=("reviewer", "maintainer"),
    stages=WHILE_REVIEWED,
    own=False,
    run=reset,
)
