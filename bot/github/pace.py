"""The pace of one credential: writes below GitHub's limits for content, and a part of everything kept for people with a role.

GitHub refuses more than 80 content-creating requests a minute and 500 an hour, and pauses whoever goes on
(https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). A bucket lets through what it holds and
what leaks out of it meanwhile, so that what it holds and what leaks within one minute (or hour) make up the limit together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from bot.github.rate_limits import LONGEST_PAUSE, read_number

MakeLimiter = Callable[[float, float], AsyncLimiter]

BUCKETS = ((32, 40.0), (200, 2400.0))
"""How many writes, in how many seconds: 32 at once and 48 more in a minute; 200 at once and 300 more in an hour."""
KEPT = 0.5
"""Share of each bucket that only work for people with a role may use."""
KEPT_OF_QUOTA = 0.2
"""Share of the hourly quota that only work for people with a role may use."""


class Pace:
    """Paces the writes of one credential, and knows whether there is room for work that can wait."""

    def __init__(self, make_limiter: MakeLimiter = AsyncLimiter) -> None:
        self._buckets = tuple(make_limiter(most, seconds) for most, seconds in BUCKETS)
        self._scarce_until: datetime | None = None

    async def take_turn(self) -> None:
        """Return when one more write may be sent."""
        for bucket in self._buckets:
            await bucket.acquire()

    def has_room(self, now: datetime, writes: int) -> bool:
        """Check that so many writes, and some reads, leave untouched what is kept for people with a role."""
        if self._scarce_until is not None and now < self._scarce_until:
            return False
        return all(bucket.has_capacity(writes + bucket.max_rate * KEPT) for bucket in self._buckets)

    def note(self, headers: Mapping[str, str], now: datetime) -> None:
        """Note what an answer tells of the hourly quota; that of searches is another one."""
        if headers.get("x-ratelimit-resource", "core") != "core":
            return
        limit, left, reset = (read_number(headers.get(f"x-ratelimit-{name}")) for name in ("limit", "remaining", "reset"))
        if limit is None or left is None or reset is None:
            return
        ahead = timedelta(seconds=min(max(reset - now.timestamp(), 0.0), LONGEST_PAUSE.total_seconds()))
        self._scarce_until = now + ahead if left < limit * KEPT_OF_QUOTA else None


class Paces:
    """The pace of each credential: an app has one for every owner that it is installed at, a token has one in all."""

    def __init__(self, make_limiter: MakeLimiter, *, per_owner: bool) -> None:
        self._make_limiter, self._per_owner = make_limiter, per_owner
        self._of: dict[str, Pace] = {}

    def of(self, repo: str) -> Pace:
        """Give the pace that counts for a repository (owner/name)."""
        name = repo.partition("/")[0].lower() if self._per_owner else ""
        return self._of.setdefault(name, Pace(self._make_limiter))
