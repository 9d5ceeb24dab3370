"""Assigns on GitHub the people who have taken a seat or were given one, as far as GitHub lets them be assigned."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect


def sync_assignees(view: View) -> Iterator[Effect]:
    """Ask GitHub once for each assignment; people whom others have assigned are left alone."""
    seats = {(seat.by.id, seat.by.login) for seat in view.ledger.review.seats if seat.assigned_by is not None}
    yield from (fx.Assign(person, login) for person, login in sorted(seats - view.ledger.review.assigned))
    yield from (fx.Unassign(person, login) for person, login in sorted(view.ledger.review.assigned - seats))


FEATURE = Rule(name="assignees", phase=Phase.LABELS, run=sync_assignees)
