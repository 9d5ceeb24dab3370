"""Seats: the first review, the second, and whoever sits beside; one seat each, and none against a conflict of interest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.contracts import NeedsFacts
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Remark, Seat
from bot.model.needs import UNKNOWN, Need
from bot.review.reviewer_seats import (
    explain_absence,
    explain_bar_to_review,
    explain_full_load,
    find_seat,
    parse_tier,
    take_seat,
)
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, flow, refused, view

EMPTY = Ledger("1")


@pytest.mark.parametrize(
    ("text", "tier"),
    [("l1", 1), ("L2", 2), ("second please", 2), ("@rev-omar l2", 2), ("1", 1), ("", 0), ("l3", 0), ("l2 l1", 2), ("①", 0)],
)
def test_a_command_names_a_tier_or_none(text, tier):
    assert parse_tier(text) == tier


def test_people_sit_down_in_the_order_in_which_they_come():
    ledger = EMPTY
    for person in (LIN, OMAR, MAYA, AMINA):
        ledger = take_seat(ledger, person, NOW)
    assert [(seat.by, seat.tier) for seat in ledger.review.seats] == [(LIN, 1), (OMAR, 2), (MAYA, 3), (AMINA, 3)]


def test_a_free_seat_may_be_chosen_and_a_taken_one_is_not_taken_away():
    second = take_seat(EMPTY, LIN, NOW, 2)
    assert find_seat(second, LIN) == Seat(LIN, NOW, 2)
    assert find_seat(take_seat(second, OMAR, NOW, 2), OMAR) == Seat(OMAR, NOW, 1)
    assert find_seat(take_seat(second, OMAR, NOW), OMAR) == Seat(OMAR, NOW, 1)


def test_it_stands_who_gave_it():
    assert take_seat(EMPTY, LIN, NOW, 1, MAYA).review.seats == (Seat(LIN, NOW, 1, MAYA),)


def test_the_second_reviewer_is_never_the_first_whatever_they_are_called_now():
    ledger = take_seat(EMPTY, LIN, NOW)
    assert take_seat(ledger, Actor(LIN.id, "another-name"), NOW, 2) == ledger


def test_a_seat_that_became_free_is_filled_first():
    ledger = take_seat(take_seat(take_seat(EMPTY, LIN, NOW), OMAR, NOW), MAYA, NOW)
    left = ledger.with_parts(replace(ledger.review, seats=ledger.review.seats[1:]))
    assert find_seat(take_seat(left, AMINA, NOW), AMINA) == Seat(AMINA, NOW, 1)


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3)), max_size=12))
def test_whoever_comes_the_two_reviews_have_one_person_each_and_nobody_sits_twice(coming):
    ledger = EMPTY
    for minute, (number, tier) in enumerate(coming):
        ledger = take_seat(ledger, Actor(number, f"a{number}"), NOW + timedelta(minutes=minute), tier)
    people, tiers = [seat.by.id for seat in ledger.review.seats], [seat.tier for seat in ledger.review.seats]
    assert len(people) == len(set(people)) == len({number for number, _ in coming})
    assert tiers.count(1) <= 1
    assert tiers.count(2) <= 1
    assert tiers == sorted(tiers)


ASIDE = {"recused": (Remark(LIN, NOW, 900, NUMBER, "worked there"),)}
DECLARED = flow("reviewers: {conflicts: [{person: 101, organizations: ['Another', 'MEDIC  MOBILE, inc.']}]}")
OTHERS = flow(
    "reviewers: {conflicts: [{person: 101, organizations: [Another]}, {person: 102, organizations: ['Medic Mobile, Inc.']}]}"
)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"author": LIN}, "own nomination"),
        ({"author": Actor(LIN.id, "lin-renamed")}, "own nomination"),
        ({"ledger": {"representative": LIN}}, "speaks for the project"),
        ({"ledger": ASIDE}, "`rev-lin` has stepped aside"),
        ({"flow": DECLARED}, "`rev-lin` has declared a conflict of interest"),
    ],
)
def test_nobody_reviews_with_an_interest_of_their_own(changed: dict[str, Any], words):
    assert words in refused(explain_bar_to_review(view(**changed), LIN))


@pytest.mark.parametrize("changed", [{}, {"author": None}, {"flow": OTHERS}, {"ledger": {"proposed": LIN}}])
def test_anybody_else_may(changed: dict[str, Any]):
    assert explain_bar_to_review(view(**changed), LIN) is None


def test_owners_that_nobody_wrote_down_are_nobodys_conflict():
    assert explain_bar_to_review(view(body="", flow=DECLARED), LIN) is None


def test_somebody_who_is_away_is_not_seated_by_others_until_they_are_back():
    absent = flow("reviewers: {away: [{person: 101, until: 2026-03-02}]}")
    assert "`/claim`" in refused(explain_absence(view(flow=absent), LIN))
    assert explain_absence(view(flow=absent), OMAR) is None
    back = flow(f"reviewers: {{away: [{{person: 101, until: {date(2026, 3, 1)}}}]}}")
    assert explain_absence(view(flow=back), LIN) is None


LIMIT = flow("reviewers: {at_once: 3}")
LOAD = Need("load", "rev-lin\nnomination")


def test_a_limit_of_open_reviews_is_asked_of_github_and_fails_closed():
    assert explain_full_load(view(), LIN) is None
    assert explain_full_load(view(flow=LIMIT), LIN) == NeedsFacts((LOAD,))
    assert explain_full_load(view(flow=LIMIT, facts={LOAD: "2"}), LIN) is None
    assert "3 of 3" in refused(explain_full_load(view(flow=LIMIT, facts={LOAD: "3"}), LIN))
    assert "try again" in refused(explain_full_load(view(flow=LIMIT, facts={LOAD: UNKNOWN}), LIN))
    assert explain_full_load(view(flow=LIMIT, ledger={"seats": (Seat(LIN, NOW, 1),)}), LIN) is None
