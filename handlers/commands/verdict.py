"""`/pass`, `/fail`, `/na` and `/reset`: give a verdict on indicators, or take back your own."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Outcome, View
from bot.review.roles import REVIEWERS
from bot.review.verdicts import WHILE_REVIEWED, give_verdicts, take_back_verdicts


def pass_indicators(view: View, ask: CommandRequest) -> Outcome:
    """Pass the indicators, which meet the Standard; a note may say why."""
    return give_verdicts(view, ask, PASS, "pass", reason=False)


def fail_indicators(view: View, ask: CommandRequest) -> Outcome:
    """Fail the indicators, with a reason that the nominator can act on."""
    return give_verdicts(view, ask, FAIL, "fail", reason=True)


def mark_not_applicable(view: View, ask: CommandRequest) -> Outcome:
    """Mark the indicators as not applicable, with the reason."""
    return give_verdicts(view, ask, NA, "na", reason=True)


def reset_verdicts(view: View, ask: CommandRequest) -> Outcome:
    """Take back the caller's own verdicts, and nobody else's."""
    return take_back_verdicts(view, ask, RESET)


PASS = Command(
    name="pass",
    summary="Say that indicators meet the Standard",
    usage="/pass INDICATOR [note]",
    example="/pass 1 2 clear evidence for SDG 3",
    roles=(*REVIEWERS, "expert"),
    stages=WHILE_REVIEWED,
    aliases=("approve",),
    own=False,
    run=pass_indicators,
)
FAIL = Command(
    name="fail",
    summary="Say that an indicator does not meet the Standard, and why",
    usage="/fail INDICATOR reason",
    example="/fail 5 the installation guide is behind a login",
    roles=(*REVIEWERS, "expert"),
    stages=WHILE_REVIEWED,
    own=False,
    run=fail_indicators,
)
NA = Command(
    name="na",
    summary="Say that an indicator does not apply, and why",
    usage="/na INDICATOR reason",
    example="/na 9b users cannot upload anything",
    roles=(*REVIEWERS, "expert"),
    stages=WHILE_REVIEWED,
    aliases=("not-applicable",),
    own=False,
    run=mark_not_applicable,
)
RESET = Command(
    name="reset",
    summary="Take back your own verdict",
    usage="/reset INDICATOR",
    example="/reset 4",
    roles=REVIEWERS,
    stages=WHILE_REVIEWED,
    own=False,
    run=reset_verdicts,
)
FEATURE = (PASS, FAIL, NA, RESET)
