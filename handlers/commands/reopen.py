"""`/reopen`: a nomination that had ended goes on."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.moves import walk


def reopen(view: View, ask: Ask) -> Outcome:
    """It starts again with the answers as they stand; verdicts on answers that have not changed count on."""
    return walk(view, ask, "reopen")


FEATURE = Command(
    name="reopen",
    summary="Let a nomination that had ended go on",
    usage="/reopen [reason]",
    example="/reopen the appeal is right",
    roles=("maintainer",),
    own=False,
    walks=True,
    run=reopen,
)
