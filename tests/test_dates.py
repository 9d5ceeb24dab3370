"""Days as people write them: which are taken, where the day ends, and what is said of one that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.dates import LONGEST, MONTHS, Dated, dated

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def end(year: int, month: int, day: int, zone: str = "UTC") -> datetime:
    """The last second of a day, where that day is."""
    return datetime(year, month, day, 23, 59, 59, fold=1, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in 14 days", (2026, 3, 16)),
        ("in 1 day", (2026, 3, 3)),
        ("in 0 days", (2026, 3, 2)),
        ("for 2 weeks", (2026, 3, 16)),
        ("within 3 months", (2026, 5, 31)),
        ("IN 14 DAYS.", (2026, 3, 16)),
        ("tomorrow", (2026, 3, 3)),
        ("by tomorrow", (2026, 3, 3)),
        ("2026-03-14", (2026, 3, 14)),
        ("until 2026-3-9", (2026, 3, 9)),
        ("by 14 March 2026", (2026, 3, 14)),
        ("until 14. mar. 2026", (2026, 3, 14)),
        ("14 Sept 2026", (2026, 9, 14)),
        ("in 400 days", (2027, 4, 6)),
    ],
)
def test_a_day_may_be_written_in_the_ways_that_people_use(text, day):
    assert dated(text, NOW) == Dated(end(*day), "")


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_its_name_and_its_first_three_letters(number):
    name, after = MONTHS[number - 1], NOW.replace(month=number, day=1)
    for word in (name, name.title(), name[:3], name[:3].upper()):
        assert dated(f"until 20 {word} {after.year}", after) == Dated(end(after.year, number, 20), "")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("until 2026-03-14 the owner is away", "the owner is away"),
        ("the owner is away until 2026-03-14", "the owner is away"),
        ("Where is consent kept? in 12 days", "Where is consent kept?"),
        ("Where is consent kept? (by 14 March 2026)", "Where is consent kept?"),
    ],
)
def test_the_rest_of_the_text_is_given_back_without_it(text, rest):
    assert dated(text, NOW) == Dated(end(2026, 3, 14), rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "the owner is away",
        "Is it deleted in 30 days after use?",
        "It was published on 2020-01-02",
        "the report of 2 March 2026",
        "Who are the 12 users 2024",
        "in many days",
        "in ² days",
        "in 1000 days",
        "by friday",
        "14/03/2026",
        "may 2026",
    ],
)
def test_what_names_no_day_at_its_edges_stays_as_it_is(text):
    found = dated(text, NOW)
    assert (found.at, found.wrong) == (None, "")
    assert found.rest == text


@pytest.mark.parametrize(
    "day", ["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "31 June 2026", "0 March 2026", "0000-01-01", "1 Foo 2026"]
)
def test_a_day_that_no_calendar_has_is_told(day):
    found = dated(f"until {day}, and then", NOW)
    assert found.at is None
    assert found.wrong == f"`until {day.rstrip(',')}` is no day of the calendar."


@pytest.mark.parametrize("day", ["2026-03-01", "1 March 2026", "1999-12-31", "2027-04-07", "9998-01-01", "0001-01-01"])
def test_a_day_of_the_past_or_far_ahead_is_told(day):
    assert dated(f"until {day}", NOW).wrong == f"`until {day}` is not a day within the next {LONGEST.days} days."


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def test_the_end_of_all_calendars_is_no_accident(zone):
    for day in ("9999-12-31", "0001-01-01"):
        assert dated(f"until {day}", NOW, zone).wrong


def test_the_29th_of_february_is_a_day_every_four_years():
    before = datetime(2028, 2, 1, tzinfo=UTC)
    assert dated("until 29 February 2028", before).at == end(2028, 2, 29)
    assert dated("until 29 February 2027", NOW).wrong
    assert dated("in 1 day", datetime(2028, 2, 28, 12, tzinfo=UTC)).at == end(2028, 2, 29)
    assert dated("until 2100-02-29", datetime(2100, 1, 1, tzinfo=UTC)).wrong


@pytest.mark.parametrize(
    ("zone", "utc"),
    [("Asia/Kathmandu", "18:14"), ("Pacific/Kiritimati", "09:59"), ("America/Los_Angeles", "06:59"), ("UTC", "23:59")],
)
def test_a_day_ends_where_the_registry_is(zone, utc):
    at = dated("until 2026-03-14", NOW, zone).at
    assert at == end(2026, 3, 14, zone)
    assert at.strftime("%H:%M") == utc
    assert at.tzinfo is UTC


def test_tomorrow_is_what_it_is_where_the_registry_is():
    late = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert dated("tomorrow", late, "Asia/Tokyo").at == end(2026, 3, 4, "Asia/Tokyo")
    assert dated("tomorrow", late, "America/New_York").at == end(2026, 3, 3, "America/New_York")


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", (2026, 3, 29)),  # an hour is missing at night
        ("Europe/Berlin", (2026, 10, 25)),  # an hour comes twice at night
        ("America/Santiago", (2026, 9, 5)),  # the next day begins at one
        ("America/Santiago", (2026, 4, 4)),  # the last hour of the day comes twice
        ("Africa/Cairo", (2026, 10, 29)),
        ("Australia/Lord_Howe", (2026, 4, 5)),  # half an hour
    ],
)
def test_a_day_on_which_the_clocks_are_changed_ends_when_it_is_over(zone, day):
    year, month, number = day
    now = datetime(year, month, number, 12, tzinfo=UTC) - timedelta(days=7)
    at = dated("until {}-{:02}-{:02}".format(*day), now, zone).at
    assert at is not None
    there, after = at.astimezone(ZoneInfo(zone)), (at + timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert (there.year, there.month, there.day) == day
    assert after.date() == there.date() + timedelta(days=1)


zones = st.sampled_from(["UTC", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo"])
moments = st.datetimes(datetime(1970, 1, 2), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
WORDS = [
    "in",
    "until",
    "by",
    "for",
    "14",
    "31",
    "0",
    "999",
    "days",
    "months",
    "March",
    "febr",
    "2026",
    "9999-12-31",
    "2026-02-30",
    "tomorrow",
    "٣",
    "²",
    "İ",
    "ß",
    "\u2028",
    ".",
    "(",
    "`",
    "-",
]
words = st.sampled_from(WORDS)
texts = st.one_of(st.text(max_size=60), st.lists(words, max_size=8).map(" ".join))


@given(texts, moments, zones)
def test_no_text_makes_it_raise_and_a_day_is_always_ahead(text, now, zone):
    found = dated(text, now, zone)
    assert found.at is None or not found.wrong
    if found.at is not None:
        assert now <= found.at <= now + LONGEST + timedelta(days=1)
        assert found.at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S") == "23:59:59"
    elif not found.wrong:
        assert found.rest == text


@given(st.integers(0, 400), moments, zones)
def test_so_many_days_ahead_are_so_many_days_of_the_calendar(days, now, zone):
    at = dated(f"in {days} days", now, zone).at
    assert at is not None
    assert at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)


@given(texts, moments)
def test_what_is_said_of_a_wrong_day_is_one_piece_of_code_and_plain_words(text, now):
    assert dated(text, now).wrong.count("`") in (0, 2)
