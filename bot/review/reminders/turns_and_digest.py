"""Decides which reminders of a registry go out now, and writes the digest of the day and the text of the Review queue issue.

Nominators are reminded on their own nomination, the most overdue first, so many an hour and one a day for each person (not
counting what they asked for themselves). Reviewers and maintainers find what concerns them in one comment a day on the "Review
queue" issue. In a registry where the bot has never reminded anybody and much is overdue, that issue lists what would be said,
and waits for a maintainer's `/go`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.working_time import end_of_day, is_open, next_open
from bot.review.reminders.timed_changes import DueReminder, QueueRow
from bot.review.turn_headline import WHO
from bot.review.waits import Wait
from bot.text.board_layout import day
from config.models import Workflow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD = DAY
"""A first reminder that is overdue for longer than this shows that the nominations are older than the bot's clocks."""
MOST_LINES = 200
MOST_MENTIONS = 5
ROOM = 35_000
"""Characters that the lines of a digest, or a list, or the table may take: GitHub takes 65,536 for all, the hidden mark among them."""
LIST_ROOM, TABLE_ROOM = 20_000, 30_000


@dataclass(frozen=True, slots=True)
class SentReminder:
    """A reminder that went out on a nomination to a person (by numeric id)."""

    number: int
    at: datetime
    person: int | None


@dataclass(frozen=True, slots=True)
class ReminderQueue:
    """All that counts at one moment.

    `in_digests` names the reminders that stood in a digest (see `name_of`), `last` is when the last digest was written.
    `is_approved` is None before there is a Review queue issue, and False until a maintainer says `/go`.
    """

    due_reminders: tuple[DueReminder, ...] = ()
    sent_reminders: tuple[SentReminder, ...] = ()
    in_digests: frozenset[str] = frozenset()
    last: datetime | None = None
    is_approved: bool | None = None
    places: Mapping[int, QueueRow] = field(default_factory=dict)


def may_speak(reminder_queue: ReminderQueue, flow: Workflow, now: datetime) -> tuple[int, ...]:
    """List the nominations that may remind their nominator now, the most overdue first."""
    if not reminder_queue.is_approved or not is_open(flow, now):
        return ()
    room = flow.reminders.per_hour - sum(one.at > now - HOUR for one in reminder_queue.sent_reminders)
    people = _list_reminded_today(reminder_queue, flow, now)
    chosen: list[int] = []
    for due_reminder in by_age(reminder_queue.due_reminders):
        person = find_limited_person(due_reminder)
        if due_reminder.to != "nominator" or due_reminder.number in chosen or (person is not None and person in people):
            continue
        if len(chosen) >= room:
            break
        chosen.append(due_reminder.number)
        if person is not None:
            people.add(person)
    return tuple(chosen)


def for_digest(reminder_queue: ReminderQueue, flow: Workflow, now: datetime) -> tuple[DueReminder, ...]:
    """List what stands in the digest of today: nothing once it was written, and nothing for people who were reminded today."""
    if (
        not reminder_queue.is_approved
        or not is_open(flow, now)
        or (reminder_queue.last and same_day(flow, reminder_queue.last, now))
    ):
        return ()
    people = _list_reminded_today(reminder_queue, flow, now)
    new = (
        due_reminder
        for due_reminder in by_age(reminder_queue.due_reminders)
        if due_reminder.to != "nominator" and name_of(due_reminder) not in reminder_queue.in_digests
    )
    waiting = [due_reminder for due_reminder in new if due_reminder.person is None or due_reminder.person.id not in people]
    return tuple(waiting[: len(_take_fitting((line(due_reminder, flow) for due_reminder in waiting), ROOM))])


def _take_fitting(lines: Iterable[str], room: int) -> list[str]:
    """Take the first lines, as many as there is room for, and at least one."""
    found: list[str] = []
    for one in lines:
        room -= len(one) + 1
        if found and (room < 0 or len(found) == MOST_LINES):
            break
        found.append(one)
    return found


def is_old(reminder_queue: ReminderQueue, now: datetime) -> bool:
    """Tell whether a reminder is overdue for so long that the first ones need a maintainer's `/go`."""
    return any(due_reminder.since < now - OLD for due_reminder in reminder_queue.due_reminders)


def next_look(reminder_queue: ReminderQueue, flow: Workflow, now: datetime) -> datetime | None:
    """Find when something may go out that may not go out now."""
    if not reminder_queue.due_reminders or not reminder_queue.is_approved:
        return None
    own = [due_reminder for due_reminder in reminder_queue.due_reminders if due_reminder.to == "nominator"]
    others = [
        due_reminder
        for due_reminder in reminder_queue.due_reminders
        if due_reminder.to != "nominator" and name_of(due_reminder) not in reminder_queue.in_digests
    ]
    if not own and not others:
        return None
    if not is_open(flow, now):
        return next_open(flow, now)
    morning = next_open(flow, end_of_day(flow, now) + timedelta(seconds=1))
    hourly = sorted(one.at for one in reminder_queue.sent_reminders if one.at > now - HOUR)
    people = _list_reminded_today(reminder_queue, flow, now)
    waiting = [due_reminder for due_reminder in own if find_limited_person(due_reminder) not in people]
    return min(hourly[0] + HOUR, morning) if waiting and hourly else morning


def find_limited_person(due_reminder: DueReminder) -> int | None:
    """Find the person for whom this is the one reminder of the day; nobody where they asked for it themselves."""
    return due_reminder.person.id if due_reminder.person and not due_reminder.on_request else None


def by_age(due_reminders: Iterable[DueReminder]) -> list[DueReminder]:
    """Sort reminders, the most overdue first."""
    return sorted(due_reminders, key=lambda due_reminder: (due_reminder.since, due_reminder.number, due_reminder.key))


def name_of(due_reminder: DueReminder) -> str:
    """Build the name by which a digest remembers a reminder."""
    return f"{due_reminder.number} {due_reminder.key}"


def _list_reminded_today(reminder_queue: ReminderQueue, flow: Workflow, now: datetime) -> set[int]:
    return {one.person for one in reminder_queue.sent_reminders if one.person is not None and same_day(flow, one.at, now)}


def same_day(flow: Workflow, one: datetime, other: datetime) -> bool:
    """Tell whether both moments lie on one day of the registry's zone."""
    zone = ZoneInfo(flow.zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def digest_text(
    due_reminders: Iterable[DueReminder], flow: Workflow, now: datetime, teams: Mapping[str, tuple[str, ...]]
) -> str:
    """Write the digest of a day; `teams` are the mentions where no single person is waited for: reviewers, maintainers."""
    parts: dict[str, list[str]] = {}
    for due_reminder in due_reminders:
        parts.setdefault(_address(due_reminder, teams), []).append(line(due_reminder, flow, now))
    body = "\n\n".join(f"{whom}\n{chr(10).join(lines)}" for whom, lines in sorted(parts.items()))
    return f"**{day(now, flow.zone)}**\n\n{body}"


def _address(due_reminder: DueReminder, teams: Mapping[str, tuple[str, ...]]) -> str:
    if due_reminder.person is not None:
        return f"@{due_reminder.person.login}:"
    mentions = " ".join(f"@{name}" for name in teams.get(due_reminder.to, ())[:MOST_MENTIONS])
    whose = "for the maintainers" if due_reminder.to == "maintainers" else "nobody has taken these yet (`/claim`)"
    return f"{mentions} {whose}:".strip().capitalize() if not mentions else f"{mentions}, {whose}:"


def line(due_reminder: DueReminder, flow: Workflow, today: datetime | None = None) -> str:
    """Write a line of a digest or of a list; the date is left out where it is the day of the digest."""
    since = "" if today and same_day(flow, due_reminder.since, today) else f" · since {day(due_reminder.since, flow.zone)}"
    return f"- #{due_reminder.number} {due_reminder.what}{since}"


def standing_text(reminder_queue: ReminderQueue, flow: Workflow, now: datetime, figures: str = "") -> str:
    """Write the Review queue issue: what waits for whom today and, before a maintainer's `/go`, what would be said."""
    parts = [INTRODUCTION]
    if not reminder_queue.is_approved:
        parts.append(_list_before_go(reminder_queue, flow))
    parts.append(_write_table(reminder_queue, flow, day(now, flow.zone)))
    parts += [figures] if figures else []
    return "\n\n".join(part for part in parts if part)


INTRODUCTION = (
    "Here the review bot says once a working day what waits for reviewers and maintainers: please subscribe to this issue. "
    "`/snooze` on a nomination keeps it out of the digest for a while."
)


def _list_before_go(reminder_queue: ReminderQueue, flow: Workflow) -> str:
    due_reminders = by_age(reminder_queue.due_reminders)
    shown = _take_fitting(
        (f"{line(due_reminder, flow)} · to {_name_recipient(due_reminder)}" for due_reminder in due_reminders), LIST_ROOM
    )
    due = (
        "1 reminder is overdue"
        if len(due_reminders) == 1
        else f"{len(due_reminders)} reminders are due, some of them long since"
    )
    more = [f"- … and {len(due_reminders) - len(shown)} more"] if len(due_reminders) > len(shown) else []
    return (
        f"**Nothing has been sent yet.** The bot reminds for the first time here, and {due}. "
        f"They would go out the most overdue first, at most {flow.reminders.per_hour} an hour and one a day for each person. "
        "A maintainer lets them go with a comment `/go` here; whatever is answered until then is left out.\n\n"
        "<details><summary>What would be said</summary>\n\n" + "\n".join([*shown, *more]) + "\n\n</details>"
    )


def _name_recipient(due_reminder: DueReminder) -> str:
    """Name the recipient without a mention: nothing is sent yet."""
    return f"`{due_reminder.person.login}`" if due_reminder.person else f"the {due_reminder.to}"


def _write_table(reminder_queue: ReminderQueue, flow: Workflow, today: str) -> str:
    open_ones = [(place, wait) for place in reminder_queue.places.values() for wait in place.waits if wait.side != "nominator"]
    if not open_ones:
        return f"On {today} nothing waits for reviewers or maintainers."
    far = datetime.max.replace(tzinfo=ZoneInfo("UTC"))
    ordered = sorted(open_ones, key=lambda one: (one[1].by or far, one[0].number))
    rows = _take_fitting((_write_row(place, wait, flow) for place, wait in ordered), TABLE_ROOM)
    more = f"\n\n… and {len(ordered) - len(rows)} more." if len(ordered) > len(rows) else ""
    table = "\n".join(["| nomination | stage | waits for | what | by |", "| --- | --- | --- | --- | --- |", *rows])
    return f"What waits on {today}:\n\n{table}{more}"


def _write_row(place: QueueRow, wait: Wait, flow: Workflow) -> str:
    who = f"`{wait.person.login}`" if wait.person else WHO[wait.side]
    due = day(wait.by, flow.zone) if wait.by else ""
    what = wait.what.replace("|", r"\|")
    return f"| #{place.number} {place.name} | {place.stage} | {who} | {what} | {due} |"
