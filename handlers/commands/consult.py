"""`/consult IND @expert question`: ask an expert about one indicator."""

from __future__ import annotations

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, View, lacking
from bot.ledger import Actor
from bot.questions import asked, crowded
from bot.seats import obstacle
from bot.text.arguments import Arguments, indicators


def consult(view: View, ask: Ask) -> Outcome:
    """The clock stands still until the expert has given a verdict on that indicator; only that one is theirs."""
    ids, text = indicators(ask.line.text, tuple(view.standings))
    login = next(iter(Arguments.of(text).mentions), "")
    question = " ".join(text.replace(f"@{login}", "", 1).split()).lstrip(",:; ")
    if len(ids) != 1 or not login or not question:
        return lacking(FEATURE, "an indicator, an expert and the question")
    expert = account(view, login)
    if not isinstance(expert, Actor):
        return expert
    return crowded(view) or obstacle(view, expert) or Done(asked(view, ask, ids[0], question, None, expert))


FEATURE = Command(
    name="consult",
    summary="Ask an expert about one indicator",
    usage="/consult INDICATOR @expert question",
    example="/consult 9a @privacy-ana is the retention period lawful?",
    roles=("reviewer", "maintainer"),
    stages=("screening", "candidate", "technical-review", "consultation"),
    own=False,
    run=consult,
)
