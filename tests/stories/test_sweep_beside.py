"""`dpgbot sweep` as a scheduled job beside a running `dpgbot serve`: two bots at one registry say nothing twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.playground.scene import REPO
from bot.server.service import WORKERS, Service
from bot.text import marks
from tests.profile import take_every
from tests.story import L1, Story, body_with_gap


@asynccontextmanager
async def a_job(story: Story) -> AsyncIterator[Service]:
    """The other process, which knows nothing when it begins."""
    async with aiohttp.ClientSession() as session:
        other = await story.scene.made(session)
        async with other.queue.running(other.router.handle, WORKERS):
            yield other


async def beside(story: Story, days: int, every: timedelta) -> None:
    """Time goes by; the job sweeps while the server does what is due, and both are awake at the same moments."""
    for _ in range(int(days * timedelta(days=1) / every)):
        story.gh.clock.move(every)
        async with a_job(story) as other:
            story.scene.service.queue.look()
            await asyncio.gather(swept(other), story.scene.settle())
        await story.scene.settle()


async def swept(service: Service) -> None:
    await service.sweeps.sweep()
    await service.queue.idle()


def spoken(story: Story, numbers: list[int]) -> Counter[tuple[int, str]]:
    """How often the bot said what to nominators, by nomination and reminder."""
    keys = story.scene.service.repositories[REPO].context.keys
    said = ((n, comment) for n in numbers for comment in story.repo.comments(n) if comment.user == story.scene.login)
    found = Counter(
        (number, mark.key.rpartition("/")[0])
        for number, comment in said
        for mark in marks.read(comment.body, keys)
        if mark.key.startswith("reminder/")
    )
    return found + Counter((number, "inactive") for number in numbers for _ in inactive(story, number))


def inactive(story: Story, number: int) -> list[str]:
    """Comments that say that the nomination is over."""
    return story.replies("is now inactive", number)


@pytest.mark.parametrize("every", take_every(3, [timedelta(hours=14), timedelta(hours=7), timedelta(hours=6)]))
async def test_nobody_is_reminded_twice(story: Story, every: timedelta) -> None:
    numbers = []
    for index in range(4):
        login = f"nominator-{index}"
        story.gh.add_user(login)
        numbers.append(story.gh.as_user(login).open_issue(REPO, "A nomination", body_with_gap()))
    await story.opens()
    await story.says(L1, "/claim")
    await beside(story, 42, every)

    said = spoken(story, numbers)
    assert set(said.values()) == {1}
    each = ("reminder/answers/14", "reminder/answers/-7", "reminder/answers/warning", "inactive")
    assert set(said) == {(number, what) for number in numbers for what in each}
    told = [digest.splitlines()[0] for digest in story.digests]
    assert told
    assert len(told) == len(set(told)), "one digest a day"
