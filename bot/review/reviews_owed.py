"""Finds which indicators each reviewer's seat still has to judge: the first review, the second, and so on up to the quorum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.contracts import View
from bot.model.ledger_entries import Actor, Seat
from bot.review.nomination_state import list_incomplete_indicators, waits_for_answer
from bot.review.reviewer_seats import is_away
from config.base import Kind


@dataclass(frozen=True, slots=True)
class OwedReview:
    """The indicators that a seat still has to judge; `person` is who sits there, None for a free seat."""

    tier: int
    person: Actor | None
    indicators: tuple[str, ...]


def list_owed_reviews(view: View, kind: Kind) -> Iterator[OwedReview]:
    """List the seats that still have to judge something. An indicator with a gap or an open question is not due yet."""
    quorum = view.workflow.pulls[kind].quorum
    seats: dict[int, Seat] = {}
    for seat_ in view.ledger.review.seats:
        if seat_.tier <= quorum and not is_away(view, seat_.by):
            seats.setdefault(seat_.tier, seat_)
    ids = tuple(i for i in view.workflow.pulls[kind].indicators if _is_due(view, i, quorum))
    judged = {i: {v.by.id for v in view.standings[i].verdicts if v.value != "concern"} for i in ids}
    # The free seats owe what reviewers in seats, and others who have judged, leave open.
    left = {i: quorum - len(who | {seat.by.id for seat in seats.values()}) for i, who in judged.items()}
    free = [tier for tier in range(1, quorum + 1) if tier not in seats]
    for tier in range(1, quorum + 1):
        if seat := seats.get(tier):
            theirs = tuple(i for i in ids if seat.by.id not in judged[i])
        else:
            theirs = tuple(i for i in ids if left[i] > free.index(tier))
        if theirs:
            yield OwedReview(tier, seat.by if seat else None, theirs)


def _is_due(view: View, indicator: str, quorum: int) -> bool:
    standing = view.standings.get(indicator)
    if standing is None or standing.has_passed(quorum) or waits_for_answer(view, indicator):
        return False
    return not list_incomplete_indicators(view, (indicator,))
