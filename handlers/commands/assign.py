"""`/assign @user`: make somebody a reviewer of the nomination."""

from __future__ import annotations

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, Refused, View, Wants
from bot.ledger import Actor
from bot.roles import held
from bot.seats import obstacle, seated, tier_named
from bot.text.arguments import Arguments


def assign(view: View, ask: Ask) -> Outcome:
    """Only somebody who may review can be assigned, and nobody who has stepped aside or has a conflict of interest."""
    people = Arguments.of(ask.line.text).mentions
    if len(people) != 1:
        return Refused(f"It needs one person: `{FEATURE.usage}`, for instance `{FEATURE.example}`.")
    person = account(view, people[0])
    if not isinstance(person, Actor):
        return person
    roles = held(view, person)
    if isinstance(roles, Wants):
        return roles
    if not {"reviewer", "maintainer"} & roles:
        return Refused(f"`{person.login}` is no reviewer here.")
    why_not = obstacle(view, person)
    if why_not is not None:
        return why_not
    ledger = seated(view.ledger, person, ask.request.at, tier_named(ask.line.text), ask.request.by)
    return Refused(f"`{person.login}` reviews this nomination already.") if ledger == view.ledger else Done(ledger)


FEATURE = Command(
    name="assign",
    summary="Make somebody a reviewer of this nomination",
    usage="/assign @user [l1|l2]",
    example="/assign @rev-omar l2",
    roles=("maintainer",),
    stages=("submitted", "needs-info", "screening", "candidate", "technical-review", "clarification", "consultation"),
    run=assign,
)
