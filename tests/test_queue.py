"""Wakes merge, one nomination is handled by one worker at a time, and nothing that was taken is lost by an error."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.queue import CannotStore, Wake
from bot.queue.memory import MemoryQueue

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
        self.seen: list[Wake] = []
        self.now: set[tuple[str, int]] = set()
        self.most_at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, wake: Wake) -> None:
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


def wake(number: int, *requests: object, reason: str = "", repo: str = REPO) -> Wake:
    return Wake(repo, number, requests, reason)


async def until(true) -> None:
    while not true():
        await asyncio.sleep(0)


async def test_wakes_for_one_nomination_merge_and_each_request_rides_once_in_order():
    queue, handling = MemoryQueue(), Handling()
    await queue.put(wake(7, "tick", "edit", reason="edited"))
    await queue.put(wake(7, "edit", "command"))
    await queue.put(Wake(REPO.upper(), 7, ("last",)))

    assert queue.size() == 1
    async with queue.running(handling):
        await queue.idle()

    assert handling.requests == [("tick", "edit", "command", "last")]
    assert handling.seen[0].reason == "edited"


async def test_different_nominations_run_in_parallel_and_no_more_than_there_are_workers():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    for number in range(10):
        await queue.put(wake(number))

    async with queue.running(handling, workers=3):
        await until(lambda: len(handling.now) == 3)
        handling.gate.set()
        await queue.idle()

    assert handling.most_at_once == 3
    assert [seen.number for seen in handling.seen] == list(range(10))


async def test_a_wake_that_arrives_while_its_nomination_is_handled_is_handled_afterwards_with_its_own_requests():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    await queue.put(wake(7, "first"))

    async with queue.running(handling):
        await until(lambda: handling.now)
        await queue.put(wake(7, "second"))
        await queue.put(wake(8))
        await until(lambda: len(handling.seen) == 2)
        handling.gate.set()
        await queue.idle()

    assert handling.requests == [("first",), (), ("second",)]


async def test_a_failure_puts_everything_back_and_waits_longer_every_time_up_to_a_quarter_of_an_hour():
    naps: list[float] = []
    clock = Clock()

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        clock.forward(seconds=seconds)

    queue, handling = MemoryQueue(now=clock, sleep=nap, jitter=lambda: 1.0), Handling(*[OSError()] * 14)
    await queue.put(wake(7, "tick"))
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
        await queue.put(wake(7))
        await queue.idle()
        handling.errors.append(OSError())
        await queue.put(wake(7))
        await queue.idle()

    assert naps == [1, 2, 1]


async def test_requests_that_arrive_while_a_nomination_fails_are_kept_behind_the_older_ones():
    queue, handling = MemoryQueue(now=Clock(), sleep=lambda _: asyncio.sleep(0)), Handling(OSError())
    handling.gate.clear()
    await queue.put(wake(7, "older"))
    async with queue.running(handling):
        await until(lambda: handling.now)
        await queue.put(wake(7, "newer"))
        handling.gate.set()
        await queue.idle()

    assert handling.requests == [("older",), ("older", "newer")]


async def test_somebody_acting_ends_the_wait_after_a_failure():
    queue, handling = MemoryQueue(now=Clock(), sleep=never), Handling(OSError())
    await queue.put(wake(7, "older"))
    async with queue.running(handling):
        await until(lambda: queue.next_retry() is not None)
        await queue.put(wake(7, "newer"))
        await queue.idle()

    assert handling.requests == [("older",), ("older", "newer")]


async def test_a_rate_limit_is_waited_out_whoever_acts_meanwhile():
    clock = Clock()
    limit = clock() + timedelta(minutes=30)
    queue, handling = MemoryQueue(now=clock, sleep=never), Handling(Limited(limit))
    await queue.put(wake(7, "older"))
    async with queue.running(handling):
        await queue.idle()
        await queue.put(wake(7, "newer"))
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
        await queue.later(wake(7, reason=f"day {days}"), clock() + timedelta(days=days))

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

    async def handle(given: Wake) -> None:
        seen.append(clock())
        if len(seen) == 1:
            await queue.later(given, clock() + timedelta(days=30))

    await queue.later(wake(7), clock() + timedelta(days=15))
    async with queue.running(handle):
        await queue.put(wake(7))
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
        await queue.later(wake(7), clock() + timedelta(days=15))
        await asyncio.wait_for(queue.idle(), 5)

    assert queue.size() == 0


async def test_beyond_its_limit_the_queue_refuses_new_nominations_but_still_merges():
    queue = MemoryQueue(limit=2, max_requests=3)
    await queue.put(wake(1, "a"))
    await queue.put(wake(2))
    await queue.put(wake(1, "b", "c"))

    with pytest.raises(CannotStore):
        await queue.put(wake(3))
    with pytest.raises(CannotStore):
        await queue.put(wake(1, "d"))
    await queue.put(wake(1, "a"))


async def test_closing_takes_no_wake_and_finishes_what_was_taken():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    await queue.put(wake(1))
    await queue.put(wake(2))
    run = asyncio.create_task(queue.run(handling, workers=1))
    await until(lambda: handling.now)
    closing = asyncio.create_task(queue.close())
    await asyncio.sleep(0)

    with pytest.raises(CannotStore):
        await queue.put(wake(3))
    handling.gate.set()
    await closing
    await run

    assert [seen.number for seen in handling.seen] == [1, 2]


async def test_closing_cuts_off_what_does_not_end():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    run = asyncio.create_task(queue.run(handling))
    await queue.put(wake(1))
    await until(lambda: handling.now)
    await queue.close(drain=0, finish=0)
    await asyncio.wait({run})

    assert not handling.now


async def test_closing_an_idle_queue_twice_is_harmless():
    queue = MemoryQueue()
    await queue.close()
    await queue.close()


Step = st.tuples(st.integers(0, 3), st.integers(0, 50), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(Step, max_size=40), st.integers(1, 4))
def test_whatever_arrives_and_fails_every_request_is_handled_and_a_success_hands_it_over_once(steps, workers):
    async def play() -> None:
        queue = MemoryQueue(sleep=lambda _: asyncio.sleep(0), now=Clock())
        done: list[tuple[int, object]] = []
        busy: set[int] = set()
        fails = [fail for _, _, fail in steps]

        async def handle(given: Wake) -> None:
            assert given.number not in busy
            busy.add(given.number)
            await asyncio.sleep(0)
            busy.discard(given.number)
            if fails and fails.pop():
                raise OSError
            done.extend((given.number, request) for request in given.requests)

        async with queue.running(handle, workers):
            for position, (number, pause, _) in enumerate(steps):
                await queue.put(wake(number, position))
                for _ in range(pause % 5):
                    await asyncio.sleep(0)
            while queue.size():
                await queue.idle()
                for _ in range(queue.size()):
                    await queue.put(wake(0))
                    await queue.put(wake(1))
                    await queue.put(wake(2))
                    await queue.put(wake(3))
        assert sorted(done) == sorted((number, position) for position, (number, _, _) in enumerate(steps))
        for number in range(4):
            mine = [request for owner, request in done if owner == number]
            assert mine == sorted(mine)

    asyncio.run(asyncio.wait_for(play(), 20))
