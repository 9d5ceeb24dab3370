"""Work merges, one nomination is handled by one worker at a time, and nothing that was taken is lost by an error."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reconcile.queue.work import CannotStore, Lane, NominationWork
from bot.reconcile.queue.work_queue import MemoryQueue
from tests.handling import REPO, Clock, Handling, bodies, until, work_on


async def test_work_on_one_nomination_merges_and_each_request_stays_once_in_order():
    queue, handling = MemoryQueue(), Handling()
    await queue.put(work_on(7, "tick", "edit", reason="edited"))
    await queue.put(work_on(7, "edit", "command"))
    await queue.put(work_on(7, "last", repo=REPO.upper()))

    assert queue.size() == 1
    async with queue.running(handling):
        await queue.idle()

    assert handling.requests == [("tick", "edit", "command", "last")]
    assert handling.seen[0].reason == "edited"


async def test_different_nominations_run_in_parallel_and_no_more_than_there_are_workers():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    for number in range(10):
        await queue.put(replace(work_on(number), lane=Lane.ROLE))

    async with queue.running(handling, workers=3):
        await until(lambda: len(handling.now) == 3)
        handling.gate.set()
        await queue.idle()

    assert handling.most_at_once == 3
    assert [seen.number for seen in handling.seen] == list(range(10))


async def test_work_that_arrives_while_its_nomination_is_handled_is_handled_afterwards_with_its_own_requests():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    await queue.put(work_on(7, "first"))

    async with queue.running(handling):
        await until(lambda: handling.now)
        await queue.put(work_on(7, "second"))
        await queue.put(work_on(8))
        await until(lambda: len(handling.seen) == 2)
        handling.gate.set()
        await queue.idle()

    assert handling.requests == [("first",), (), ("second",)]


async def test_beyond_its_limit_the_queue_refuses_new_nominations_but_still_merges():
    queue = MemoryQueue(limit=2, max_requests=3)
    await queue.put(work_on(1, "a"))
    await queue.put(work_on(2))
    await queue.put(work_on(1, "b", "c"))

    with pytest.raises(CannotStore):
        await queue.put(work_on(3))
    with pytest.raises(CannotStore):
        await queue.put(work_on(1, "d"))
    await queue.put(work_on(1, "a"))


async def test_closing_takes_no_work_and_finishes_what_was_taken():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    await queue.put(work_on(1))
    await queue.put(work_on(2))
    run = asyncio.create_task(queue.run(handling, workers=1))
    await until(lambda: handling.now)
    closing = asyncio.create_task(queue.close())
    await asyncio.sleep(0)

    with pytest.raises(CannotStore):
        await queue.put(work_on(3))
    handling.gate.set()
    await closing
    await run

    assert [seen.number for seen in handling.seen] == [1, 2]


async def test_closing_cuts_off_what_does_not_end():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    run = asyncio.create_task(queue.run(handling))
    await queue.put(work_on(1))
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
        done: list[tuple[int, int]] = []
        busy: set[int] = set()
        fails = [fail for _, _, fail in steps]

        async def handle(given: NominationWork) -> None:
            assert given.number not in busy
            busy.add(given.number)
            await asyncio.sleep(0)
            busy.discard(given.number)
            if fails and fails.pop():
                raise OSError
            done.extend((given.number, int(body)) for body in bodies(given))

        async with queue.running(handle, workers):
            for position, (number, pause, _) in enumerate(steps):
                await queue.put(work_on(number, str(position)))
                for _ in range(pause % 5):
                    await asyncio.sleep(0)
            while queue.size():
                await queue.idle()
                for _ in range(queue.size()):
                    await queue.put(work_on(0))
                    await queue.put(work_on(1))
                    await queue.put(work_on(2))
                    await queue.put(work_on(3))
        assert sorted(done) == sorted((number, position) for position, (number, _, _) in enumerate(steps))
        for number in range(4):
            mine = [request for owner, request in done if owner == number]
            assert mine == sorted(mine)

    asyncio.run(asyncio.wait_for(play(), 20))
