"""Schedules reminders, and enters into the ledger those that go out now; the rule "reminders" posts their comments.

A reminder belongs to one wait; its days are counted on that wait's own clock. It goes out within working hours; one meant for
before the date never comes after it. Where several are due at once, the last one is sent and the others count as done; a
warning goes before everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from bot.model.contracts import View
from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Remark, Reminded
from bot.model.mark_keys import MarkKey
from bot.model.working_time import end_of_day, is_open, last_open, next_open, plus_days
from bot.review import renewal
from bot.review.waits import WARNING, Wait, find_wait_rule, list_all_waits, list_waits

KEPT = 24
"""Reminders that the ledger remembers of earlier tasks."""
To = Literal["holder", "maintainers"]


@dataclass(frozen=True, slots=True)
class ScheduledReminder:
    """One reminder of a wait and the moment from which it may go out; `to` is whoever has to act, or the maintainers as well."""

    wait: Wait
    name: str
    at: datetime
    to: To = "holder"

    @property
    def key(self) -> str:
        """Build the mark of its comment, by which a digest remembers it as well."""
        return MarkKey.REMINDER.of(self.wait.key, self.name, self.wait.since)

    @property
    def warns(self) -> bool:
        """Tell whether it is the last one before silence brings something about."""
        return self.name == WARNING

    @property
    def is_to_nominator(self) -> bool:
        """Tell whether it is posted on the nomination's own issue; all others stand in a digest."""
        return self.wait.side == "nominator"


@lru_cache(maxsize=16)
def schedule_reminders(view: View) -> tuple[ScheduledReminder, ...]:
    """List the reminders that are due and not done yet, and the next one to come of each kind."""
    return tuple(_list_not_done(view))


def _list_not_done(view: View) -> Iterator[ScheduledReminder]:
    done = {(entry.wait, entry.name, entry.since) for entry in view.ledger.clocks.reminded}
    for wait in list_waits(view):
        for series in (
            _schedule_before(view, wait),
            _schedule_warning(view, wait),
            _schedule_late(view, wait),
            _schedule_to_maintainers(view, wait),
        ):
            for occasion in series:
                if (wait.key, occasion.name, wait.since) not in done:
                    yield occasion
                if occasion.at > view.now:
                    break


def _schedule_before(view: View, wait: Wait) -> Iterator[ScheduledReminder]:
    if wait.by is not None and view.now >= wait.by:
        return
    found = [
        (number, at) for number in find_wait_rule(view, wait).remind if (at := _find_moment(view, wait, number)) is not None
    ]
    for number, at in sorted(found, key=lambda one: one[1]):
        yield ScheduledReminder(wait, str(number), _put_off_if_snoozed(view, wait, at))


def _find_moment(view: View, wait: Wait, number: int) -> datetime | None:
    """Find the moment so many days after the beginning, or before the date; None if it would come after the date."""
    flow, working = view.workflow, wait.side != "nominator"
    start = wait.since + timedelta(seconds=wait.stood)
    if number > 0:
        at = next_open(flow, plus_days(flow, start, number, working=working))
        return at if wait.by is None or at < wait.by else None
    if wait.by is None:
        return None
    wanted = plus_days(flow, wait.by, number, working=working)
    if wanted <= start:  # So little time was given that it is half over when it is said.
        wanted = start + (wait.by - start) / 2
    at = last_open(flow, wanted)  # a date is the end of its day, and so is a day so many days before it
    at = at if at > start else next_open(flow, wanted)
    return at if start < at < wait.by else None


def _schedule_warning(view: View, wait: Wait) -> Iterator[ScheduledReminder]:
    """Schedule the last reminder, whatever was snoozed: nothing may end without a warning."""
    if (
        wait.side == "nominator"
        and wait.by is not None
        and find_wait_rule(view, wait).then is not None
        and wait.kind != "renewal"
    ):
        yield ScheduledReminder(wait, WARNING, next_open(view.workflow, wait.by))


def _schedule_late(view: View, wait: Wait) -> Iterator[ScheduledReminder]:
    late = find_wait_rule(view, wait).late
    if late is None or wait.by is None:
        return
    for number in range(late.times):
        at = plus_days(view.workflow, wait.by, number * late.every, working=False) if number else wait.by
        yield ScheduledReminder(wait, f"late {number}", _put_off_if_snoozed(view, wait, next_open(view.workflow, at)))


def _schedule_to_maintainers(view: View, wait: Wait) -> Iterator[ScheduledReminder]:
    late = find_wait_rule(view, wait).late
    if late is None or late.maintainers_after is None or wait.by is None:
        return
    for number in range(late.times):
        days = late.maintainers_after + number * late.every
        at = next_open(view.workflow, plus_days(view.workflow, wait.by, days, working=False))
        yield ScheduledReminder(wait, f"to maintainers {number}", at, "maintainers")


def _put_off_if_snoozed(view: View, wait: Wait, at: datetime) -> datetime:
    """Put the reminder off if whoever hears it does not want to be reminded now.

    Where no single person is waited for (nobody sits there, or the maintainers are), the wish of one of them counts.
    """
    person = view.nomination.author if wait.side == "nominator" else wait.person
    mine = (s for s in view.ledger.clocks.snoozes if s.side == wait.side and (person is None or s.by.id == person.id))
    until = max((snooze.until for snooze in mine), default=at)
    return at if until <= at else next_open(view.workflow, until)


def advance(view: View) -> Ledger:
    """Enter the reminders that go out now, or have gone out, into the ledger, and drop those that people asked for and got."""
    due, ledger, is_rebuilt = list_due(view, to_nominator=True), view.ledger, _is_rebuilt(view)
    sent = [occasion for occasion in due if view.nomination.marked(occasion.key) is not None]
    if due and not sent and _may_speak(view) and not is_rebuilt:
        last = pick_last(due)
        sent = [occasion for occasion in due if occasion is last or (last.warns and occasion.warns)]
    if due and (sent or is_rebuilt):
        new = (_make_entry(view, o, is_sent=o in sent) for o in (*due, *_list_later_today(view)))
        warned = renewal.digest_records(view.reading.submission) if any(o.warns for o in sent) else ledger.clocks.warned
        ledger = ledger.with_parts(
            replace(ledger.clocks, reminded=_trim_reminded(view, (*ledger.clocks.reminded, *new)), warned=warned)
        )
    left = tuple(reminder for reminder in ledger.clocks.reminders if not _is_done(view, reminder))
    return ledger if left == ledger.clocks.reminders else ledger.with_parts(replace(ledger.clocks, reminders=left))


def to_say(view: View) -> ScheduledReminder | None:
    """Find the reminder to the nominator that this very pass has entered into the ledger."""
    before = view.nomination.stored.clocks.reminded if view.nomination.stored else ()
    new = [entry for entry in view.ledger.clocks.reminded if entry.at is not None and entry not in before]
    if not new:
        return None
    entry = new[-1]
    wait = next((wait for wait in list_all_waits(view) if (wait.key, wait.since) == (entry.wait, entry.since)), None)
    return ScheduledReminder(wait, entry.name, entry.at or view.now) if wait else None


def to_recall(view: View) -> Iterator[Remark]:
    """List what people asked to be reminded of and are told now."""
    before = view.nomination.stored.clocks.reminders if view.nomination.stored else ()
    yield from (reminder for reminder in before if reminder not in view.ledger.clocks.reminders and is_due(view, reminder))


def recall_key(reminder: Remark) -> str:
    """Build the mark of the comment that reminds somebody as asked; one comment may ask for several things on one day."""
    return MarkKey.RECALL.of(reminder.comment, reminder.at, digest(reminder.text)[:8])


def _make_entry(view: View, occasion: ScheduledReminder, *, is_sent: bool) -> Reminded:
    wait, comment = occasion.wait, view.nomination.marked(occasion.key)
    at = (comment.at if comment else view.now) if is_sent else None
    return Reminded(wait.key, occasion.name, wait.since, at, wait.stood)


def _trim_reminded(view: View, entries: tuple[Reminded, ...]) -> tuple[Reminded, ...]:
    """Keep the reminders of everything open, and the last few of what was open before."""
    open_ones = {(wait.key, wait.since) for wait in list_all_waits(view)}
    old = [entry for entry in entries if (entry.wait, entry.since) not in open_ones]
    return (*old[-KEPT:], *(entry for entry in entries if (entry.wait, entry.since) in open_ones))


def _is_done(view: View, reminder: Remark) -> bool:
    return view.nomination.marked(recall_key(reminder)) is not None or (_may_speak(view) and is_due(view, reminder))


def is_due(view: View, reminder: Remark) -> bool:
    """Tell whether the day has come for which somebody asked to be reminded."""
    return next_open(view.workflow, reminder.at) <= view.now and is_open(view.workflow, view.now)


def list_due(view: View, *, to_nominator: bool) -> list[ScheduledReminder]:
    """List the reminders that are due to the nominator, or to everybody else, if people may be reminded now."""
    if not is_open(view.workflow, view.now):
        return []
    return [o for o in schedule_reminders(view) if o.at <= view.now and o.is_to_nominator == to_nominator]


def pick_last(occasions: Iterable[ScheduledReminder]) -> ScheduledReminder:
    """Pick the reminder that is sent where several are due."""
    return max(occasions, key=lambda one: (one.warns, one.at))


def _list_later_today(view: View) -> list[ScheduledReminder]:
    """List the nominator's other reminders of today: one of them says it all, for each lists everything that is missing."""
    tonight = end_of_day(view.workflow, view.now)
    return [o for o in schedule_reminders(view) if view.now < o.at <= tonight and o.is_to_nominator and not o.warns]


def _may_speak(view: View) -> bool:
    return view.nomination.granted and view.nomination.stored is not None


def _is_rebuilt(view: View) -> bool:
    """Tell whether the board was lost after the bot had reminded here: what is due may have been said, and is not repeated."""
    stored, comments = view.nomination.stored, view.nomination.comments
    return stored is None and any(MarkKey.REMINDER.begins(mark.key) for comment in comments for mark in comment.marks)
