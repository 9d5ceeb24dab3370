"""Buckets that leak by a clock which tests and benches move, instead of by the event loop's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiolimiter import AsyncLimiter

from bot.github.pace import MakeLimiter

SOON = 0.005
"""Seconds after which a bucket that somebody waits for looks at the clock again."""


class ClockedLoop:
    """As much of an event loop as a bucket asks of it, with the time of a clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def time(self) -> float:
        return self._now().timestamp()

    def call_at(self, _when: float, callback: Callable[..., object]) -> asyncio.TimerHandle:
        """Wake the bucket soon: it works out anew how long it has to wait."""
        return asyncio.get_running_loop().call_later(SOON, callback)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio.get_running_loop(), name)

    def is_closed(self) -> bool:
        return False


def limiter_by(now: Callable[[], datetime]) -> MakeLimiter:
    """A maker of buckets that leak by this clock."""

    def make(most: float, seconds: float) -> AsyncLimiter:
        made = AsyncLimiter(most, seconds)
        made._event_loop = ClockedLoop(now)  # type: ignore[assignment]  # the one place where it takes the time from
        return made

    return make
