"""`/pass`: what it enters, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ledger import Seat, Verdict
from handlers.commands.pass_ import FEATURE
from tests.nominations import INDICATORS, LIN, NOW, NUMBER, OMAR, done, refused, run, view

HOUR = timedelta(hours=1)
NOT_APPLYING = "9b"
"""The project says that it handles no content."""


def test_a_pass_stands_with_its_note_on_the_answers_as_they_are_now():
    seen = view()
    (verdict,) = done(run(FEATURE, seen, "/pass 1 clear evidence for SDG 3")).ledger.verdicts
    answers = seen.reading.fingerprints["1"]
    assert verdict == Verdict("1", LIN, "pass", NOW - HOUR, 900, NUMBER, answers, "clear evidence for SDG 3")


@pytest.mark.parametrize(
    ("text", "ids"),
    [("/pass 1", "1"), ("/pass 1 2", "1 2"), ("/pass 1, 2 and 5 fine", "1 2 5"), ("/pass 3-5", "3 4 5"), ("/pass 9A", "9a")],
)
def test_several_indicators_may_be_named_in_the_ways_people_write_them(text, ids):
    assert [v.indicator for v in done(run(FEATURE, view(), text)).ledger.verdicts] == ids.split()


def test_all_means_every_indicator_that_applies():
    passed = [v.indicator for v in done(run(FEATURE, view(), "/pass all looks good")).ledger.verdicts]
    assert passed == [i for i in INDICATORS if i != NOT_APPLYING]


def test_a_range_passes_over_what_does_not_apply():
    passed = [v.indicator for v in done(run(FEATURE, view(), "/pass 9a-9c")).ledger.verdicts]
    assert passed == ["9a", "9c"]


def test_what_does_not_apply_cannot_be_passed_and_the_reply_names_the_way_to_disagree():
    reason = refused(run(FEATURE, view(), "/pass 9b"))
    assert "9b" in reason
    assert "`/fail`" in reason


def test_a_second_pass_of_the_same_reviewer_replaces_the_first():
    seen = view(verdicts=[(LIN, "fail", "1"), (OMAR, "pass", "1")])
    verdicts = done(run(FEATURE, seen, "/pass 1")).ledger.verdicts
    assert [(v.by, v.value) for v in verdicts] == [(OMAR, "pass"), (LIN, "pass")]


def test_whoever_passes_takes_a_seat_once():
    ledger = done(run(FEATURE, view(), "/pass 1")).ledger
    assert [seat.by for seat in ledger.seats] == [LIN]
    again = run(FEATURE, replace(view(), ledger=ledger), "/pass 2")
    assert [seat.by for seat in done(again).ledger.seats] == [LIN]


def test_a_seat_taken_before_keeps_its_place():
    seen = view(ledger={"seats": (Seat(LIN, NOW), Seat(OMAR, NOW))})
    assert [seat.by for seat in done(run(FEATURE, seen, "/pass 1", OMAR)).ledger.seats] == [LIN, OMAR]


def test_a_note_is_kept_to_two_hundred_characters():
    assert len(done(run(FEATURE, view(), f"/pass 1 {'x' * 5000}")).ledger.verdicts[0].note) == 200


@pytest.mark.parametrize("text", ["/pass", "/pass everything", "/pass 10", "/pass SDG 3"])
def test_without_an_indicator_the_reply_names_them_all_with_an_example(text):
    reason = refused(run(FEATURE, view(), text))
    assert all(part in reason for part in (", ".join(INDICATORS), "`all`", FEATURE.usage, FEATURE.example))


def test_the_example_in_the_help_works():
    assert [v.indicator for v in done(run(FEATURE, view(), FEATURE.example)).ledger.verdicts] == ["1", "2"]


def test_it_says_nothing_beyond_the_thumbs_up():
    assert done(run(FEATURE, view(), "/pass 1")).reply is None
