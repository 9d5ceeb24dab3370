"""`/consult IND @expert question`: ask an expert about one indicator."""

from __future__ import annotations

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import Actor
from bot.questions import asked
from bot.text.arguments import Arguments, indicators


def consult(view: View, ask: Ask) -> Outcome:
    """The clock stands still until the expert has given a verdict on that indicator; only that one is theirs."""
    ids, text = indicators(ask.line.text, tuple(view.standings))
    parts = Arguments.of(text)
    if len(ids) != 1 or len(parts.mentions) != 1 or not parts.rest:
        return Refused(f"It needs an indicator, an expert and the question: `{FEATURE.usage}`, e.g. `{FEATURE.example}`.")
    expert = account(view, parts.mentions[0])
    if not isinstance(expert, Actor):
        return expert
    if view.nomination.author is not None and expert.id == view.nomination.author.id:
        return Refused("The nominator cannot be the expert on their own nomination.")
    return Done(asked(view, ask, ids[0], parts.rest, None, expert))


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
