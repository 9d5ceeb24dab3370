"""What failed comes back later and later, a rate limit is waited out, and a plan's date comes once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.reconcile.queue.work import NominationWork
from bot.reconcile.queue.work_queue import MemoryQueue
from tests.handling import Clock, Handling, Limited, never, until, work_on


async def test_a_failure_puts_everything_back_and_waits_longer_every_time_up_to_a_quarter_of_an_hour():
    naps: list[float] = []
    clock = Clock()

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        clock.forward(seconds=seconds)

    queue, handling = MemoryQueue(now=clock, sleep=nap, jitter=lambda: 1.0), Handling(*[OSError()] * 14)
    await queue.put(work_on(7, "tick"))
    waits: list[float] = []
    async with queue.running(handling):
        while handling.errors:
            await queue.idle()
            due = queue.next_retry()
            if due is not None:
                waits.append((due - clock()).total_seconds())
                clock.now = due
                queue.look()
        await queue.idle()

    assert naps == [1, 2, 4, 8, 16, 32]
    assert waits == [64, 128, 256, 512, 900, 900, 900, 900]
    assert set(handling.requests) == {("tick",)}
    assert queue.size() == 0


async def test_success_ends_the_backoff_so_that_the_next_failure_waits_a_second_again():
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    queue, handling = MemoryQueue(now=Clock(), sleep=nap, jitter=lambda: 1.0), Handling(OSError(), OSError())
    async with queue.running(handling):
        await queue.put(work_on(7))
        await queue.idle()
        handling.errors.append(OSError())
        await queue.put(work_on(7))
        await queue.idle()

    assert naps == [1, 2, 1]


async def test_requests_that_arrive_while_a_nomination_fails_are_kept_behind_the_older_ones():
    queue, handling = MemoryQueue(now=Clock(), sleep=lambda _: asyncio.sleep(0)), Handling(OSError())
    handling.gate.clear()
    await queue.put(work_on(7, "older"))
    async with queue.running(handling):
        await until(lambda: handling.now)
        await queue.put(work_on(7, "newer"))
        handling.gate.set()
        await queue.idle()

    assert handling.requests == [("older",), ("older", "newer")]


async def test_somebody_acting_ends_the_wait_after_a_failure():
    queue, handling = MemoryQueue(now=Clock(), sleep=never), Handling(OSError())
    await queue.put(work_on(7, "older"))
    async with queue.running(handling):
        await until(lambda: queue.next_retry() is not None)
        await queue.put(work_on(7, "newer"))
        await queue.idle()

    assert handling.requests == [("older",), ("older", "newer")]


async def test_a_rate_limit_is_waited_out_whoever_acts_meanwhile():
    clock = Clock()
    limit = clock() + timedelta(minutes=30)
    queue, handling = MemoryQueue(now=clock, sleep=never), Handling(Limited(limit))
    await queue.put(work_on(7, "older"))
    async with queue.running(handling):
        await queue.idle()
        await queue.put(work_on(7, "newer"))
        await queue.idle()
        before = len(handling.seen)
        clock.forward(minutes=31)
        queue.look()
        await queue.idle()

    assert before == 1
    assert handling.requests == [("older",), ("older", "newer")]


async def test_the_earliest_moment_of_a_nomination_is_kept_and_comes_once():
    clock = Clock()
    queue, handling = MemoryQueue(now=clock), Handling()
    for days in (9, 3, 5):
        await queue.later(work_on(7, reason=f"day {days}"), clock() + timedelta(days=days))

    async with queue.running(handling):
        for _ in range(10):
            clock.forward(days=1)
            queue.look()
            await queue.idle()

    assert [seen.reason for seen in handling.seen] == ["day 3"]


async def test_handling_a_nomination_forgets_its_old_moment_and_keeps_the_one_named_meanwhile():
    clock = Clock()
    queue = MemoryQueue(now=clock)
    seen: list[datetime] = []

    async def handle(given: NominationWork) -> None:
        seen.append(clock())
        if len(seen) == 1:
            await queue.later(given, clock() + timedelta(days=30))

    await queue.later(work_on(7), clock() + timedelta(days=15))
    async with queue.running(handle):
        await queue.put(work_on(7))
        await queue.idle()
        start = clock()
        for _ in range(40):
            clock.forward(days=1)
            queue.look()
            await queue.idle()

    assert [(at - start).days for at in seen] == [0, 30]


async def test_a_date_in_the_far_future_does_not_keep_the_queue_from_being_idle():
    clock = Clock()
    queue = MemoryQueue(now=clock)
    async with queue.running(Handling()):
        await queue.later(work_on(7), clock() + timedelta(days=15))
        await asyncio.wait_for(queue.idle(), 5)

    assert queue.size() == 0
