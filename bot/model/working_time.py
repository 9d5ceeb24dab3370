"""When people may be spoken to: working hours, working days and public holidays, in the time zone of the registry.

All moments are aware; what comes back is UTC. A day here is a day of the calendar in the zone, so that "three working days"
means the same on the days on which clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from config.models import Workflow
from config.waits import Weekday

NAMES: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 400
"""Days that are looked through for one that is worked: a calendar that closes every day must not stop the bot."""
DAY = timedelta(days=1)


def is_open(workflow: Workflow, at: datetime) -> bool:
    """Somebody may be reminded at that moment."""
    there = at.astimezone(ZoneInfo(workflow.zone))
    first, last = workflow.reminders.hours
    return first <= there.hour < last and works(workflow, there.date())


def works(workflow: Workflow, day: date) -> bool:
    """The day is worked: a day of the working week, no holiday, not closed."""
    working = workflow.reminders
    return (
        NAMES[day.weekday()] in working.days
        and day not in working.closed
        and not any(day in _holidays(name, day.year) for name in working.holidays)
    )


def next_open(workflow: Workflow, at: datetime) -> datetime:
    """The moment itself, if somebody may be reminded then; else the first hour of the next day that is worked."""
    return next((begin for begin in _beginnings(workflow, at, 1) if begin >= at), at.astimezone(UTC))


def last_open(workflow: Workflow, at: datetime) -> datetime:
    """The moment itself, if somebody may be reminded then; else the first hour of the last day before it that is worked."""
    return next((begin for begin in _beginnings(workflow, at, -1) if begin <= at), at.astimezone(UTC))


def _beginnings(workflow: Workflow, at: datetime, step: int) -> Iterator[datetime]:
    """The moment, if it is a working hour; then the first hour of each day that is worked, from that day on, forwards or backwards."""
    if is_open(workflow, at):
        yield at.astimezone(UTC)
    day = at.astimezone(ZoneInfo(workflow.zone)).date()
    for _ in range(LONGEST):
        begin = _moment(workflow, day, time(workflow.reminders.hours[0]))
        if is_open(workflow, begin):  # Not so where clocks jump over all the hours of a day.
            yield begin
        day += step * DAY


def _moment(workflow: Workflow, day: date, clock: time) -> datetime:
    """That time of that day; where clocks jump over it, as far after the jump as it would have been after the hour before."""
    return datetime.combine(day, clock, ZoneInfo(workflow.zone)).astimezone(UTC)


def end_of_day(workflow: Workflow, at: datetime) -> datetime:
    """The last second of that day in the zone: "by 1 April" lasts until the day is over."""
    day = at.astimezone(ZoneInfo(workflow.zone)).date()
    # Where clocks go back at midnight, the last second of the day comes twice; the second time it is over.
    return datetime.combine(day, time(23, 59, 59, fold=1), ZoneInfo(workflow.zone)).astimezone(UTC)


def plus_days(workflow: Workflow, at: datetime, days: int, *, working: bool) -> datetime:
    """So many days later (earlier, for a negative number) at the same time of the clock; only working days count where `working`."""
    there = at.astimezone(ZoneInfo(workflow.zone))
    day, left, step = there.date(), abs(days), 1 if days > 0 else -1
    for _ in range(LONGEST + 3 * left):
        if not left:
            break
        day += step * DAY
        left -= not working or works(workflow, day)
    return _moment(workflow, day, there.time())


@cache
def _holidays(name: str, year: int) -> frozenset[date]:
    # Imported here: most registries name no country, and the library takes a while to load.
    from holidays import country_holidays

    country, _, part = name.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=[year]))
