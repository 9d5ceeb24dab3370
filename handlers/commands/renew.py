"""`/renew`: submit the renewal once the answers are up to date; begin a new one if the approval has expired."""

from __future__ import annotations

from datetime import datetime

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View
from bot.review.nomination_state import find_open_round
from bot.review.renewal import AGAIN, begin_round, find_approval, submit_renewal
from bot.text.board_layout import day
from config.models import EXPIRED


def renew(view: View, ask: CommandRequest) -> Outcome:
    """Submit the renewal for review; verdicts on answers that have not changed still count."""
    now = find_open_round(view)
    if now is not None and now.submitted is not None:
        return Refused("The renewal is under review already.")
    if now is not None:
        return Done(submit_renewal(view, ask.request.at).ledger)
    last = find_approval(view)
    if view.stage == EXPIRED and last is not None:
        return _refuse_early(view, ask.request.at) or Done(begin_round(view, ask.request.at, submitted=ask.request.at).ledger)
    if view.ledger.renewal.round is not None:
        return Refused("The renewal was refused. `/appeal` and the reason ask the maintainers to look at it again.")
    until = f"; the approval is valid until {day(last.until, view.workflow.zone)}" if last else ""
    return Refused(f"The renewal has not begun yet{until}.")


def _refuse_early(view: View, at: datetime) -> Refused | None:
    """Refuse a renewal so soon after the last: each is reviewed in a pull request of its own, which is work for others."""
    before = view.ledger.renewal.round
    if before is None or at >= before.at + AGAIN:
        return None
    until = day(before.at + AGAIN, view.workflow.zone)
    return Refused(
        f"The last renewal began less than {AGAIN.days} days ago and was refused. Another one can begin from {until} on."
    )


FEATURE = Command(
    name="renew",
    summary="Submit the yearly renewal: the answers in the issue are up to date",
    usage="/renew",
    example="/renew",
    roles=("nominator", "representative", "maintainer"),
    stages=("dpg", "expired"),
    run=renew,
)
