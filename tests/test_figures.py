"""Whose life counts in how long nominations take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.figures import life
from bot.ledger import Ledger, Move, Turned

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
OVER = OPENED + timedelta(days=10)


def test_a_nomination_that_came_to_its_end_has_a_life():
    found = life(Ledger("1.1.6", moves=(Move("submitted", OPENED), Move("dpg", OVER)), turns=(Turned("L1", OPENED),)), {"dpg"})
    assert found is not None
    assert (found.days, found.sides) == (10.0, {"L1": 10.0})


def test_one_whose_ledger_was_worked_out_again_after_its_end_has_none():
    assert life(Ledger("1.1.6", moves=(Move("dpg", OVER),), turns=(Turned("nobody", OVER),)), {"dpg"}) is None


def test_a_renewal_in_an_issue_of_its_own_has_none():
    moves, turns = (Move("renewal-due", OPENED), Move("dpg", OVER)), (Turned("nominator", OPENED),)
    assert life(Ledger("1.1.6", moves=moves, turns=turns, continues=7), {"dpg"}) is None
