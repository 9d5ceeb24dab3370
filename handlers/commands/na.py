"""`/na`: an indicator does not apply."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.verdicts import WHILE_REVIEWED, give


def not_applicable(view: View, ask: Ask) -> Outcome:
    """The caller's verdict, with the reason."""
    return give(view, ask, FEATURE, "na", reason=True)


FEATURE = Command(
    name="na",
    summary="Say that an indicator does not apply, and why",
    usage="/na INDICATOR reason",
    example="/na 9b users cannot upload anything",
    roles=("reviewer", "maintainer", "expert"),
    stages=WHILE_REVIEWED,
    aliases=("not-applicable",),
    own=False,
    run=not_applicable,
)
