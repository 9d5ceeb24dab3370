"""`/remind`: a reminder that a person asks for, in the morning of a day of the registry's zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model.ledger_entries import Remark
from bot.review.reminders.schedule import recall_key
from handlers.commands.remind import FEATURE, MOST_OF_ONE
from tests.nominations import AMINA, LIN, NOW, NUMBER, done, flow, refused, run, view


@pytest.mark.parametrize(
    "said",
    [
        "/remind me on 2026-03-17 to look at the policy",
        "/remind Me 17 March 2026 to look at the policy",
        "/remind in 15 days to look at the policy",
        "/remind me to look at the policy in 15 days",
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Africa/Cairo"])
def test_it_comes_in_the_morning_of_that_day_wherever_the_registry_is(zone, said):
    outcome = done(run(FEATURE, view(flow=flow(f"reminders: {{zone: {zone}}}")), said))
    (reminder,) = outcome.ledger.clocks.reminders
    assert reminder.at == datetime(2026, 3, 17, 9, tzinfo=ZoneInfo(zone))
    assert (reminder.by, reminder.thread, reminder.text) == (LIN, NUMBER, "to look at the policy")
    assert outcome.reply == "I will remind you on 17 March 2026."


def test_on_a_day_that_is_not_worked_it_comes_on_the_next_one():
    (reminder,) = done(run(FEATURE, view(), "/remind me on 2026-03-14")).ledger.clocks.reminders
    assert reminder.at == datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("UTC"))


def test_two_reminders_of_one_comment_for_one_day_are_two():
    one, other = (Remark(LIN, NOW, 900, NUMBER, text) for text in ("the licence", "the policy"))
    assert recall_key(one) != recall_key(other)


@pytest.mark.parametrize("text", ["/remind", "/remind me", "/remind me some time"])
def test_without_a_day_it_says_how_to_write_one(text):
    assert refused(run(FEATURE, view(), text)).startswith("It needs a day: `/remind me DATE [text]`")


def test_a_day_of_the_past_is_refused():
    assert "not a day within" in refused(run(FEATURE, view(), "/remind me on 2020-01-01 of it"))


def test_one_person_has_so_many_and_no_more():
    mine = tuple(Remark(LIN, NOW, n, NUMBER, "x") for n in range(MOST_OF_ONE))
    full = view(ledger={"reminders": mine})
    assert "no room for more" in refused(run(FEATURE, full, "/remind me tomorrow"))
    assert len(done(run(FEATURE, full, "/remind me tomorrow", AMINA)).ledger.clocks.reminders) == MOST_OF_ONE + 1
