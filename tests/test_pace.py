"""The pace of a credential: never above GitHub's limits, and never all of it for work that can wait."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.github.client import GitHub
from bot.github.pace import BUCKETS, Pace, Paces
from tests.clocked import limiter_by
from tests.handling import Clock
from tests.scripted_github import ISSUE, comment, connect, hub, issue, says

__all__ = ["connect", "hub"]  # pytest finds the fixtures by their names here

AN_HOUR = timedelta(hours=1)


def pace_by(clock: Clock) -> Pace:
    return Pace(limiter_by(clock))


async def take(pace: Pace, clock: Clock, writes: int) -> list[datetime]:
    """Send so many writes as fast as the pace allows; the clock moves only while one waits."""
    sent = []
    for _ in range(writes):
        turn = asyncio.ensure_future(pace.take_turn())
        await asyncio.sleep(0)
        while not turn.done():
            clock.forward(seconds=1)
            for bucket in pace._buckets:
                bucket._wake_next()
            for _ in range(6):
                await asyncio.sleep(0)
        sent.append(clock())
    return sent


def most_within(moments: list[datetime], window: timedelta) -> int:
    """The most moments in any window of that length."""
    return max(sum(start <= at < start + window for at in moments) for start in moments)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 120), st.integers(0, 900)), min_size=1, max_size=6))
def test_whatever_comes_when_no_more_is_written_than_github_takes_in_a_minute_and_in_an_hour(bursts):
    async def play() -> list[datetime]:
        clock, sent = Clock(), []
        pace = pace_by(clock)
        for writes, pause in bursts:
            sent += await take(pace, clock, writes)
            clock.forward(seconds=pause)
        return sent

    sent = asyncio.run(play())
    assert most_within(sent, timedelta(minutes=1)) <= 80
    assert most_within(sent, AN_HOUR) <= 500


@pytest.mark.parametrize(("limit", "window"), [(80, 60), (500, 3600)])
def test_what_a_bucket_holds_and_what_leaks_meanwhile_make_up_the_limit(limit, window):
    assert any(most + most / seconds * window == limit for most, seconds in BUCKETS)


async def test_work_that_can_wait_leaves_half_of_the_burst_to_people_with_a_role():
    clock = Clock()
    pace, sent = pace_by(clock), 0
    while pace.has_room(clock(), 1):
        await pace.take_turn()
        sent += 1
    assert sent == 16
    await take(pace, clock, 16)
    assert not pace.has_room(clock(), 1)
    clock.forward(minutes=1)
    assert pace.has_room(clock(), 16)
    assert not pace.has_room(clock(), 17), "more than that never has room at once"


def quota(clock: Clock, left: int, resource: str = "core") -> dict[str, str]:
    reset = str(int((clock() + AN_HOUR).timestamp()))
    values = {"limit": "5000", "remaining": str(left), "reset": reset, "resource": resource}
    return {f"x-ratelimit-{name}": value for name, value in values.items()}


async def test_the_last_fifth_of_the_hourly_quota_is_for_people_with_a_role_until_it_is_filled_again():
    clock = Clock()
    pace = pace_by(clock)
    pace.note(quota(clock, 1000), clock())
    assert pace.has_room(clock(), 1)
    pace.note(quota(clock, 999), clock())
    assert not pace.has_room(clock(), 1)
    clock.forward(hours=1)
    assert pace.has_room(clock(), 1)


async def test_the_quota_of_searches_and_nonsense_say_nothing_of_it():
    clock = Clock()
    pace = pace_by(clock)
    for headers in (quota(clock, 0, "search"), {"x-ratelimit-remaining": "0"}, {**quota(clock, 0), "x-ratelimit-limit": "no"}):
        pace.note(headers, clock())
        assert pace.has_room(clock(), 1)


async def test_an_app_has_a_pace_for_every_owner_and_a_token_has_one_in_all():
    make = limiter_by(Clock())
    by_owner, in_all = Paces(make, per_owner=True), Paces(make, per_owner=False)
    assert by_owner.of("DPG/one") is by_owner.of("dpg/two")
    assert by_owner.of("dpg/one") is not by_owner.of("other/one")
    assert in_all.of("dpg/one") is in_all.of("other/one")


async def test_a_write_waits_for_its_turn_and_a_read_does_not(hub, connect):
    hub.on(f"POST {ISSUE}/comments", *[(201, comment(number)) for number in range(33)])
    hub.on(f"GET {ISSUE}", issue())
    github: GitHub = connect(limiter=limiter_by(hub.clock))
    for _ in range(32):
        await github.create_comment(7, "x")
    waits = asyncio.ensure_future(github.create_comment(7, "x"))
    assert await github.issue(7) == issue()
    assert not waits.done()
    assert not github.has_room()
    hub.clock.now += timedelta(minutes=1)
    assert await waits == comment(32)


async def test_a_pause_that_begins_while_a_write_waits_for_its_turn_is_kept(hub, connect):
    hub.on(f"POST {ISSUE}/comments", *[(201, comment(number)) for number in range(33)])
    hub.on(f"GET {ISSUE}", lambda _: says(429, {"message": "slow down"}, Retry_After="300"))
    github: GitHub = connect(limiter=limiter_by(hub.clock))
    for _ in range(32):
        await github.create_comment(7, "x")
    waits = asyncio.ensure_future(github.create_comment(7, "x"))
    with pytest.raises(Exception, match="rate limit"):
        await github.issue(7)
    hub.clock.now += timedelta(minutes=1)
    with pytest.raises(Exception, match="rate limit"):
        await waits
    assert len(hub.seen()) == 33, "what waited was not sent"
