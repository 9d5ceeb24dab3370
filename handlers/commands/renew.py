"""`/renew`: the answers are up to date, the renewal is submitted; of an approval that has expired, it begins again."""

from __future__ import annotations

from bot.conditions import open_round
from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.renewal import approval, begin, submit
from bot.text.board import day
from config.models import EXPIRED


def renew(view: View, ask: Ask) -> Outcome:
    """The review begins; verdicts on what has not changed count on."""
    now = open_round(view)
    if now is not None and now.submitted is not None:
        return Refused("The renewal is under review already.")
    if now is not None:
        return Done(submit(view, ask.request.at).ledger)
    last = approval(view)
    if view.stage == EXPIRED and last is not None:
        return Done(begin(view, ask.request.at, submitted=ask.request.at).ledger)
    if view.ledger.round is not None:
        return Refused("The renewal was refused. `/appeal` and the reason ask the maintainers to look at it again.")
    until = f"; the approval is valid until {day(last.until, view.workflow.zone)}" if last else ""
    return Refused(f"The renewal has not begun yet{until}.")


FEATURE = Command(
    name="renew",
    summary="Submit the yearly renewal: the answers in the issue are up to date",
    usage="/renew",
    example="/renew",
    roles=("nominator", "representative", "maintainer"),
    stages=("dpg", "expired"),
    run=renew,
)
