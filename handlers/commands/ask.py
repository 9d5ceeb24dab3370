"""`/ask IND question`: ask the nominator something about one indicator."""

from __future__ import annotations

from datetime import timedelta

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.review.questions import add_question, refuse_more_questions
from bot.review.verdicts import WHILE_REVIEWED
from bot.text.arguments import indicators
from bot.text.dates import dated


def ask_nominator(view: View, ask: CommandRequest) -> Outcome:
    """Put a question to the nominator, with a number and a due date; the nomination waits for the answer."""
    ids, text = indicators(ask.line.text, tuple(view.standings))
    day = dated(text, ask.request.at, view.workflow.zone)
    if len(ids) != 1 or not day.rest:
        return refuse_for_lack_of(FEATURE, "one indicator and the question")
    if day.wrong:
        return Refused(day.wrong)
    wait = view.workflow.waits["question"].length(None)
    due = day.at or (ask.request.at + timedelta(days=wait) if wait else None)
    return refuse_more_questions(view) or Done(add_question(view, ask, ids[0], day.rest, due))


FEATURE = Command(
    name="ask",
    summary="Ask the nominator something about one indicator",
    usage="/ask INDICATOR question [in 30 days]",
    example="/ask 9a Where is consent recorded when a form is filled in offline? in 14 days",
    roles=("reviewer", "maintainer"),
    stages=WHILE_REVIEWED,
    aliases=("clarify",),
    own=False,
    run=ask_nominator,
)
