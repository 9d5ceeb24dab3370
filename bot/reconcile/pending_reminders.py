"""Remembers the reminders that each nomination of a registry waits to send, and those that it has sent lately."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.review.reminders.timed_changes import DueReminder, QueueRow
from bot.review.reminders.turns_and_digest import HOUR, ReminderQueue, SentReminder, by_age, find_limited_person

FRESH = timedelta(minutes=10)
"""A reminder that is older is worked out again before it stands in a digest: somebody may have answered."""
PATIENCE = timedelta(minutes=15)
"""How long the nominations of a sweep may take before reminders go out without them."""


@dataclass(slots=True)
class PendingReminders:
    """The reminders that wait to be sent. Every part comes from the nominations as they are decided; a restart loses nothing."""

    now: Callable[[], datetime]
    _due_reminders: dict[int, tuple[DueReminder, ...]] = field(default_factory=dict)
    _places: dict[int, QueueRow] = field(default_factory=dict)
    _decided_at: dict[int, datetime] = field(default_factory=dict)
    _granted: dict[int, SentReminder] = field(default_factory=dict)
    _expected: dict[int, datetime] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self._due_reminders.values()))

    def expect(self, numbers: Iterable[int]) -> None:
        """Let nothing go out before these nominations of a sweep are decided, or the most overdue would not be known."""
        self._expected |= dict.fromkeys(numbers, self.now())

    def is_waiting(self) -> bool:
        """Tell whether an expected nomination is not decided yet."""
        return any(since > self.now() - PATIENCE for since in self._expected.values())

    def remember(self, number: int, due_reminders: tuple[DueReminder, ...], place: QueueRow | None) -> None:
        """Replace what is known of a nomination; one that neither wants nor waits for anything is forgotten."""
        for known in (self._expected, self._due_reminders, self._decided_at, self._places):
            known.pop(number, None)
        if due_reminders:
            self._due_reminders[number], self._decided_at[number] = due_reminders, self.now()
        if place is not None and (due_reminders or place.waits or place.sent_at):
            self._places[number] = place

    def forget(self, number: int) -> None:
        """Drop what is known of an issue that is no nomination any more, or not here."""
        self.remember(number, (), None)

    def grant(self, numbers: Iterable[int]) -> None:
        """Let these nominations send their most overdue reminder now."""
        for number in numbers:
            first = next(due_reminder for due_reminder in by_age(self._due_reminders[number]) if due_reminder.to == "nominator")
            self._granted[number] = SentReminder(number, self.now(), find_limited_person(first))

    def list_stale(self, due_reminders: Iterable[DueReminder]) -> tuple[int, ...]:
        """List the nominations that were decided too long ago for a digest of these reminders."""
        return tuple(
            sorted(
                {
                    due_reminder.number
                    for due_reminder in due_reminders
                    if self._decided_at[due_reminder.number] < self.now() - FRESH
                }
            )
        )

    def find_next_grant(self) -> datetime | None:
        """Find when a nomination that was let speak, and could not, has its next turn."""
        return min((one.at + HOUR for number, one in self._granted.items() if number in self._due_reminders), default=None)

    def build_queue(self, in_digests: frozenset[str], last_digest: datetime | None, is_approved: bool | None) -> ReminderQueue:
        """Put together all that counts now. A nomination that was let speak counts as having spoken for an hour, even where it
        could not."""
        self._granted = {number: one for number, one in self._granted.items() if one.at > self.now() - HOUR}
        sent = [
            SentReminder(p.number, at, p.author.id if p.author else None) for p in self._places.values() for at in p.sent_at
        ]
        shown = {one.number for one in sent if one.number in self._granted and one.at >= self._granted[one.number].at}
        sent += [one for number, one in self._granted.items() if number not in shown]
        every = (due_reminder for own in self._due_reminders.values() for due_reminder in own)
        due_reminders = tuple(
            due_reminder for due_reminder in every if due_reminder.to != "nominator" or due_reminder.number not in self._granted
        )
        return ReminderQueue(due_reminders, tuple(sent), in_digests, last_digest, is_approved, MappingProxyType(self._places))
