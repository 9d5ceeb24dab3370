"""When people may be spoken to: hours, days, holidays, and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.working_time import is_open, last_open, next_open, plus_days, works
from tests.nominations import flow

BERLIN = flow("reminders: {zone: Europe/Berlin, holidays: [DE-BE], closed: [2026-12-24]}")
NEW_YORK = flow("reminders: {zone: America/New_York, holidays: [US]}")
LORD_HOWE = flow("reminders: {zone: Australia/Lord_Howe}")  # clocks change by half an hour
CAIRO = flow("reminders: {zone: Africa/Cairo, days: [sun, mon, tue, wed, thu], hours: [0, 2]}")  # clocks change at midnight
JUMPED = flow("reminders: {zone: Europe/Berlin, hours: [2, 3], days: [sun]}")  # on one Sunday there is no such hour
NEVER = flow(
    "reminders: {days: [sat], closed: [" + ", ".join(str(date(2026, 1, 3) + timedelta(days=7 * n)) for n in range(150)) + "]}"
)
FLOWS = st.sampled_from((BERLIN, NEW_YORK, LORD_HOWE, CAIRO, JUMPED))
times = st.integers(0, 9 * 365 * 24 * 3600).map(lambda seconds: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def there(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ((2026, 3, 27, 16, 59), (2026, 3, 27, 16, 59)),  # a Friday, in the last minute
        ((2026, 3, 27, 17), (2026, 3, 30, 9)),  # over the night in which clocks go forward
        ((2026, 10, 23, 18), (2026, 10, 26, 9)),  # and back
        ((2026, 3, 8, 8, 59), (2026, 3, 9, 9)),  # Women's Day is a holiday in Berlin: a Sunday in 2026
        ((2026, 12, 23, 20), (2026, 12, 28, 9)),  # closed, two holidays, a weekend
        ((2028, 2, 28, 17), (2028, 2, 29, 9)),
        ((2028, 2, 29, 17), (2028, 3, 1, 9)),
    ],
)
def test_the_next_moment_in_berlin(when, opens):
    assert next_open(BERLIN, there("Europe/Berlin", *when)) == there("Europe/Berlin", *opens)


def test_a_part_of_a_country_has_holidays_of_its_own():
    assert not works(BERLIN, date(2027, 3, 8))
    assert works(NEW_YORK, date(2027, 3, 8))
    assert not works(NEW_YORK, date(2026, 11, 26))


@pytest.mark.parametrize(
    ("workflow", "zone", "friday", "hours"),
    [
        (BERLIN, "Europe/Berlin", (2026, 3, 27, 10), -1),
        (BERLIN, "Europe/Berlin", (2026, 10, 23, 10), 1),
        (NEW_YORK, "America/New_York", (2026, 3, 6, 10), -1),
        (NEW_YORK, "America/New_York", (2026, 10, 30, 10), 1),
        (LORD_HOWE, "Australia/Lord_Howe", (2026, 4, 3, 10), 0.5),
        (LORD_HOWE, "Australia/Lord_Howe", (2026, 10, 2, 10), -0.5),
    ],
)
def test_three_days_are_three_days_of_the_calendar_when_clocks_change(workflow, zone, friday, hours):
    at = there(zone, *friday)
    later = plus_days(workflow, at, 3, working=False)
    assert later.astimezone(ZoneInfo(zone)).hour == 10
    assert later - at.astimezone(UTC) == timedelta(days=3, hours=hours)
    assert plus_days(workflow, at, 1, working=True) == later
    assert plus_days(workflow, later, -1, working=True) == at


def test_the_29th_of_february_is_a_day_like_any_other():
    at = there("Europe/Berlin", 2028, 2, 28, 10)
    assert plus_days(BERLIN, at, 1, working=True) == there("Europe/Berlin", 2028, 2, 29, 10)
    assert plus_days(BERLIN, at, 2, working=False) == there("Europe/Berlin", 2028, 3, 1, 10)
    assert plus_days(BERLIN, there("Europe/Berlin", 2028, 2, 29, 10), 365, working=False).date() == date(2029, 2, 28)


def test_an_hour_that_clocks_jump_over_is_no_hour_of_that_day():
    assert next_open(JUMPED, there("Europe/Berlin", 2026, 3, 29, 0)) == there("Europe/Berlin", 2026, 4, 5, 2)


@pytest.mark.parametrize("days", [1, -1, 30, 3650])
def test_a_calendar_that_is_closed_every_day_ends(days):
    at = datetime(2027, 6, 1, 12, tzinfo=UTC)
    assert next_open(NEVER, at) == last_open(NEVER, at) == at
    assert plus_days(NEVER, at, days, working=True).tzinfo is UTC


@given(FLOWS, times)
def test_the_next_moment_is_open_and_not_before_and_the_next_of_itself(workflow, at):
    found = next_open(workflow, at)
    assert is_open(workflow, found)
    assert found >= at
    assert next_open(workflow, found) == found
    assert (found == at) == is_open(workflow, at)


@given(FLOWS, times)
def test_the_last_moment_is_open_and_not_after(workflow, at):
    found = last_open(workflow, at)
    assert is_open(workflow, found)
    assert found <= at


@given(FLOWS, times, st.floats(0, 1))
def test_nothing_is_open_between_a_moment_and_the_next_one(workflow, at, part):
    found = next_open(workflow, at)
    between = at + (found - at) * part
    assert between == found or not is_open(workflow, between)


@given(FLOWS, times, st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_more_days_are_never_earlier(workflow, at, few, more, working):
    one, other = (plus_days(workflow, at, days, working=working) for days in (few, few + more))
    assert one <= other
    assert one >= at - timedelta(hours=1)
