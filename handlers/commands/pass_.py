"""`/pass`: an indicator meets the Standard."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.verdicts import WHILE_REVIEWED, give


def passed(view: View, ask: Ask) -> Outcome:
    """The caller's verdict; a note is kept by its link."""
    return give(view, ask, FEATURE, "pass", reason=False)


FEATURE = Command(
    name="pass",
    summary="Say that indicators meet the Standard",
    usage="/pass INDICATOR [note]",
    example="/pass 1 2 clear evidence for SDG 3",
    roles=("reviewer", "maintainer", "expert"),
    stages=WHILE_REVIEWED,
    aliases=("approve",),
    own=False,
    run=passed,
)
