"""`/snooze`: no reminders for a while, for whoever asked, on their side."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ledger import Snooze
from handlers.commands.snooze import FEATURE
from tests.nominations import AMINA, LIN, OMAR, done, refused, run, view
from tests.story import body_with_gap


@pytest.mark.parametrize(
    ("text", "day"), [("/snooze", 9), ("/snooze 10 days", 12), ("/snooze until 2026-03-20", 20), ("/snooze for 2 weeks", 16)]
)
def test_until_the_end_of_that_day(text, day):
    (snooze,) = done(run(FEATURE, view(body=body_with_gap()), text, AMINA)).ledger.snoozes
    assert (snooze.by, snooze.side) == (AMINA, "nominator")
    assert snooze.until == datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC)


def test_a_reviewers_holds_for_the_side_whose_turn_it_is_and_takes_the_place_of_the_last_one():
    before = (Snooze(LIN, datetime(2026, 3, 3, tzinfo=UTC), "L1"), Snooze(OMAR, datetime(2026, 3, 3, tzinfo=UTC), "L1"))
    after = done(run(FEATURE, view("screening", ledger={"snoozes": before}), "/snooze 3 days")).ledger.snoozes
    assert [(s.by, s.side) for s in after] == [(OMAR, "L1"), (LIN, "L1")]


@pytest.mark.parametrize("text", ["/snooze a while", "/snooze 10 days because I travel"])
def test_what_is_no_time_is_refused(text):
    assert "I did not understand until when" in refused(run(FEATURE, view(), text))


def test_no_longer_than_ninety_days():
    assert "more than 90 days" in refused(run(FEATURE, view(), "/snooze 100 days"))
