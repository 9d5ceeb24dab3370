"""`/representative @user`: name who may speak for the project."""

from __future__ import annotations

from dataclasses import replace

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, View, lacking
from bot.ledger import Actor
from bot.text.arguments import Arguments


def representative(view: View, ask: Ask) -> Outcome:
    """The person named has to accept with `/accept-role` before it counts."""
    people = Arguments.of(ask.line.text).mentions
    if len(people) != 1:
        return lacking(FEATURE, "one person")
    person = account(view, people[0])
    return Done(replace(view.ledger, proposed=person)) if isinstance(person, Actor) else person


FEATURE = Command(
    name="representative",
    summary="Name who may speak for the project; that person accepts with /accept-role",
    usage="/representative @user",
    example="/representative @lead-developer",
    roles=("nominator",),
    run=representative,
)
