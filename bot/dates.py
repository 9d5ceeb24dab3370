"""Days as people write them: `in 30 days`, `in 2 weeks`, `until 14 March 2026`, `2026-03-14`, `tomorrow`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = tuple("january february march april may june july august september october november december".split())  # noqa: SIM905
DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30}
SPAN = re.compile(r"\b(?:in|for)\s+(\d{1,3})\s+(days?|weeks?|months?)\b", re.IGNORECASE)
ISO = re.compile(r"\b(?:until|by|on)?\s*(\d{4})-(\d{1,2})-(\d{1,2})\b", re.IGNORECASE)
WRITTEN = re.compile(r"\b(?:(?:until|by|on)\s+)?(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?\s+(\d{4})\b", re.IGNORECASE)
TOMORROW = re.compile(r"\b(?:(?:until|by)\s+)?tomorrow\b", re.IGNORECASE)
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day found in a text (the end of it, in the zone, as UTC), and the text without it; `wrong` says why none was taken."""

    at: datetime | None
    rest: str
    wrong: str = ""


def dated(text: str, now: datetime, zone: str = "UTC") -> Dated:
    """The first day that the text names, if it names one; a day of the past or over 400 days ahead is refused."""
    for pattern, day in ((SPAN, _span), (ISO, _iso), (WRITTEN, _written), (TOMORROW, _tomorrow)):
        found = pattern.search(text)
        if found is None:
            continue
        rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
        try:
            at = day(found, now.astimezone(ZoneInfo(zone)))
        except ValueError:
            return Dated(None, text, f"`{found[0].strip()}` is no day of the calendar.")
        end = at.replace(hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)
        if end < now or end > now + LONGEST:
            return Dated(None, text, f"`{found[0].strip()}` is not a day within the next {LONGEST.days} days.")
        return Dated(end, rest)
    return Dated(None, text)


def _span(found: re.Match[str], now: datetime) -> datetime:
    return now + timedelta(days=int(found[1]) * DAYS[found[2].lower()])


def _iso(found: re.Match[str], now: datetime) -> datetime:
    return now.replace(year=int(found[1]), month=int(found[2]), day=int(found[3]))


def _written(found: re.Match[str], now: datetime) -> datetime:
    month = next((n for n, name in enumerate(MONTHS, 1) if name.startswith(found[2].lower())), 0)
    return now.replace(year=int(found[3]), month=month, day=int(found[1]))


def _tomorrow(_found: re.Match[str], now: datetime) -> datetime:
    return now + timedelta(days=1)
