"""`/reopen`: take up again a nomination that had ended, or a renewal that was refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.model.contracts import Command, CommandRequest, Done, NeedsFacts, Outcome, Refused, View
from bot.review.nomination_state import find_current_ending, find_open_round, list_failed_indicators
from bot.review.permissions import explain_missing_role
from bot.review.questions import ask_questions_anew
from bot.review.renewal import AGAIN, find_decision_time, replace_round
from bot.review.reviewer_seats import explain_bar_to_review
from bot.review.roles import is_nominator
from bot.review.turn_headline import explain_rest
from bot.text.board_layout import day
from config.models import CLOSED


def reopen(view: View, ask: CommandRequest) -> Outcome:
    """Take up the nomination or renewal with the answers as they stand: failed indicators are open again, other verdicts stay.
    A maintainer may always do so, the nominator after withdrawing."""
    why_not = _explain_refusal(view, ask)
    if why_not is not None:
        return why_not
    if view.stage == CLOSED:
        return Done(
            view.ledger.with_parts(replace(view.ledger.ending, back=ask.remark), replace(view.ledger.review, hold=None))
        )
    now = view.ledger.renewal.round
    if now is None or find_open_round(view) is not None or find_decision_time(view) is None:
        return Refused("Nothing has ended here that could be taken up again.")
    failed = list_failed_indicators(view)  # for these, the verdict of the earlier approval does not replace a review
    verdicts = tuple(v for v in view.ledger.review.verdicts if v.value != "fail" and not (v.carried and v.indicator in failed))
    again = replace_round(view, replace(now, submitted=ask.request.at, refused=None, by=None, reason="")).ledger
    return Done(
        ask_questions_anew(
            again.with_parts(replace(again.review, verdicts=verdicts, hold=None), replace(again.ending, appeal=None)),
            ask.request.at,
        )
    )


def _explain_refusal(view: View, ask: CommandRequest) -> Refused | NeedsFacts | None:
    ending, by = find_current_ending(view), ask.request.by
    if ending is not None and ending.back == "reopen" and is_nominator(view, by):
        return _refuse_early(view, ask)
    refusal = Refused(f"Only a maintainer can do this. {explain_rest(view)}".strip())
    return explain_missing_role(view, by, ("maintainer",), refusal) or explain_bar_to_review(view, by)


def _refuse_early(view: View, ask: CommandRequest) -> Refused | None:
    """Refuse to take it up again so soon: ended and taken up in turn, it would call the reviewers each time."""
    taken_up = (now for last, now in pairwise(view.ledger.moves) if last.stage == CLOSED != now.stage)
    mine = (move.at for move in taken_up if move.by and move.by.id == ask.request.by.id)
    until = max((at + AGAIN for at in mine), default=ask.request.at)
    if until <= ask.request.at:
        return None
    when = day(until, view.workflow.zone)
    return Refused(
        f"You have taken it up again less than {AGAIN.days} days ago. You can do so again from {when} on, a maintainer at once."
    )


FEATURE = Command(
    name="reopen",
    summary="Let a nomination that had ended, or a refused renewal, go on",
    usage="/reopen [reason]",
    example="/reopen the appeal is right",
    roles=("nominator", "maintainer"),
    stages=("closed", "expired", "dpg"),
    run=reopen,
)
