"""`/pool`: a maintainer frees seats for others."""

from __future__ import annotations

import pytest

from bot.ledger import Seat
from handlers.commands.pool import FEATURE
from tests.nominations import LIN, MAYA, NOW, OMAR, done, refused, run, view

FIRST, SECOND, THIRD = Seat(LIN, NOW, 1), Seat(OMAR, NOW, 2), Seat(MAYA, NOW, 3)


def pool(text: str, *seats: Seat):
    return run(FEATURE, view(verdicts=[(LIN, "pass", "1")], ledger={"seats": seats}), text, MAYA)


@pytest.mark.parametrize(
    ("text", "left"),
    [("/pool l1", (SECOND, THIRD)), ("/pool L2", (FIRST, THIRD)), ("/pool second", (FIRST, THIRD)), ("/pool", ())],
)
def test_the_seat_named_is_free_again_or_all_of_them(text, left):
    assert done(pool(text, FIRST, SECOND, THIRD)).ledger.seats == left


def test_verdicts_stay():
    assert [v.by for v in done(pool("/pool", FIRST)).ledger.verdicts] == [LIN]


@pytest.mark.parametrize("text", ["/pool @rev-omar", "/pool l3", "/pool please"])
def test_what_is_not_understood_frees_nobody(text):
    reason = refused(pool(text, FIRST, SECOND))
    assert FEATURE.usage in reason
    assert FEATURE.example in reason


@pytest.mark.parametrize(("text", "seats"), [("/pool", ()), ("/pool l2", (FIRST,))])
def test_an_empty_seat_is_told(text, seats):
    assert refused(pool(text, *seats)).startswith("Nobody sits there.")
