"""`/assign`, `/claim`, `/unclaim`, `/pool` and `/recuse`: decide who reviews the nomination, and who does not."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger_entries import Actor
from bot.review.accounts import find_account
from bot.review.permissions import explain_missing_role
from bot.review.reviewer_seats import (
    UNTIL_APPROVED,
    explain_absence,
    explain_bar_to_review,
    explain_full_load,
    parse_tier,
    take_seat,
)
from bot.review.reviewer_suggestion import suggest_reviewer
from bot.review.roles import REVIEWERS
from bot.text.arguments import mentions


def assign(view: View, ask: CommandRequest) -> Outcome:
    """Assign somebody who may review, and has neither stepped aside nor a conflict of interest; without a name, suggest one."""
    people = mentions(ask.line.text)
    if not people:
        return suggest_reviewer(view)
    if len(people) != 1:
        return refuse_for_lack_of(ASSIGN, "one person")
    person = find_account(view, people[0])
    if not isinstance(person, Actor):
        return person
    refusal = Refused(f"`{person.login}` is no reviewer here. `/claim` and `/assign` are for those who hold that role.")
    why_not = explain_missing_role(view, person, REVIEWERS, refusal, f"whether `{person.login}` may review here")
    why_not = why_not or explain_bar_to_review(view, person) or explain_absence(view, person)
    return why_not or _seat_person(view, ask, person, f"`{person.login}` reviews this nomination already.")


def claim(view: View, ask: CommandRequest) -> Outcome:
    """Give the caller a seat: the first to claim gives the first review, the next one the second."""
    already = "You are a reviewer of this nomination already. `/pass` and `/fail` enter your verdicts."
    return _seat_person(view, ask, ask.request.by, already)


def _seat_person(view: View, ask: CommandRequest, person: Actor, already: str) -> Outcome:
    why_not = explain_full_load(view, person)
    if why_not is not None:
        return why_not
    ledger = take_seat(view.ledger, person, ask.request.at, parse_tier(ask.line.text), ask.request.by)
    return Refused(already) if ledger == view.ledger else Done(ledger)


def unclaim(view: View, ask: CommandRequest) -> Outcome:
    """Free the caller's seat; their verdicts stay, and count until they take them back with `/reset`."""
    left = tuple(seat for seat in view.ledger.review.seats if seat.by.id != ask.request.by.id)
    if len(left) == len(view.ledger.review.seats):
        return Refused("You are no reviewer of this nomination. `/claim` makes you one.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, seats=left)))


def pool(view: View, ask: CommandRequest) -> Outcome:
    """Free the seat named (l1, l2), or all of them."""
    tier = parse_tier(ask.line.text)
    if ask.line.text.strip() and not tier:
        return refuse_for_lack_of(POOL, "a seat, or nothing to free them all")
    left = tuple(seat for seat in view.ledger.review.seats if tier and seat.tier != tier)
    if len(left) == len(view.ledger.review.seats):
        return Refused("Nobody sits there. The board lists the reviewers of this nomination.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, seats=left)))


def recuse(view: View, ask: CommandRequest) -> Outcome:
    """Remove the caller's seat and verdicts; the board links the reason."""
    if not ask.line.text.strip():
        return refuse_for_lack_of(RECUSE, "the reason, for the record")
    me = ask.request.by.id
    if any(remark.by.id == me for remark in view.ledger.review.recused):
        return Refused("You have stepped aside from this nomination already.")
    return Done(
        view.ledger.with_parts(
            replace(
                view.ledger.review,
                seats=tuple(seat for seat in view.ledger.review.seats if seat.by.id != me),
                verdicts=tuple(verdict for verdict in view.ledger.review.verdicts if verdict.by.id != me),
                recused=(*view.ledger.review.recused, ask.remark),
            )
        )
    )


ASSIGN = Command(
    name="assign",
    summary="Make somebody a reviewer of this nomination; without a name, ask who has the least to do",
    usage="/assign [@user] [l1|l2]",
    example="/assign @rev-omar l2",
    roles=("maintainer",),
    stages=UNTIL_APPROVED,
    own=False,
    run=assign,
)
CLAIM = Command(
    name="claim",
    summary="Review this nomination",
    usage="/claim [l1|l2]",
    example="/claim",
    roles=REVIEWERS,
    stages=UNTIL_APPROVED,
    own=False,
    run=claim,
)
UNCLAIM = Command(
    name="unclaim",
    summary="Give your seat as a reviewer back",
    usage="/unclaim",
    example="/unclaim",
    roles=REVIEWERS,
    run=unclaim,
)
POOL = Command(
    name="pool",
    summary="Free the seat of a reviewer for somebody else",
    usage="/pool [l1|l2]",
    example="/pool l2",
    roles=("maintainer",),
    own=False,
    run=pool,
)
RECUSE = Command(
    name="recuse",
    summary="Step aside: you will not review this nomination",
    usage="/recuse reason",
    example="/recuse I have worked with the owner",
    roles=REVIEWERS,
    run=recuse,
)
FEATURE = (ASSIGN, CLAIM, UNCLAIM, POOL, RECUSE)
