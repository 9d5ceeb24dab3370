"""`/snooze`: no reminders for a while, for whoever asked, on their side."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.ledger_entries import Remark, Snooze
from handlers.commands.snooze import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, done, refused, run, view
from tests.story import body_with_gap


@pytest.mark.parametrize(
    ("text", "day"), [("/snooze", 9), ("/snooze 10 days", 12), ("/snooze until 2026-03-20", 20), ("/snooze for 2 weeks", 16)]
)
def test_until_the_end_of_that_day(text, day):
    (snooze,) = done(run(FEATURE, view(body=body_with_gap()), text, AMINA)).ledger.clocks.snoozes
    assert (snooze.by, snooze.side) == (AMINA, "nominator")
    assert snooze.until == datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC)


def test_a_reviewers_holds_for_reviewers_and_takes_the_place_of_their_last_one():
    soon, past = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    before = (Snooze(LIN, soon, "reviewers"), Snooze(OMAR, soon, "reviewers"), Snooze(MAYA, past, "maintainers"))
    after = done(run(FEATURE, view("screening", ledger={"snoozes": before}), "/snooze 3 days")).ledger.clocks.snoozes
    assert [(s.by, s.side) for s in after] == [(OMAR, "reviewers"), (LIN, "reviewers")]


@pytest.mark.parametrize(
    ("seen", "by", "side"),
    [
        (view("technical-review", body=body_with_gap()), AMINA, "nominator"),
        (view("technical-review", [(LIN, "pass", "1")]), LIN, "reviewers"),
        (asking(question(expert=ANA)), ANA, "expert"),
        (asking(question(expert=ANA)), LIN, "expert"),
        (asking(question(expert=ANA), verdicts=[(LIN, "pass", "1")]), LIN, "reviewers"),
        (view("ineligible", ledger={"appeal": Remark(AMINA, NOW, 900, NUMBER, "no")}), MAYA, "maintainers"),
    ],
)
def test_whose_reminders_they_are_follows_from_what_is_waited_for(seen, by, side):
    outcome = done(run(FEATURE, seen, "/snooze 3 days", by))
    assert [(s.by, s.side) for s in outcome.ledger.clocks.snoozes] == [(by, side)]
    assert outcome.reply == "No reminders before 5 March 2026. The dates on the board stay as they are."


@pytest.mark.parametrize("stage", ["dpg", "withdrawn"])
def test_where_nobody_is_waited_for_there_is_nothing_to_put_off(stage):
    assert refused(run(FEATURE, view(stage), "/snooze")) == "Nobody is waited for here, so no reminder is due."


@pytest.mark.parametrize("text", ["/snooze a while", "/snooze 10 days because I travel"])
def test_what_is_no_time_is_refused(text):
    assert "I did not understand until when" in refused(run(FEATURE, view(), text))


def test_no_longer_than_ninety_days():
    assert "more than 90 days" in refused(run(FEATURE, view(), "/snooze 100 days"))
