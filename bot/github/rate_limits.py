"""GitHub's rate limits: when an answer means "stop", until when, and the one gate that all calls wait at.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api. Going on while limited can get the bot
banned, so the pause holds for every call of the process, whichever of them ran into the limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.github.errors import RateLimited, json_object

LONGEST_PAUSE = timedelta(hours=1, minutes=1)
FIRST_PAUSE = timedelta(seconds=60)


def limited_until(status: int, headers: Mapping[str, str], body: bytes, now: datetime, strikes: int) -> datetime | None:
    """When the next request may be sent if this answer is a rate limit, else None.

    `Retry-After` counts first, then the reset time of an exhausted quota, then a minute, doubled with every one of
    `strikes` limits in a row.
    """
    if status not in {403, 429}:
        return None
    if (seconds := read_number(headers.get("retry-after"))) is not None:
        return now + min(timedelta(seconds=max(seconds, 1)), LONGEST_PAUSE)
    if (reset := quota_reset(headers, now)) is not None:
        return reset
    answer = json_object(body)
    told = f"{answer.get('message')} {answer.get('documentation_url')}".lower()
    if status == 429 or "rate limit" in told or "rate-limit" in told or "abuse" in told:
        return now + min(FIRST_PAUSE * float(2 ** min(strikes, 10)), LONGEST_PAUSE)
    return None


def quota_reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When an exhausted hourly quota is filled again; None when it is not exhausted, or its reset has passed."""
    reset = read_number(headers.get("x-ratelimit-reset"))
    ahead = 0.0 if reset is None else min(reset - now.timestamp(), LONGEST_PAUSE.total_seconds())
    if headers.get("x-ratelimit-remaining", "").strip() != "0" or ahead <= 0:
        return None
    # Two clocks are compared here; a second more costs less than a request too early.
    return now + timedelta(seconds=ahead + 1)


class Gate:
    """The shared pause. `max_wait`: seconds that `passage` waits itself; longer pauses raise `RateLimited`.

    `steady` are the seconds by which a pause ends, whatever the time is set to meanwhile.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        max_wait: float,
        steady: Callable[[], float],
    ) -> None:
        self._now, self._sleep, self._max_wait, self._steady = now, sleep, max_wait, steady
        self._ends: float | None = None
        self._strikes = 0

    @property
    def paused_until(self) -> datetime | None:
        """The end of the pause in today's time; None when there is none."""
        return None if self._ends is None else self._now() + timedelta(seconds=self._ends - self._steady())

    async def passage(self, where: str) -> None:
        """Return when a request may be sent."""
        while (ends := self._ends) is not None:
            seconds = ends - self._steady()
            if seconds > self._max_wait:
                raise RateLimited(self._now() + timedelta(seconds=seconds), where=where)
            if seconds > 0:
                await self._sleep(seconds)
            # Another call may have run into a further limit while we slept.
            if self._ends == ends:
                self._ends = None

    def is_short(self, until: datetime) -> bool:
        """Whether a pause is waited out here rather than in the queue."""
        return (until - self._now()).total_seconds() <= self._max_wait

    def judge(self, status: int, headers: Mapping[str, str], body: bytes) -> datetime | None:
        """Note an answer; gives the end of the pause when it is a refusal because of a limit."""
        now = self._now()
        until = limited_until(status, headers, body, now, self._strikes)
        if until is not None:
            self._strikes += 1
        elif status < 400:
            self._strikes = 0
        # An answer that used up the quota is no refusal yet; the next request would be one.
        end = until or (quota_reset(headers, now) if status < 400 else None)
        if end is not None:
            ends = self._steady() + (end - now).total_seconds()
            self._ends = max(ends, self._ends or ends)
        return until


def read_number(text: str | None) -> int | None:
    """Read a header that holds a number; None for anything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None
