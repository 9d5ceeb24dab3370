"""What a queue hands its wakes to in tests, and a clock that only tests move."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.reconcile.queue.work import Work

REPO = "dpg/registry"


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Limited(Exception):
    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at


async def never(_seconds: float) -> None:
    await asyncio.Event().wait()


class Handling:
    """Remembers what was handled; fails as often as told, and can be held at its gate."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.seen: list[Work] = []
        self.now: set[tuple[str, int]] = set()
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, wake: Work) -> None:
        assert wake.key not in self.now, "one nomination was handled twice at once"
        self.now.add(wake.key)
        self.most_at_once = max(self.most_at_once, len(self.now))
        self.seen.append(wake)
        try:
            await self.gate.wait()
            if self.errors:
                raise self.errors.pop(0)
        finally:
            self.now.discard(wake.key)

    @property
    def requests(self) -> list[tuple]:
        return [wake.requests for wake in self.seen]


def wake(number: int, *requests: object, reason: str = "", repo: str = REPO) -> Work:
    return Work(repo, number, requests, reason)


async def until(true) -> None:
    while not true():
        await asyncio.sleep(0)
