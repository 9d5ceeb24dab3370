"""Within a pause that GitHub asked for, nothing is sent; afterwards, everything goes on."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from bot.clock import steady_seconds, utc_now
from bot.github.client import GitHub
from bot.github.errors import RateLimited
from bot.github.rate_limits import Gate
from tests.scripted_github import ISSUE, Clock, comment, connect, hub, issue, says

__all__ = ["connect", "hub"]  # pytest finds the fixtures by their names here


async def test_in_a_pause_nothing_is_sent_whoever_asks(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(429, {"message": "slow down"}, Retry_After="30"), issue())
    github = connect(max_wait=20)
    elsewhere = GitHub(github.transport, "dpg/other")

    with pytest.raises(RateLimited) as limit:
        await github.issue(7)
    for ask in (github.issue(7), github.create_comment(7, "x"), elsewhere.repository()):
        with pytest.raises(RateLimited):
            await ask

    assert len(hub.seen()) == 1
    assert limit.value.retry_at == limit.value.until == hub.clock() + timedelta(seconds=30)
    hub.clock.now += timedelta(seconds=30)
    assert await github.issue(7) == issue()


async def test_a_short_pause_is_waited_out_and_a_limited_post_is_repeated_since_it_was_not_carried_out(hub, connect):
    limit = lambda _: says(403, {"message": "You have exceeded a secondary rate limit"}, Retry_After="5")  # noqa: E731
    hub.on(f"POST {ISSUE}/comments", limit, (201, comment()))

    assert await connect(max_wait=20).create_comment(7, "Hello") == comment(1)
    assert hub.clock.naps == [5.0]


async def test_without_a_time_to_wait_the_pause_is_a_minute_and_doubles_until_a_call_succeeds(hub, connect):
    limit = (403, {"message": "forbidden", "documentation_url": "https://docs/rest#secondary-rate-limits"})
    hub.on(f"GET {ISSUE}", limit, limit, limit, issue(), limit)
    github, pauses = connect(max_wait=0), []
    for _ in range(5):
        try:
            await github.issue(7)
        except RateLimited as limited:
            pauses.append((limited.until - hub.clock()).total_seconds())
            hub.clock.now = limited.until

    assert pauses == [60, 120, 240, 60]


async def test_a_spent_quota_pauses_until_its_reset_also_when_the_last_call_succeeded(hub, connect):
    def quota() -> dict[str, str]:
        reset = int((hub.clock() + timedelta(minutes=10)).timestamp())
        return {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(reset), "X_RateLimit_Limit": "5000"}

    spent = lambda _: says(403, {"message": "API rate limit exceeded"}, **quota())  # noqa: E731
    hub.on(f"GET {ISSUE}", lambda _: says(200, issue(), **quota()), spent)
    github, pauses = connect(), []
    await github.issue(7)
    for _ in range(2):
        with pytest.raises(RateLimited) as limited:
            await github.issue(7)
        pauses.append((limited.value.until - hub.clock()).total_seconds())
        hub.clock.now = limited.value.until

    assert pauses == [601, 601]
    assert len(hub.seen()) == 2


async def test_a_reset_that_has_passed_while_github_still_refuses_is_waited_for_like_any_limit(hub, connect):
    quota = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000", "X_RateLimit_Limit": "5000"}
    hub.on(f"GET {ISSUE}", lambda _: says(403, {"message": "API rate limit exceeded"}, **quota))

    with pytest.raises(RateLimited) as limited:
        await connect().issue(7)
    assert limited.value.until - hub.clock() == timedelta(seconds=60)


@pytest.mark.parametrize("header", ["-5", "soon", "9" * 40, "²", ""])
async def test_a_nonsensical_waiting_time_is_no_reason_to_wait_for_ever(hub, connect, header):
    hub.on(f"GET {ISSUE}", lambda _: says(429, {}, Retry_After=header))

    with pytest.raises(RateLimited) as limit:
        await connect(max_wait=0).issue(7)
    assert timedelta(0) < limit.value.until - hub.clock() <= timedelta(hours=2)


@pytest.mark.parametrize("hours", [-24, 24])
async def test_a_pause_ends_when_its_time_is_over_whatever_the_clock_is_set_to_meanwhile(hours):
    clock, ran = Clock(), 0.0
    gate = Gate(clock, clock.sleep, 20, lambda: ran)
    gate.judge(429, {"retry-after": "300"}, b"")
    clock.now += timedelta(hours=hours)

    ran = 299 - 20
    with pytest.raises(RateLimited) as limited:
        await gate.passage("GET /x")
    assert limited.value.until == clock() + timedelta(seconds=21)
    ran = 299
    await gate.passage("GET /x")
    assert clock.naps == [1]
    assert gate.paused_until is None


def test_the_machines_own_pauses_are_measured_by_its_steady_clock():
    assert steady_seconds(utc_now) is time.monotonic
