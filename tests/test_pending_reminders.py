"""What is remembered of the nominations whose reminders wait: who has spoken, who is still to be decided, what is stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.ledger_entries import Actor
from bot.reconcile.pending_reminders import FRESH, PATIENCE, PendingReminders
from bot.review.reminders.timed_changes import DueReminder, QueueRow
from bot.review.reminders.turns_and_digest import HOUR, ReminderQueue, SentReminder

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
AMINA = Actor(7, "amina")


class Clock:
    """The time, moved by hand."""

    at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pending(clock: Clock) -> PendingReminders:
    return PendingReminders(clock)


def due_reminder(number: int, to: str = "nominator", key: str = "reminder") -> DueReminder:
    return DueReminder(number, key, NOON, to, AMINA, "x")  # type: ignore[arg-type]


def place(number: int, *sent_at: datetime) -> QueueRow:
    return QueueRow(number, f"Project {number}", "screening", (), AMINA, sent_at)


def queue(pending: PendingReminders) -> ReminderQueue:
    return pending.build_queue(frozenset(), None, True)


def test_a_nomination_that_was_let_speak_counts_for_an_hour_and_then_has_its_next_turn(pending, clock):
    told_too = due_reminder(1, to="reviewers", key="digest")
    pending.remember(1, (due_reminder(1), told_too), place(1))
    pending.grant([1])
    clock.at = NOON + HOUR - SECOND
    assert (queue(pending).due_reminders, queue(pending).sent_reminders) == ((told_too,), (SentReminder(1, NOON, 7),))
    assert pending.find_next_grant() == NOON + HOUR
    clock.at = NOON + HOUR
    assert (queue(pending).due_reminders, queue(pending).sent_reminders) == ((due_reminder(1), told_too), ())
    assert pending.find_next_grant() is None


def test_what_a_nomination_has_sent_is_not_counted_beside_its_turn(pending, clock):
    pending.remember(1, (due_reminder(1),), place(1))
    pending.grant([1])
    pending.remember(1, (), place(1, NOON + SECOND))
    assert queue(pending).sent_reminders == (SentReminder(1, NOON + SECOND, 7),)


def test_what_somebody_asked_for_is_not_counted_as_their_reminder_of_the_day(pending):
    asked = DueReminder(1, "remind", NOON, "nominator", AMINA, "x", on_request=True)
    pending.remember(1, (asked,), place(1))
    pending.grant([1])
    assert queue(pending).sent_reminders == (SentReminder(1, NOON, None),)


def test_it_waits_for_all_that_a_sweep_has_found_but_not_for_ever(pending, clock):
    pending.expect([1, 2, 3])
    pending.remember(1, (), None)
    pending.forget(2)
    assert pending.is_waiting()
    clock.at = NOON + PATIENCE
    assert not pending.is_waiting()
    clock.at = NOON
    pending.remember(3, (), place(3))
    assert not pending.is_waiting()


def test_a_nomination_is_stale_when_it_was_decided_too_long_ago(pending, clock):
    late, new = due_reminder(1, to="reviewers"), due_reminder(2, to="reviewers")
    pending.remember(1, (late,), None)
    clock.at = NOON + FRESH + SECOND
    pending.remember(2, (new,), None)
    assert pending.list_stale([late, late, new]) == (1,)


def test_one_that_wants_nothing_and_waits_for_nobody_is_forgotten(pending):
    pending.remember(1, (due_reminder(1),), place(1))
    pending.remember(2, (), place(2, NOON))
    pending.remember(3, (), place(3))
    assert (len(pending), set(queue(pending).places)) == (1, {1, 2})
    pending.forget(1)
    assert (len(pending), set(queue(pending).places)) == (0, {2})
