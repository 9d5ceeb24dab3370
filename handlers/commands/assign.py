"""`/assign @user`: make somebody a reviewer of the nomination."""

from __future__ import annotations

from bot.accounts import account
from bot.contracts import Ask, Command, Done, Outcome, Refused, View, Wants, lacking, untold
from bot.ledger import Actor
from bot.roles import REVIEWERS, holds_any
from bot.seats import UNTIL_APPROVED, away, obstacle, seated, tier_named, too_many
from bot.suggesting import suggested
from bot.text.arguments import Arguments


def assign(view: View, ask: Ask) -> Outcome:
    """Only somebody who may review can be assigned, and nobody who has stepped aside or has a conflict of interest."""
    people = Arguments.of(ask.line.text).mentions
    if not people:
        return suggested(view)
    if len(people) != 1:
        return lacking(FEATURE, "one person")
    person = account(view, people[0])
    if not isinstance(person, Actor):
        return person
    may = holds_any(view, person, REVIEWERS)
    if isinstance(may, Wants):
        return may
    if may is None:
        return untold(f"whether `{person.login}` may review here")
    if not may:
        return Refused(f"`{person.login}` is no reviewer here. `/claim` and `/assign` are for those who hold that role.")
    why_not = obstacle(view, person) or away(view, person) or too_many(view, person)
    if why_not is not None:
        return why_not
    ledger = seated(view.ledger, person, ask.request.at, tier_named(ask.line.text), ask.request.by)
    return Refused(f"`{person.login}` reviews this nomination already.") if ledger == view.ledger else Done(ledger)


FEATURE = Command(
    name="assign",
    summary="Make somebody a reviewer of this nomination; without a name, ask who has the least to do",
    usage="/assign [@user] [l1|l2]",
    example="/assign @rev-omar l2",
    roles=("maintainer",),
    own=False,
    stages=UNTIL_APPROVED,
    run=assign,
)
