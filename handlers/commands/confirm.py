"""`/confirm`: let your verdicts stand for the record as it is now, after something else in it has changed."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View
from bot.review.nomination_state import find_pull_under_review
from bot.review.reviewed_records import confirm_verdicts, is_shown, list_unconfirmed
from bot.review.roles import REVIEWERS
from bot.review.verdicts import WHILE_REVIEWED


def confirm(view: View, ask: CommandRequest) -> Outcome:
    """Confirm all verdicts of the caller in this stage. What the pull request did not show yet cannot be confirmed."""
    kind = find_pull_under_review(view)
    waiting = list_unconfirmed(view, kind) if kind else ()
    if kind is None or all(one.by.id != ask.request.by.id for one in waiting):
        others = ", ".join(f"`{one.by.login}`" for one in waiting)
        who = f" It is {others} whose verdicts wait for it." if others else ""
        return Refused(f"Nothing that you have passed waits for a confirmation.{who}")
    if not is_shown(view):
        return Refused(
            "The record has changed once more, and the pull request did not show it yet when you wrote. "
            "Please look at the difference, then write `/confirm` again."
        )
    return Done(confirm_verdicts(view.ledger, ask.request.by))


FEATURE = Command(
    name="confirm",
    summary="Confirm what you have passed, after something else in the record was changed",
    usage="/confirm",
    example="/confirm",
    roles=REVIEWERS,
    stages=WHILE_REVIEWED,
    own=False,
    run=confirm,
)
