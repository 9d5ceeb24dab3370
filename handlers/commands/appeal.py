"""`/appeal`: ask the maintainers to look at a decision again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.review.nomination_state import find_current_ending, name_stage
from bot.review.renewal import find_decision_time, is_denied
from bot.review.turn_headline import explain_rest
from bot.text.board_layout import day

AGAIN = timedelta(days=30)
"""Time after a denied appeal until the next one, which could otherwise be raised every day."""


def appeal(view: View, ask: CommandRequest) -> Outcome:
    """Store the appeal with its reason. Nothing changes until a maintainer grants it by `/reopen` or denies it by `/settle`."""
    if not ask.line.text.strip():
        return refuse_for_lack_of(FEATURE, "the reason")
    if view.ledger.ending.appeal is not None:
        return Refused("An appeal is with the maintainers already; they will see what you add in this thread.")
    denied = view.ledger.ending.denied if is_denied(view) else None
    if denied and ask.request.at < denied + AGAIN:
        until = day(denied + AGAIN, view.workflow.zone)
        return Refused(f"An appeal against this decision was denied; another one can be raised from {until} on.")
    if find_decision_time(view) is None:
        why = explain_rest(view) if find_current_ending(view) else f"The nomination is in **{name_stage(view)}**."
        return Refused(f"There is no decision to appeal against. {why}")
    return Done(view.ledger.with_parts(replace(view.ledger.ending, appeal=ask.remark)))


FEATURE = Command(
    name="appeal",
    summary="Ask the maintainers to look at the decision again",
    usage="/appeal reason",
    example="/appeal the licence was changed to MIT on 2 March",
    roles=("nominator", "representative"),
    stages=("closed", "expired", "dpg"),
    run=appeal,
)
