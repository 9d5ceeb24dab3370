"""Reminders: when each is due, which are said and to whom, which are left out, and what moves them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.decide.decide import decide
from bot.model import effects as fx
from bot.model.contracts import View
from bot.model.ledger_entries import Remark, Round, Seat, Snooze
from bot.model.nomination import Nomination
from bot.model.working_time import end_of_day
from bot.review.reminders.schedule import schedule_reminders, to_recall
from bot.review.reminders.timed_changes import due_reminders, place, step_by_time
from bot.review.waits import find_lapse_time
from tests.asking import ASKED, question
from tests.deciding import seen_by_rules, settled
from tests.nominations import (
    AMINA,
    CATALOGUE,
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OPENED,
    STANDARD,
    WORKFLOW,
    bot_says,
    change_ledger,
    flow,
    nomination,
    pull,
    says,
    stored,
    view,
)
from tests.waiting import APPROVAL, DAY, GAP, at, good, wait, warned, with_pulls

DUE = OPENED + 30 * DAY  # 22 March 2026, a Sunday, at noon
MONDAY = datetime(2026, 3, 23, 9, tzinfo=UTC)


def waiting(**changed) -> Nomination:
    """A nomination that waits for its nominator from the hour at which it was opened."""
    return settled(nomination(GAP, **changed), now=OPENED)


def said(there: Nomination, now: datetime, *, granted: bool = True) -> list[str]:
    """The names of the reminders that go out."""
    plan = decide(replace(there, granted=granted), WORKFLOW, CATALOGUE, now)
    posted = (effect.key.split("/") for effect in plan.effects if isinstance(effect, fx.PostComment))
    return [f"{parts[1]} {parts[2]}" for parts in posted if parts[0] == "reminder"]


def dates(seen: View, to: str = "holder") -> dict[str, str]:
    """What is to come: name -> day and hour."""
    return {f"{o.wait.key} {o.name}": f"{o.at:%a %d %b %H:%M}" for o in schedule_reminders(seen) if o.to == to}


# When they are due.


def test_of_a_nominator_after_so_many_days_before_the_date_and_once_it_has_passed():
    assert dates(view("submitted", body=GAP)) == {
        "answers 14": "Mon 16 Mar 12:00",
        "answers warning": "Thu 02 Apr 09:00",
    }
    assert dates(at(view("submitted", body=GAP), NOW + 20 * DAY)) == {
        "answers 14": "Mon 16 Mar 12:00",
        "answers -7": "Wed 25 Mar 09:00",
        "answers warning": "Thu 02 Apr 09:00",
    }


def test_of_a_reviewer_on_working_days_and_once_it_is_late_again_and_again():
    assert dates(view()) == {"review/1 1": "Tue 03 Mar 12:00", "review/1 late 0": "Tue 10 Mar 09:00"}
    assert dates(at(view(), NOW + 2 * DAY))["review/1 -2"] == "Thu 05 Mar 09:00"
    late = dates(at(view(), NOW + 30 * DAY))
    assert list(late) == [f"review/1 late {number}" for number in range(5)]
    assert (late["review/1 late 3"], late["review/1 late 4"]) == ("Tue 31 Mar 09:00", "Tue 07 Apr 09:00")


def test_the_maintainers_hear_of_it_a_week_later():
    assert dates(at(view(), NOW + 20 * DAY), "maintainers") == {
        "review/1 to maintainers 0": "Tue 17 Mar 09:00",
        "review/1 to maintainers 1": "Tue 24 Mar 09:00",
    }
    assert dates(at(with_pulls(view(verdicts=[(LIN, "pass", "1 2")]), pull()), NOW + 20 * DAY), "maintainers") == {}


def test_each_wait_has_its_own():
    seen = view("technical-review", ledger={"questions": (question(1, "7", due=ASKED + 20 * DAY),)})
    assert {key.partition(" ")[0] for key in dates(seen)} == {"question/1", "review/1", "review/2"}
    assert dates(seen)["question/1 warning"] == "Mon 23 Mar 09:00"  # 21 March is a Saturday


def test_a_renewal_reminds_before_the_approval_ends_and_warns_of_nothing():
    assert dates(at(good(now=Round(NOW)), NOW + 80 * DAY)) == {}
    assert dates(at(good(now=Round(NOW)), NOW + 55 * DAY)) == {
        "renewal 30": "Wed 01 Apr 12:00",
        "renewal -7": "Fri 24 Apr 09:00",
    }


def test_who_has_little_time_is_reminded_when_half_of_it_is_over():
    seen = view("submitted", body=GAP, flow=flow("waits: {answers: {days: 4}}"))
    assert dates(seen)["answers -7"] == "Wed 04 Mar 09:00"


def test_what_comes_before_the_date_is_never_said_after_it():
    seen = view("submitted", body=GAP, flow=flow("waits: {answers: {days: 10}}"))
    assert "answers 14" not in dates(at(seen, NOW + 20 * DAY))


def test_on_hold_nobody_is_reminded():
    seen = view("submitted", body=GAP)
    assert dates(replace(seen, nomination=replace(seen.nomination, is_locked=True))).keys() == {
        "decision/nominator 1",
        "decision/nominator late 0",
    }


def test_repetitions_that_lie_far_ahead_are_not_counted_out() -> None:
    far = flow("waits: {review: {late: {every: 3650, times: 60}}}")
    began = time.perf_counter()
    assert len(list(schedule_reminders(view(flow=far)))) == 3
    assert time.perf_counter() - began < 1


def test_a_snooze_moves_what_its_own_side_is_reminded_of():
    until = NOW + 10 * DAY
    snoozed = view(body=GAP, ledger={"snoozes": (Snooze(LIN, until, "reviewers"),)})
    assert dates(snoozed)["review/1 1"] == "Thu 12 Mar 12:00"
    assert dates(snoozed)["answers 14"] == "Mon 16 Mar 12:00"
    taken = view(ledger={"snoozes": (Snooze(LIN, until, "reviewers"),), "seats": (Seat(MAYA, OPENED, 1),)})
    assert dates(taken)["review/1 1"] == "Tue 03 Mar 12:00", "somebody else sits there"


# Which are said.


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (13, []),
        (14, ["answers 14"]),
        (15, []),  # a Saturday
        (17, ["answers 14"]),
        (24, ["answers -7"]),
        (31, ["answers warning"]),
        (402, ["answers warning"]),
    ],
)
def test_the_last_one_that_is_due_is_said_and_no_other(days, names):
    assert said(waiting(), OPENED + days * DAY) == names


def test_what_is_left_out_is_never_said_later():
    there = settled(replace(waiting(), granted=True), now=OPENED + 24 * DAY)
    assert [(entry.name, entry.at is not None) for entry in there.ledger.clocks.reminded] == [("14", False), ("-7", True)]
    assert said(there, OPENED + 25 * DAY) == []


@pytest.mark.parametrize("hour", [0, 8, 17, 23])
def test_at_night_nothing_is_said(hour):
    assert said(waiting(), datetime(2026, 3, 24, hour, tzinfo=UTC)) == []


def test_it_waits_until_the_nomination_may_speak():
    plan = decide(waiting(), WORKFLOW, CATALOGUE, MONDAY)
    assert said(waiting(), MONDAY, granted=False) == []
    assert [(due_reminder.to, due_reminder.person, due_reminder.what) for due_reminder in plan.due_reminders] == [
        ("nominator", AMINA, "**Community Health Toolkit** · last reminder")
    ]


def test_what_becomes_due_at_night_is_looked_at_in_the_morning():
    plan = decide(waiting(), WORKFLOW, CATALOGUE, end_of_day(WORKFLOW, DUE) + timedelta(hours=1))
    assert plan.look_again == MONDAY


def test_one_that_stands_in_the_thread_is_not_said_again_though_the_board_is_lost():
    since = wait(seen_by_rules(waiting(), now=MONDAY), "answers").since
    comments = (bot_says(f"reminder/answers/warning/{since.isoformat()}"),)
    there = replace(waiting(comments=comments), board=None, ledger=None, stored=None)
    assert said(there, MONDAY) == []


def test_a_snooze_moves_reminders_but_not_the_warning():
    there = waiting()
    ledger = change_ledger(there.ledger, snoozes=(Snooze(AMINA, OPENED + 60 * DAY, "nominator"),))
    there = replace(there, ledger=ledger, stored=ledger)
    assert said(there, OPENED + 24 * DAY) == []
    assert said(there, MONDAY) == ["answers warning"]


def test_grace_is_counted_from_the_warning_that_was_really_sent():
    late = MONDAY + 100 * DAY
    there = settled(replace(waiting(), granted=True), now=late)
    seen = seen_by_rules(there, now=late)
    assert find_lapse_time(seen, wait(seen, "answers")) == end_of_day(WORKFLOW, late + 7 * DAY)
    assert there.ledger.stage == "submitted"
    gone = settled(replace(there, granted=True), now=late + 8 * DAY)
    assert (gone.ledger.stage, gone.ledger.moves[-1].ending) == ("closed", "inactive")
    assert gone.ledger.moves[-1].reason == (
        "No answer came (answers are missing for indicator 1, due by 22 March 2026), nor after the reminder of 1 July 2026."
    )
    assert there.ledger.standard == STANDARD.version


def test_what_silence_brings_waits_until_the_nomination_may_speak():
    there = settled(replace(waiting(), granted=True), now=MONDAY)
    plan = decide(replace(there, granted=False), WORKFLOW, CATALOGUE, MONDAY + 8 * DAY)
    assert [due_reminder.what for due_reminder in plan.due_reminders] == ["**Community Health Toolkit** · becomes inactive"]
    assert plan.due_reminders[0].since == end_of_day(WORKFLOW, MONDAY + 7 * DAY)
    assert settled(replace(there, granted=False), now=MONDAY + 8 * DAY).ledger.stage == "submitted"


def test_a_nominator_who_wrote_after_the_warning_is_not_closed_and_is_reminded_anew():
    there = settled(replace(waiting(), granted=True), now=MONDAY)
    wrote = says(AMINA, "Sorry, I am on it.", at=MONDAY + 2 * DAY)
    there = settled(replace(there, comments=(*there.comments, wrote), granted=True), now=MONDAY + 8 * DAY)
    assert there.ledger.stage == "submitted"
    assert said(there, MONDAY + 9 * DAY) == []
    assert said(there, MONDAY + 22 * DAY) == ["answers 14"]


# To others: the digest.


def digest(seen: View) -> list[tuple[str, str, str]]:
    return [
        (due_reminder.to, due_reminder.person.login if due_reminder.person else "", due_reminder.what)
        for due_reminder in due_reminders(stored(seen))
    ]


def test_reviewers_and_maintainers_find_it_in_the_digest():
    seen = view(ledger={"seats": (Seat(LIN, OPENED, 1),)})
    assert digest(at(seen, NOW + DAY)) == [
        (
            "reviewers",
            "rev-lin",
            "**Community Health Toolkit** · screening · first review of indicators 1 and 2 (due by 9 March 2026)",
        )
    ]
    assert digest(at(seen, NOW + 15 * DAY)) == [
        (
            "reviewers",
            "rev-lin",
            "**Community Health Toolkit** · screening · first review of indicators 1 and 2 (was due on 9 March 2026)",
        ),
        (
            "maintainers",
            "",
            "**Community Health Toolkit** · screening · first review of indicators 1 and 2 (was due on 9 March 2026); "
            "somebody else may be needed (`/assign`, `/pool`)",
        ),
    ]
    assert digest(at(with_pulls(view(verdicts=[(LIN, "pass", "1 2")]), pull()), NOW + DAY)) == [
        (
            "maintainers",
            "",
            "**Community Health Toolkit** · screening · merge #12, which is ready (due by 9 March 2026)",
        )
    ]


def test_a_nomination_without_a_board_has_no_wishes():
    assert list(due_reminders(at(view(), NOW + DAY))) == []


def test_its_place_says_what_is_waited_for_and_when_something_was_said_lately():
    seen = warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 32 * DAY)
    mine = place(seen)
    assert (mine.number, mine.name, mine.stage, mine.author) == (NUMBER, "Community Health Toolkit", "submitted", AMINA)
    assert [one.key for one in mine.waits] == ["answers"]
    assert mine.sent_at == (NOW + 31 * DAY,)
    assert place(at(seen, NOW + 34 * DAY)).sent_at == ()


# Steps of time, and what people asked for.


def test_a_renewal_begins_is_submitted_or_is_refused_by_time_and_that_is_said():
    assert step_by_time(good()) == ("renewal/begin", "its renewal begins", NOW)
    end = APPROVAL.until
    assert step_by_time(at(good(now=Round(NOW)), end)) == (
        "renewal/submit",
        "its renewal is submitted as it stands",
        end,
    )
    under_review = good(now=Round(NOW, NOW), body=GAP, verdicts=())
    silent = warned(under_review, NOW + 31 * DAY, NOW + 40 * DAY)
    assert step_by_time(silent) == (
        "renewal/refuse",
        "is not renewed, as no answer came",
        end_of_day(WORKFLOW, NOW + 38 * DAY),
    )
    assert step_by_time(good(now=Round(NOW, NOW, NOW))) is None


def test_a_renewal_whose_nominator_stays_silent_is_refused_once_it_may_be_said():
    monday = NOW + 42 * DAY
    seen = warned(good(now=Round(NOW, NOW), body=GAP, verdicts=()), NOW + 31 * DAY, monday)
    there = stored(seen).nomination
    assert settled(there, now=monday).ledger.renewal.round.refused is None
    after = settled(replace(there, granted=True), now=monday).ledger
    assert (after.stage, after.renewal.round.refused) == ("dpg", monday)
    assert after.renewal.round.reason.startswith(
        "No answer came (answers are missing for indicator 1, due by 1 April 2026), nor"
    )


def test_what_somebody_asked_to_be_reminded_of_is_told_on_that_day_and_gone():
    asked_for = Remark(LIN, NOW + DAY, 900, NUMBER, "look again")
    seen = stored(view(ledger={"reminders": (asked_for,)}))
    assert [due_reminder.asked for due_reminder in due_reminders(seen) if due_reminder.to == "nominator"] == []
    due = replace(seen, now=NOW + DAY, moment=NOW + DAY)
    assert [
        (due_reminder.on_request, due_reminder.person) for due_reminder in due_reminders(due) if due_reminder.to == "nominator"
    ] == [(True, LIN)]
    told = replace(due, ledger=due.ledger.with_parts(replace(due.ledger.clocks, reminders=())))
    assert list(to_recall(told)) == [asked_for]
    after = settled(replace(seen.nomination, granted=True), now=NOW + DAY)
    assert after.ledger.clocks.reminders == ()
    (comment,) = (c for c in after.comments if any(mark.key.startswith("remind/") for mark in c.marks))
    assert comment.body.startswith("@rev-lin, you asked to be reminded today: look again")
