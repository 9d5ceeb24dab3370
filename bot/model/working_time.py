"""Working hours, working days and public holidays in the registry's time zone: the times when people may be reminded.

All moments are aware; results are in UTC. A day here is a calendar day in the zone, so that "three working days" means the
same when clocks change.
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
"""Most days to search for a working day: a calendar that closes every day must not make the search endless."""
DAY = timedelta(days=1)


def is_open(workflow: Workflow, at: datetime) -> bool:
    """Tell whether people may be reminded at that moment."""
    there = at.astimezone(ZoneInfo(workflow.zone))
    first, last = workflow.reminders.hours
    return first <= there.hour < last and works(workflow, there.date())


def works(workflow: Workflow, day: date) -> bool:
    """Tell whether it is a working day: in the working week, not a holiday and not closed."""
    working = workflow.reminders
    return (
        NAMES[day.weekday()] in working.days
        and day not in working.closed
        and not any(day in _list_holidays(name, day.year) for name in working.holidays)
    )


def next_open(workflow: Workflow, at: datetime) -> datetime:
    """Find the next time for reminders: the moment itself, or else the first hour of the next working day."""
    return next((begin for begin in _list_openings(workflow, at, 1) if begin >= at), at.astimezone(UTC))


def last_open(workflow: Workflow, at: datetime) -> datetime:
    """Find the last time for reminders: the moment itself, or else the first hour of the last working day before it."""
    return next((begin for begin in _list_openings(workflow, at, -1) if begin <= at), at.astimezone(UTC))


def _list_openings(workflow: Workflow, at: datetime, step: int) -> Iterator[datetime]:
    """List the moment, if within working hours, then the first hour of each working day, by `step`, from that day on."""
    if is_open(workflow, at):
        yield at.astimezone(UTC)
    day = at.astimezone(ZoneInfo(workflow.zone)).date()
    for _ in range(LONGEST):
        begin = _convert_to_utc(workflow, day, time(workflow.reminders.hours[0]))
        if is_open(workflow, begin):  # It is closed where clocks skip all working hours of a day.
            yield begin
        day += step * DAY


def _convert_to_utc(workflow: Workflow, day: date, clock: time) -> datetime:
    """Convert a time of a day to UTC; a time that clocks skip is counted on from the time before the change."""
    return datetime.combine(day, clock, ZoneInfo(workflow.zone)).astimezone(UTC)


def end_of_day(workflow: Workflow, at: datetime) -> datetime:
    """Find the last second of that day in the zone: "by 1 April" lasts until the day is over."""
    day = at.astimezone(ZoneInfo(workflow.zone)).date()
    # Where clocks go back at midnight, the last second of the day comes twice; the day ends with the second one.
    return datetime.combine(day, time(23, 59, 59, fold=1), ZoneInfo(workflow.zone)).astimezone(UTC)


def plus_days(workflow: Workflow, at: datetime, days: int, *, working: bool) -> datetime:
    """Add days, or subtract them if negative, and keep the time of day; with `working`, only working days count."""
    there = at.astimezone(ZoneInfo(workflow.zone))
    day, left, step = there.date(), abs(days), 1 if days > 0 else -1
    for _ in range(LONGEST + 3 * left):
        if not left:
            break
        day += step * DAY
        left -= not working or works(workflow, day)
    return _convert_to_utc(workflow, day, there.time())


@cache
def _list_holidays(name: str, year: int) -> frozenset[date]:
    # Imported here, because most registries name no country, and the library takes a while to load.
    from holidays import country_holidays

    country, _, part = name.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=[year]))
