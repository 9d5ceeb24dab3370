"""`/consult IND @expert question`: ask an expert about one indicator."""

from __future__ import annotations

from datetime import timedelta

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, View, lacking
from bot.ledger import Actor
from bot.questions import asked, crowded
from bot.seats import obstacle
from bot.text.arguments import indicators, mentions
from bot.verdicts import WHILE_REVIEWED


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
