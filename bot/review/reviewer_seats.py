"""Manages the reviewers' seats: the first review, the second, and further ones; who may take a seat, and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.model.contracts import NeedsFacts, Refused, View, refuse_without_answer
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Seat
from bot.model.needs import Need

TIERS = {"l1": 1, "1": 1, "first": 1, "l2": 2, "2": 2, "second": 2}
BESIDE = 3
UNTIL_APPROVED = ("submitted", "screening", "candidate", "technical-review", "review")
"""Stages, and kinds of waits, in which reviewers may still take seats."""


def parse_tier(text: str) -> int:
    """Parse the tier that a command names (`l1`, `l2`); 0 when it names none."""
    return next((TIERS[word] for word in text.lower().split() if word in TIERS), 0)


def find_seat(ledger: Ledger, person: Actor) -> Seat | None:
    """Find the person's seat."""
    return next((seat for seat in ledger.review.seats if seat.by.id == person.id), None)


def take_seat(ledger: Ledger, person: Actor, at: datetime, tier: int = 0, assigned_by: Actor | None = None) -> Ledger:
    """Give the person a seat in the ledger: the tier asked for if it is free, else the first free one. One seat each."""
    if find_seat(ledger, person) is not None:
        return ledger
    taken = {seat.tier for seat in ledger.review.seats}
    free = next(number for number in (tier or 1, 1, 2, BESIDE) if number not in taken or number == BESIDE)
    seats = sorted((*ledger.review.seats, Seat(person, at, free, assigned_by)), key=lambda seat: (seat.tier, seat.at))
    return ledger.with_parts(replace(ledger.review, seats=tuple(seats)))


def explain_bar_to_review(view: View, person: Actor) -> Refused | None:
    """Explain why this person may not review this nomination: their own, stepped aside, or a declared conflict."""
    if view.nomination.author is not None and view.nomination.author.id == person.id:
        return Refused("Nobody reviews their own nomination; another reviewer has to do this.")
    if view.ledger.review.representative is not None and view.ledger.review.representative.id == person.id:
        return Refused("Somebody who speaks for the project cannot review it.")
    if any(remark.by.id == person.id for remark in view.ledger.review.recused):
        return Refused(f"`{person.login}` has stepped aside from this nomination.")
    organizations = view.reading.submission.nominee.get("organizations") or ()
    owners = {_normalize_name(o.get("name")) for o in organizations if o.get("org_type") in (None, "", "owner")}
    for conflict in view.workflow.reviewers.conflicts:
        if conflict.person == person.id and owners & {_normalize_name(name) for name in conflict.organizations}:
            return Refused(f"`{person.login}` has declared a conflict of interest with the owner of this project.")
    return None


def explain_absence(view: View, person: Actor) -> Refused | None:
    """Explain that the workflow declares the person away: nobody else assigns them, but they may still claim for themselves."""
    for absence in view.workflow.reviewers.away:
        if absence.person == person.id and view.moment.date() <= absence.until:
            return Refused(f"`{person.login}` is away until {absence.until:%Y-%m-%d}. They can still `/claim` it themselves.")
    return None


def is_away(view: View, person: Actor) -> bool:
    """Tell whether the workflow declares the person away now."""
    return explain_absence(view, person) is not None


def explain_full_load(view: View, person: Actor) -> Refused | NeedsFacts | None:
    """Explain that the person has as many open reviews as the workflow allows, counted by GitHub's assignees."""
    limit = view.workflow.reviewers.at_once
    if limit is None or find_seat(view.ledger, person) is not None:
        return None
    need = Need("load", f"{person.login}\n{view.workflow.labels.nomination.name}")
    load = view.nomination.facts.get(need)
    if load is None:
        return NeedsFacts((need,))
    if not load.isdigit():
        return refuse_without_answer("how many reviews are open")
    if int(load) < limit:
        return None
    return Refused(f"`{person.login}` reviews {load} of {limit} nominations at once already, which is the limit here.")


def _normalize_name(name: object) -> str:
    return " ".join(str(name or "").casefold().split())
