"""`/representative @user` and `/accept-role`: name who may speak for the project, and accept it."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger_entries import Actor
from bot.review.accounts import find_account
from bot.review.reviewer_seats import find_seat
from bot.text.arguments import mentions


def propose_representative(view: View, ask: CommandRequest) -> Outcome:
    """Propose the person named, who has to accept with `/accept-role` before it counts."""
    people = mentions(ask.line.text)
    if len(people) != 1:
        return refuse_for_lack_of(REPRESENTATIVE, "one person")
    person = find_account(view, people[0])
    return Done(view.ledger.with_parts(replace(view.ledger.review, proposed=person))) if isinstance(person, Actor) else person


def accept_role(view: View, ask: CommandRequest) -> Outcome:
    """Accept the role; only the person whom the nominator named can do so."""
    proposed = view.ledger.review.proposed
    if proposed is None or proposed.id != ask.request.by.id:
        return Refused("The nominator has not named you as the project's representative (`/representative @user`).")
    if find_seat(view.ledger, proposed) or any(verdict.by.id == proposed.id for verdict in view.ledger.review.verdicts):
        return Refused("A reviewer cannot also speak for the project. Step aside first: `/recuse REASON`.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, representative=ask.request.by, proposed=None)))


REPRESENTATIVE = Command(
    name="representative",
    summary="Name who may speak for the project; that person accepts with /accept-role",
    usage="/representative @user",
    example="/representative @lead-developer",
    roles=("nominator",),
    run=propose_representative,
)
ACCEPT_ROLE = Command(
    name="accept-role",
    summary="Accept to speak for the project that you were named for",
    usage="/accept-role",
    example="/accept-role",
    roles=("public",),
    run=accept_role,
)
FEATURE = (REPRESENTATIVE, ACCEPT_ROLE)
