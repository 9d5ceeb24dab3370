"""What a queue hands its work to in tests, and a clock that only tests move."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.model.ledger_entries import Actor
from bot.model.nomination import Request
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.triggers import Triggers

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
        self.seen: list[NominationWork] = []
        self.now: set[tuple[str, str]] = set()
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, work: NominationWork) -> None:
        assert work.key not in self.now, "one nomination was handled twice at once"
        self.now.add(work.key)
        self.most_at_once = max(self.most_at_once, len(self.now))
        self.seen.append(work)
        try:
            await self.gate.wait()
            if self.errors:
                raise self.errors.pop(0)
        finally:
            self.now.discard(work.key)

    @property
    def requests(self) -> list[tuple]:
        return [bodies(work) for work in self.seen]


def work_on(number: int, *asked: str, reason: str = "", repo: str = REPO) -> NominationWork:
    """Work on a nomination for which somebody wrote these comments."""
    at, by = datetime(2026, 1, 1, tzinfo=UTC), Actor(5, "lin")
    requests = tuple(Request(900, number, by, at, body) for body in asked)
    return NominationWork(repo, number, Triggers(requests=requests), reason)


def bodies(work: NominationWork) -> tuple[str, ...]:
    return tuple(request.body for request in work.triggers.requests)


async def until(true) -> None:
    """Give way until it is so; a thousand turns are more than any of these tests needs."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to be so")
