"""`/fail`: an indicator does not meet the Standard."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.verdicts import WHILE_REVIEWED, give


def failed(view: View, ask: Ask) -> Outcome:
    """The caller's verdict, with a reason that the nominator can act on."""
    return give(view, ask, FEATURE, "fail", reason=True)


FEATURE = Command(
    name="fail",
    summary="Say that an indicator does not meet the Standard, and why",
    usage="/fail INDICATOR reason",
    example="/fail 5 the installation guide is behind a login",
    roles=("reviewer", "maintainer", "expert"),
    stages=WHILE_REVIEWED,
    own=False,
    run=failed,
)
