"""`/consult IND @expert question`: ask an expert about one indicator."""

from __future__ import annotations

from datetime import timedelta

from bot.model.contracts import Command, CommandRequest, Done, Outcome, View, refuse_for_lack_of
from bot.model.ledger_entries import Actor
from bot.review.accounts import find_account
from bot.review.questions import add_question, refuse_more_questions
from bot.review.reviewer_seats import explain_bar_to_review
from bot.review.verdicts import WHILE_REVIEWED
from bot.text.arguments import indicators, mentions


def consult(view: View, ask: CommandRequest) -> Outcome:
    """Put the question to the expert, who may give a verdict on that indicator only; the review of all others goes on."""
    ids, text = indicators(ask.line.text, tuple(view.standings))
    login = next(iter(mentions(text)), "")
    question = " ".join(text.replace(f"@{login}", "", 1).split()).lstrip(",:; ")
    if len(ids) != 1 or not login or not question:
        return refuse_for_lack_of(FEATURE, "an indicator, an expert and the question")
    expert = find_account(view, login)
    if not isinstance(expert, Actor):
        return expert
    wait = view.workflow.waits["expert"].length(None)
    due = ask.request.at + timedelta(days=wait) if wait else None
    return (
        refuse_more_questions(view)
        or explain_bar_to_review(view, expert)
        or Done(add_question(view, ask, ids[0], question, due, expert))
    )


FEATURE = Command(
    name="consult",
    summary="Ask an expert about one indicator",
    usage="/consult INDICATOR @expert question",
    example="/consult 9a @privacy-ana is the retention period lawful?",
    roles=("reviewer", "maintainer"),
    stages=WHILE_REVIEWED,
    own=False,
    run=consult,
)
