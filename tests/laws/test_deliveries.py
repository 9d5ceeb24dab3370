"""Deliveries that come twice, in the wrong order, to two processes at once or never all lead to the same end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from bot.__main__ import catalogue
from bot.playground.scene import REPO, Scene
from tests.laws.playing import Fate, differences, fits_law, outcome, playing
from tests.profile import take_every
from tests.story import L1, L2, MAINTAINER, NOMINATOR, Story, body_with_gap, complete_body

Act = Callable[[Story], object]
SEEDS = take_every(3, range(6))


def opens(story: Story) -> None:
    """The nomination is opened with a gap."""
    story.number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", body_with_gap())


def edits(story: Story) -> None:
    """The gap is filled."""
    story.gh.as_user(NOMINATOR).edit_issue(REPO, story.number, body=complete_body())


def says(who: str, text: str, kind: str = "") -> Act:
    """A comment on the issue, or on a stage pull request."""
    return lambda story: story.gh.as_user(who).comment(REPO, story.pull(kind).number if kind else story.number, text)


def adds(who: str, text: str, more: str) -> Act:
    """A comment, and at once an edit of it by its author."""

    def act(story: Story) -> None:
        comment = story.gh.as_user(who).comment(REPO, story.number, text)
        story.gh.as_user(who).edit_comment(REPO, comment, f"{text}\n\n{more}")

    return act


def merges(kind: str) -> Act:
    """A maintainer merges."""
    return lambda story: story.gh.as_user(MAINTAINER).merge(REPO, story.pull(kind).number)


ACTS: tuple[tuple[Act, ...], ...] = (
    (opens,),
    (edits, says(L1, "/claim"), says(NOMINATOR, "Thank you!"), says(NOMINATOR, "/pass 1")),
    (says(L1, "/pass 1\n/pass 2 approved licence"), says(L2, "/claim"), says(NOMINATOR, "/status")),
    (merges("candidate"),),
    (says(L1, "/pass all"), says(L2, "/fail 4 I see a closed service", "dpg"), says(L2, "/reset 4", "dpg")),
    (says(L2, "/pass all", "dpg"),),
    (merges("dpg"), says(NOMINATOR, "Wonderful")),
)
"""What people do in one moment stands together: its deliveries are on their way at the same time."""

WITH_EDITS = (*ACTS[:2], (adds(L1, "Looking at it.", "/pass 1"), says(L2, "/pass 2")), *ACTS[3:])
"""The same with a command that was edited in, which only its delivery tells of."""


@asynccontextmanager
async def held() -> AsyncIterator[tuple[Story, Fate]]:
    """A story whose deliveries wait until they are sent."""
    async with playing() as (story, fate):
        story.gh.hold_deliveries = True
        yield story, fate


async def played(story: Story, acts: Sequence[Sequence[Act]], deliver: Callable[[], Any]) -> dict[str, Any]:
    """Act moment by moment, each time followed by whatever becomes of the deliveries."""
    for moment in acts:
        for act in moment:
            act(story)
        await deliver()
    fits_law(story)
    return outcome(story)


_in_order: dict[bool, dict[str, Any]] = {}


async def in_order(acts: Sequence[Sequence[Act]]) -> dict[str, Any]:
    """The end when every delivery comes once, in order; played once a process."""
    edited = acts is WITH_EDITS
    if edited not in _in_order:
        _in_order[edited] = await played_in_order(acts)
    return _in_order[edited]


async def played_in_order(acts: Sequence[Sequence[Act]]) -> dict[str, Any]:
    async with held() as (story, fate):

        async def deliver() -> None:
            while story.gh.pending:
                for delivery in list(story.gh.pending):
                    await story.gh.send(delivery)
                await fate.settle()

        return await played(story, acts, deliver)


@pytest.mark.parametrize("seed", SEEDS)
async def test_deliveries_sent_one_to_five_times_and_shuffled_lead_to_the_same_end(seed: int) -> None:
    chance = Random(seed)
    acts = (ACTS, WITH_EDITS)[seed % 2]
    async with held() as (story, fate):

        async def deliver() -> None:
            while story.gh.pending:
                sent = [delivery for delivery in story.gh.pending for _ in range(chance.randint(1, 5))]
                chance.shuffle(sent)
                for delivery in sent:
                    await story.gh.send(delivery)
                await fate.settle()

        assert differences(await played(story, acts, deliver), await in_order(acts)) == ""


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_delivery_ever_sent_comes_again_at_the_end_and_nothing_changes(seed: int) -> None:
    chance = Random(seed)
    async with held() as (story, fate):

        async def deliver() -> None:
            while story.gh.pending:
                for delivery in list(story.gh.pending):
                    await story.gh.send(delivery)
                await fate.settle()

        end = await played(story, WITH_EDITS, deliver)
        writes, again = story.writes, list(story.gh.deliveries)
        chance.shuffle(again)
        for delivery in again:
            await story.gh.redeliver(delivery)
        await fate.settle()
        assert differences(outcome(story), end) == ""
        assert story.writes == writes


@pytest.mark.parametrize("seed", SEEDS)
async def test_deliveries_that_are_lost_are_made_up_for_by_a_sweep(seed: int) -> None:
    chance = Random(seed)
    share = chance.choice([0.3, 0.7, 1.0])
    async with held() as (story, fate):

        async def deliver() -> None:
            while story.gh.pending:
                for delivery in list(story.gh.pending):
                    if chance.random() < share:
                        story.gh.pending.remove(delivery)
                    else:
                        await story.gh.send(delivery)
                await fate.settle()
            assert fate.scene.service is not None
            await fate.scene.service.sweeps.sweep()
            await fate.settle()

        assert differences(await played(story, ACTS, deliver), await in_order(ACTS)) == ""


@pytest.mark.parametrize("seed", SEEDS)
async def test_two_processes_that_overlap_end_with_one_of_everything(seed: int) -> None:
    chance = Random(seed)
    async with held() as (story, fate):
        twin = Scene(catalogue(), story.gh, fate.scene.token)
        await twin.start()
        both = (fate.scene, twin)

        async def deliver() -> None:
            while story.gh.pending:
                for delivery in list(story.gh.pending):
                    for process in chance.choice([both, both[:1], both[1:]]):
                        delivery.hook.url = process.url
                        await story.gh.send(delivery)
                await fate.scene.settle()
                await twin.settle()

        try:
            for moment in ACTS:
                for act in moment:
                    act(story)
                await deliver()
            assert fate.scene.service is not None
            await fate.scene.service.sweeps.sweep()
            await fate.settle()
            await deliver()
            fits_law(story)
            assert differences(outcome(story), await in_order(ACTS)) == ""
        finally:
            await twin.stop()
