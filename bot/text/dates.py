"""Days as people write them: `in 30 days`, `in 2 weeks`, `until 14 March 2026`, `2026-03-14`, `tomorrow`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = tuple("january february march april may june july august september october november december".split())  # noqa: SIM905
DAYS = {"day": 1, "week": 7, "month": 30}
LONGEST = timedelta(days=400)

_SPAN = re.compile(r"(?:in|for|within) (\d{1,3}) (day|week|month)s?")
_ISO = re.compile(r"(?:(until|by) )?(\d{4})-(\d{1,2})-(\d{1,2})")
_WRITTEN = re.compile(r"(?:(until|by) )?(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})")
_TOMORROW = re.compile(r"(?:(until|by) )?tomorrow")
_MOST_WORDS = 4
_AROUND = ".,;:!?()"


@dataclass(frozen=True, slots=True)
class Dated:
    """A day found in a text (the end of it, in the zone, as UTC), and the text without it; `wrong` says why none was taken."""

    at: datetime | None
    rest: str
    wrong: str = ""


def dated(text: str, now: datetime, zone: str = "UTC") -> Dated:
    """The day that the text begins or ends with, if it does; a day of the past or over 400 days ahead is refused.

    What stands in the middle of a sentence belongs to the sentence, and so does a bare day at its end ("published on
    2020-01-02"): there it takes a word such as "by" or "until".
    """
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for found, rest, first in ((words[:count], words[count:], True), (words[-count:], words[:-count], False)):
            day = _read_day(" ".join(found).strip(_AROUND).lower(), now.astimezone(ZoneInfo(zone)), bare=first)
            if day is not None:
                return _check_day(day, " ".join(found).strip(_AROUND), " ".join(rest), text, now)
    return Dated(None, text)


def _check_day(day: Callable[[], datetime], said: str, rest: str, text: str, now: datetime) -> Dated:
    try:
        # Where clocks go back at midnight, the last second of the day comes twice; the second time it is over.
        end = day().replace(hour=23, minute=59, second=59, microsecond=0, fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return Dated(None, text, f"`{said}` is no day of the calendar.")
    if end < now or end > now + LONGEST + timedelta(days=1):  # the last of them may be written in the morning
        return Dated(None, text, f"`{said}` is not a day within the next {LONGEST.days} days.")
    return Dated(end, rest)


def _read_day(words: str, now: datetime, *, bare: bool) -> Callable[[], datetime] | None:
    """Find the function for the day that the words name as a whole; None when they name none. A bare day has no word before it."""
    if span := _SPAN.fullmatch(words):
        return lambda: now + timedelta(days=int(span[1]) * DAYS[span[2]])
    if (tomorrow := _TOMORROW.fullmatch(words)) and (bare or tomorrow[1]):
        return lambda: now + timedelta(days=1)
    if (iso := _ISO.fullmatch(words)) and (bare or iso[1]):
        return lambda: now.replace(year=int(iso[2]), month=int(iso[3]), day=int(iso[4]))
    if (written := _WRITTEN.fullmatch(words)) and (bare or written[1]):
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(written[3])), 0)
        return lambda: now.replace(year=int(written[4]), month=month, day=int(written[2]))
    return None
