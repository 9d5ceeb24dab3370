"""`/consult IND @expert question`: ask an expert about one indicator."""

from __future__ import annotations

from datetime import timedelta

from bot.model.contracts import Ask, Command, Done, Outcome, View, lacking
from bot.model.ledger import Actor
from bot.review.accounts import account
from bot.review.questions import asked, crowded
from bot.review.seats import obstacle
from bot.review.verdicts import WHILE_REVIEWED
from bot.text.arguments import indicators, mentions


def consult(view: View, ask: Ask) -> Outcome:
    """Only that indicator is theirs, and only it stands still until the expert has given a verdict."""
    ids, text = indicators(ask.line.text, tuple(view.standings))
    login = next(iter(mentions(text)), "")
    question = " ".join(text.replace(f"@{login}", "", 1).split()).lstrip(",:; ")
    if len(ids) != 1 or not login or not question:
        return lacking(FEATURE, "an indicator, an expert and the question")
    expert = account(view, login)
    if not isinstance(expert, Actor):
        return expert
    wait = view.workflow.waits["expert"].length(None)
    due = ask.request.at + timedelta(days=wait) if wait else None
    return crowded(view) or obstacle(view, expert) or Done(asked(view, ask, ids[0], question, due, expert))


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
