"""Whatever strangers do, a reviewer's command is carried out, and GitHub never has to refuse the bot for its pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.sandbox import LocalGitHub
from tests.clocked import limiter_by
from tests.story import L1, STRANGER, Story, body_with_gap, telling

FLOOD = 40
"""Twice as many writes as the bot makes at once without using what it keeps for people with a role."""
LULL = 8
"""Turns of the event loop without a request, after which the bot has nothing to ask: a slow machine has slow turns."""
A_MINUTE = timedelta(minutes=1)


class Waiting:
    """Waits by the local clock, which moves on only while the bot has nothing to ask."""

    def __init__(self, gh: LocalGitHub) -> None:
        self.gh = gh

    async def nap(self, seconds: float) -> None:
        """Sleep as the bot does."""
        end = self.gh.clock.now() + timedelta(seconds=seconds)
        while self.gh.clock.now() < end:
            await asyncio.sleep(0.002)

    async def until(self, story: Story, true: Callable[[], bool], most: timedelta = timedelta(minutes=15)) -> datetime:
        """Let time pass until then; the moment."""
        clock, end = self.gh.clock, self.gh.clock.now() + most
        while not true():
            assert clock.now() < end, "it never happened"
            before = len(self.gh.requests)
            for _ in range(LULL):
                await asyncio.sleep(0.002)
            if len(self.gh.requests) == before:
                clock.move(timedelta(seconds=1))
                story.scene.service.queue.look()
        return clock.now()


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """A GitHub that keeps its secondary limits, and a bot that keeps its pace."""
    async with telling() as made:
        gh = made.gh
        gh.limits.content_per_minute, gh.limits.content_per_hour = 80, 500
        gh.clock.step = timedelta(0)
        gh.add_user(STRANGER)
        made.scene.limiter, made.scene.sleep = limiter_by(gh.clock.now), Waiting(gh).nap
        await made.restarts()
        await made.opens(body=body_with_gap())
        gh.clock.move(timedelta(hours=1))
        yield made
        assert gh.breaches == []
        assert {request.status for request in gh.requests if request.status in (403, 429)} == set()


@pytest.fixture
def waiting(story: Story) -> Waiting:
    return Waiting(story.gh)


def commands(story: Story, who: str, text: str) -> int:
    return int(story.gh.as_user(who).comment(REPO, story.number, text))


async def test_many_new_nominations_of_strangers_keep_no_reviewer_waiting(story: Story, waiting: Waiting) -> None:
    new = [story.gh.as_user(STRANGER).open_issue(REPO, "A nomination", body_with_gap()) for _ in range(FLOOD)]
    await story.gh.delivered()
    began = story.gh.clock.now()
    said = commands(story, L1, "/pass 3")
    answered = await waiting.until(story, lambda: bool(story.reactions(said)))

    def boards() -> int:
        return sum(bool(story.repo.comments(number)) for number in new)

    assert answered - began < A_MINUTE
    assert story.reactions(said) == {"+1"}
    assert boards() < FLOOD
    await waiting.until(story, lambda: boards() == FLOOD)


@pytest.mark.parametrize(("who", "text"), [(STRANGER, "/pass 1"), (STRANGER, "/help"), (NOMINATOR, "/pass 1")])
async def test_many_commands_of_others_in_the_same_thread_keep_no_reviewer_waiting(
    story: Story, waiting: Waiting, who: str, text: str
) -> None:
    theirs = [commands(story, who, text) for _ in range(FLOOD)]
    await story.gh.delivered()
    began = story.gh.clock.now()
    said = commands(story, L1, "/pass 3")
    answered = await waiting.until(story, lambda: bool(story.reactions(said)))

    assert answered - began < A_MINUTE
    assert story.board.reviews("3")[0] == "passed"
    assert not all(map(story.reactions, theirs))
    await waiting.until(story, lambda: all(map(story.reactions, theirs)))
    await story.scene.settle()
    assert len(story.replies()) == FLOOD, "each has its own answer, once"
    assert len({frozenset(story.reactions(one)) for one in theirs}) == 1


async def test_strangers_wait_for_the_quota_that_is_kept_for_people_with_a_role(story: Story, waiting: Waiting) -> None:
    before = len(story.gh.requests)
    for indicator in ("4", "5", "6", "7", "8", "9", "9a", "9b", "9c"):
        await story.says(L1, f"/pass {indicator}")
    spent = story.gh.count(BOT, since=before)
    story.gh.limits.primary = spent.reads + spent.writes + 8
    await story.says(L1, "/pass 2")
    number = story.gh.as_user(STRANGER).open_issue(REPO, "A nomination", body_with_gap())
    await story.gh.delivered()
    said = commands(story, L1, "/pass 3")
    await waiting.until(story, lambda: bool(story.reactions(said)))
    assert not story.repo.comments(number)
    story.gh.clock.move(timedelta(hours=1))
    await waiting.until(story, lambda: bool(story.repo.comments(number)))


async def test_what_a_stranger_was_answered_late_is_answered_in_full(story: Story, waiting: Waiting) -> None:
    theirs, said = commands(story, STRANGER, "/help"), commands(story, L1, "/pass 3")
    await waiting.until(story, lambda: bool(story.reactions(said)) and bool(story.reactions(theirs)))
    await story.scene.settle()
    assert (story.reactions(theirs), story.reactions(said)) == ({"+1"}, {"+1"})
    assert len(story.replies()) == 1
