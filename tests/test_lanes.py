"""Work goes in lanes: people with a role first, one person after the other, and nobody is left waiting for ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reconcile.queue.lanes import LONGEST_WITHOUT_ROOM, TURNS, ReadyWork
from bot.reconcile.queue.work import CannotStore, Lane, NominationWork, NoRoom
from bot.reconcile.queue.work_queue import MemoryQueue
from tests.handling import REPO, Clock, Handling, bodies, until, work_on

ROLE, OWN, OTHERS = Lane.ROLE, Lane.OWN, Lane.OTHERS


def work(number: int, lane: Lane = OTHERS, person: int = 0) -> NominationWork:
    return NominationWork(REPO, number, lane=lane, person=person)


def drain(ready: ReadyWork) -> list[int]:
    """Everything in the order in which it is given out."""
    order = []
    while (found := ready.find_next(lambda _: True)) is not None:
        ready.take(found)
        order.append(found.number)
    return order


def ready_with(*works: NominationWork) -> ReadyWork:
    ready = ReadyWork()
    for each in works:
        ready.add(each)
    return ready


def test_people_with_a_role_come_before_the_owners_and_these_before_everybody_else():
    assert drain(ready_with(work(1), work(2, OWN, 5), work(3, ROLE))) == [3, 2, 1]


def test_a_lower_lane_comes_first_every_few_turns():
    order = drain(ready_with(*(work(number, ROLE) for number in range(100, 200)), work(1, OWN, 5), work(2)))
    assert order.index(1) < len(TURNS)
    assert order.index(2) < len(TURNS)


def test_owners_take_turns_and_strangers_are_counted_all_together():
    crowd = [work(number, OWN, 5) for number in range(100)]
    order = drain(ready_with(*crowd, work(100, OWN, 6), work(101, OWN, 7)))
    assert {100, 101} <= set(order[:3])


def test_work_that_becomes_more_urgent_leaves_its_old_place():
    ready = ready_with(work(1), work(2), replace(work(2), lane=ROLE))
    assert drain(ready) == [2, 1]
    assert not ready


WORK = st.builds(work, st.integers(0, 8), st.sampled_from(Lane), st.integers(0, 2))


@given(st.lists(WORK))
def test_everything_is_given_out_once_and_the_order_of_merging_does_not_matter_for_the_lane(works):
    ready = ready_with(*works)
    for number in {each.number for each in works}:
        lanes = [each.lane for each in works if each.number == number]
        assert ready.get(work(number).key).lane == min(lanes)
    assert sorted(drain(ready)) == sorted({each.number for each in works})


async def test_one_worker_is_left_for_people_with_a_role_whatever_the_others_do():
    queue, handling = MemoryQueue(), Handling()
    handling.gate.clear()
    for number in range(10):
        await queue.put(work(number))
    async with queue.running(handling, workers=4):
        await until(lambda: len(handling.now) == 3)
        await asyncio.sleep(0)
        assert len(handling.now) == 3
        await queue.put(work(99, ROLE))
        await until(lambda: len(handling.now) == 4)
        assert handling.seen[-1].number == 99
        handling.gate.set()
        await queue.idle()


class Room:
    """Room that a test gives and takes."""

    def __init__(self, *, free: bool) -> None:
        self.free = free

    def __call__(self, _work: object) -> bool:
        return self.free


async def test_work_that_can_wait_begins_only_when_there_is_room():
    room, handling, clock = Room(free=False), Handling(), Clock()
    queue = MemoryQueue(admits=room, now=clock, sleep=lambda _: asyncio.sleep(0))
    await queue.put(work(1))
    await queue.put(work(2, ROLE))
    async with queue.running(handling):
        await until(lambda: handling.seen)
        for _ in range(50):
            await asyncio.sleep(0)
        assert [seen.number for seen in handling.seen] == [2]
        room.free = True
        await queue.idle()
    assert [seen.number for seen in handling.seen] == [2, 1]


async def test_without_room_for_long_one_piece_at_a_time_goes_on_all_the_same():
    handling, clock = Handling(), Clock()
    queue = MemoryQueue(admits=Room(free=False), now=clock, sleep=lambda _: asyncio.sleep(0))
    await queue.put(work(1))
    await queue.put(work(2))
    async with queue.running(handling):
        clock.now += LONGEST_WITHOUT_ROOM
        await until(lambda: handling.seen)
        for _ in range(50):
            await asyncio.sleep(0)
        assert [(seen.number, seen.lane) for seen in handling.seen] == [(1, Lane.OVERDUE)]
        clock.now += LONGEST_WITHOUT_ROOM + timedelta(seconds=1)
        await until(lambda: len(handling.seen) == 2)


async def test_work_that_gives_way_keeps_what_was_asked_and_goes_on_in_order_with_what_came_since():
    room, handling = Room(free=True), Handling(NoRoom())
    queue = MemoryQueue(admits=room, sleep=lambda _: asyncio.sleep(0))
    handling.gate.clear()
    await queue.put(work_on(7, "first"))
    async with queue.running(handling):
        await until(lambda: handling.now)
        await queue.put(work_on(7, "second"))
        room.free = False
        handling.gate.set()
        await until(lambda: not handling.now)
        room.free = True
        await queue.idle()
    assert [bodies(seen) for seen in handling.seen] == [("first",), ("first", "second")]


async def test_strangers_cannot_fill_what_is_kept_for_people_with_a_role():
    queue = MemoryQueue(limit=10, max_requests=10)
    for number in range(9):
        await queue.put(work(number))
    with pytest.raises(CannotStore):
        await queue.put(work(9))
    await queue.put(work(9, ROLE))

    await queue.put(work_on(1, *(str(number) for number in range(9))))
    with pytest.raises(CannotStore):
        await queue.put(work_on(1, "one more"))
    await queue.put(replace(work_on(1, "/pass 1"), lane=ROLE))


async def test_stopping_does_not_wait_for_work_that_has_no_room():
    queue, handling = MemoryQueue(admits=Room(free=False)), Handling()
    await queue.put(work(1))
    async with asyncio.timeout(5), queue.running(handling):
        await asyncio.sleep(0)
    assert handling.seen == []
