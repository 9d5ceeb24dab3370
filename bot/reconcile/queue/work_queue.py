"""The queue of a bot that runs as one process: everything in memory, rebuilt by the sweep at the next start.

Three places hold work: *ready* (in lanes, the most urgent first), *retries* (failed, waiting for their backoff) and
*moments* (nothing to do until a plan's next date). A nomination being handled is in `_running`; work that arrives
meanwhile waits in ready and is not given out before the running one has ended. So one nomination is never handled
twice at once, and no work is lost between "read" and "done".
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from bot.clock import utc_now
from bot.reconcile.queue.lanes import Admission, Admits, ReadyWork
from bot.reconcile.queue.work import CannotStore, Key, Lane, NoRoom, Work

Handle = Callable[[Work], Awaitable[object]]

FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 15 * 60.0
DRAIN, FINISH = 3.0, 4.0
"""Seconds for what is ready, and for what is being handled, when the queue is closed."""
NEAR = 60.0
"""Seconds. Longer waits are cut into pieces of this length, so that a clock that was set is noticed."""

LOOK_FOR_ROOM = 1.0
"""Seconds after which work that waits for room is looked at again."""
SHARE_OF_OTHERS = 0.9
"""What the lower lanes may fill of the queue's limits: the rest is for people with a role."""

log = structlog.get_logger(__name__)


class _Waiting(NamedTuple):
    """Work that is not to be done before `at`; `firm` when new work must not shorten that (a rate limit)."""

    at: datetime
    work: Work
    firm: bool = False


class MemoryQueue:
    """`now`, `sleep` and `jitter` (0..1) are given by tests.

    Work of a lower lane begins only when `admits` says that there is room for it, and leaves `kept` workers to people with a role.
    At most `limit` pieces of work wait, each with at most `max_requests` triggers; beyond, `put` refuses.
    """

    def __init__(
        self,
        *,
        limit: int = 10_000,
        max_requests: int = 1_000,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        admits: Admits | None = None,
        kept: int = 1,
    ) -> None:
        self._limit, self._max_requests = limit, max_requests
        self._now, self._sleep, self._jitter = now, sleep, jitter
        self._ready, self._admission, self._kept = ReadyWork(), Admission(now, admits), kept
        self._running = self._admission.running
        self._retries: dict[Key, _Waiting] = {}
        self._moments: dict[Key, _Waiting] = {}
        self._failures: dict[Key, int] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._timer_told = asyncio.Event()
        self._closed = False

    def size(self) -> int:
        """Count the work that waits or is being done, without work that only waits for a date."""
        return len(self._ready.keys() | self._running.keys() | self._retries.keys())

    async def put(self, work: Work) -> None:
        """Take `work`, merged with what already waits under its key. Raises `CannotStore` when full or closed.

        Somebody acted, so the backoff of an earlier failure ends; the moment that a rate limit named stays.
        """
        # No await from here to the end: what was read as waiting must still wait when it is replaced.
        key = work.key
        retry = self._retries.get(key)
        waiting = retry.work if retry else self._ready.get(key)
        merged = waiting.merge(work) if waiting else work
        self._refuse_if_full(merged, work.lane, new=waiting is None and key not in self._running)
        if retry is not None and retry.firm:
            self._retries[key] = retry._replace(work=merged)
        else:
            self._retries.pop(key, None)
            self._ready.add(merged if retry else work)
            self._notify_waiters()

    def _refuse_if_full(self, work: Work, lane: Lane, *, new: bool) -> None:
        if self._closed:
            raise CannotStore("the bot is stopping")
        share = 1.0 if lane is Lane.ROLE else SHARE_OF_OTHERS
        full = new and self.size() >= math.ceil(self._limit * share)
        if full or work.size > math.ceil(self._max_requests * share):
            raise CannotStore("too much is waiting")

    async def later(self, work: Work, at: datetime) -> None:
        """Do `work` at `at`, unless work of the same key is done before; the earliest moment is kept.

        Handling a nomination forgets its moment, since the new plan names the next one. When full, the moment is
        dropped: the hourly sweep finds what is due.
        """
        known = self._moments.get(work.key)
        if self._closed or (known is None and len(self._moments) >= self._limit):
            return
        if known is None or at < known.at:
            self._moments[work.key] = _Waiting(at, work)
            self._timer_told.set()

    def look(self) -> None:
        """Look at once for work that has become due, because the clock was moved."""
        self._timer_told.set()

    def next_retry(self) -> datetime | None:
        """When the earliest failed nomination is tried again, or None when nothing has failed."""
        return min((retry.at for retry in self._retries.values()), default=None)

    def next_moment(self) -> datetime | None:
        """The earliest date that a nomination waits for."""
        return min((waiting.at for waiting in self._moments.values()), default=None)

    def is_idle(self) -> bool:
        """Check that nothing is ready or handled and no retry is due within a minute; dates do not count."""
        # Letting the timer go round first makes a date that a moved clock has reached count as ready.
        soon = self._now() + timedelta(seconds=NEAR)
        waiting = self._timer_told.is_set() or self._ready or self._running
        return not waiting and all(retry.at > soon for retry in self._retries.values())

    async def idle(self) -> None:
        """Return once `is_idle`."""
        await self._wait_until(self.is_idle)

    async def run(self, handle: Handle, workers: int = 4) -> None:
        """Give work to `handle`, up to `workers` at a time, until `close` or cancellation.

        An exception puts the work back, triggers and all, after 1 s doubling to 15 min; an exception with a datetime
        `retry_at` (a rate limit) names the moment itself; one with `not_before` comes no sooner, whoever acts meanwhile.
        """
        self._admission.most_of_others = max(workers - self._kept, 1)
        timer = asyncio.create_task(self._keep_time())
        self._workers |= {asyncio.create_task(self._work(handle)) for _ in range(workers)}
        try:
            await asyncio.gather(*self._workers)
        finally:
            for task in (timer, *self._workers):
                task.cancel()
            await asyncio.gather(timer, *self._workers, return_exceptions=True)
            self._workers.clear()

    @asynccontextmanager
    async def running(
        self, handle: Handle, workers: int = 4, *, drain: float = DRAIN, finish: float = FINISH
    ) -> AsyncIterator[MemoryQueue]:
        """`run` in the background of an `async with`; leaving it closes the queue."""
        task = asyncio.create_task(self.run(handle, workers))
        try:
            yield self
        finally:
            await self.close(drain, finish)
            with suppress(asyncio.CancelledError):
                await task

    async def close(self, drain: float = DRAIN, finish: float = FINISH) -> None:
        """Take no new work, go on with what is ready for at most `drain` seconds, and finish what is being handled.

        What is still being handled after another `finish` seconds is cut off, as a crash would; the platform kills us
        otherwise. What waits is forgotten: the sweep of the next start finds it on GitHub.
        """
        self._closed = True
        self._notify_waiters()
        if self._workers:
            await self._wait_until(self._has_nothing_to_begin, within=drain)
            self._ready.clear()
            self._notify_waiters()
            await self._wait_until(lambda: not self._running, within=finish)
        for task in self._workers:
            task.cancel()

    def _notify_waiters(self) -> None:
        """Let everyone who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def _wait_until(self, true: Callable[[], bool], within: float | None = None) -> None:
        """Return once `true`, without giving way between the look and the return; or after `within` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not true():
                    await self._changed.wait()

    def _has_nothing_to_begin(self) -> bool:
        return not self._ready or (not self._running and self._find_next() is None)

    def _find_next(self) -> Work | None:
        return self._ready.find_next(self._admission.judge())

    async def _work(self, handle: Handle) -> None:
        while True:
            await self._wait_until(lambda: self._find_next() is not None or (self._closed and not self._ready))
            work = self._find_next()
            if work is None:
                return
            self._ready.take(work)
            self._moments.pop(work.key, None)
            work = self._admission.begin(work)
            try:
                await self._attempt(handle, work)
            finally:
                del self._running[work.key]
                self._notify_waiters()

    async def _attempt(self, handle: Handle, work: Work) -> None:
        try:
            await handle(work)
        except NoRoom:
            self._ready.add_older(work)
        except Exception as error:
            self._put_back(work, error)
        else:
            self._failures.pop(work.key, None)

    def _put_back(self, work: Work, error: Exception) -> None:
        limit, earliest = _moment(error, "retry_at"), _moment(error, "not_before")
        at = self._find_retry_after_limit(limit) if limit else self._find_retry_after_failure(work.key)
        at = max(at, earliest or at)
        newer = self._ready.pop(work.key)
        self._retries[work.key] = _Waiting(at, work.merge(newer) if newer else work, firm=bool(limit or earliest))
        self._timer_told.set()
        log.warning("put back", repo=work.repo, subject=work.subject, until=at.isoformat(), error=repr(error)[:500])

    def _find_retry_after_limit(self, retry_at: datetime) -> datetime:
        # Everything that hit the limit would come back in the same second; a few seconds spread it out.
        return max(retry_at, self._now()) + timedelta(seconds=3 * self._jitter())

    def _find_retry_after_failure(self, key: Key) -> datetime:
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        backoff = min(FIRST_BACKOFF * 2 ** min(failures - 1, 20), LONGEST_BACKOFF)
        return self._now() + timedelta(seconds=backoff * (0.5 + self._jitter() / 2))

    async def _keep_time(self) -> None:
        """Make retries and moments ready when they are due."""
        while True:
            self._timer_told.clear()
            self._release(self._now(), self._retries, self._moments)
            retry = self.next_retry()
            wait = self._seconds_to(retry)
            if self._admission.is_limited and self._ready and wait > LOOK_FOR_ROOM:
                await self._slept(LOOK_FOR_ROOM)
            elif retry is None or wait > NEAR:
                await self._wait_for_notice(min(wait, self._seconds_to(self.next_moment()), NEAR))
            elif await self._slept(wait):
                # The sleep is the proof, not the clock: a clock that stands still must not stop a retry.
                self._release(retry, self._retries)

    def _release(self, until: datetime, *places: dict[Key, _Waiting]) -> None:
        for place in places:
            for key in [key for key, waiting in place.items() if waiting.at <= until]:
                self._ready.add_older(place.pop(key).work)
        self._notify_waiters()

    def _seconds_to(self, at: datetime | None) -> float:
        """Seconds until `at`, at least a twentieth, so that a date that is reached by rounding costs no busy loop."""
        return float("inf") if at is None else max((at - self._now()).total_seconds(), 0.05)

    async def _slept(self, seconds: float) -> bool:
        """Sleep unless told of something new; True when the sleep was complete."""
        nap = asyncio.ensure_future(self._sleep(seconds))
        told = asyncio.ensure_future(self._timer_told.wait())
        try:
            await asyncio.wait({nap, told}, return_when=asyncio.FIRST_COMPLETED)
            return nap.done()
        finally:
            nap.cancel()
            told.cancel()

    async def _wait_for_notice(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._timer_told.wait()


def _moment(error: Exception, name: str) -> datetime | None:
    moment = getattr(error, name, None)
    return moment if isinstance(moment, datetime) else None
