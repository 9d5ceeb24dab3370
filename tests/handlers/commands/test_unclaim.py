"""`/unclaim`: one's own seat is free again, and the verdicts stay."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger import Actor
from handlers.commands.unclaim import FEATURE
from tests.nominations import LIN, OMAR, done, refused, run, view

SEEN = view(verdicts=[(LIN, "pass", "1"), (OMAR, "pass", "1")])


def test_only_the_own_seat_goes():
    left = tuple(seat for seat in SEEN.ledger.seats if seat.by == OMAR)
    assert done(run(FEATURE, SEEN, "/unclaim")).ledger == replace(SEEN.ledger, seats=left)


def test_a_reviewer_is_known_by_number():
    assert len(done(run(FEATURE, SEEN, "/unclaim", Actor(LIN.id, "renamed"))).ledger.seats) == 1


def test_somebody_without_a_seat_is_told_how_to_get_one():
    assert refused(run(FEATURE, view(), "/unclaim")) == "You are no reviewer of this nomination. `/claim` makes you one."
