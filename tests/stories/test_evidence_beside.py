"""Evidence is looked for beside the decisions: whatever a link does, nobody waits for it, and a bot that stops ends the search."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.model.needs import Fact, Need
from bot.playground.scene import REPO
from bot.reconcile.evidence_search import WORKERS
from tests.handling import until
from tests.story import L1, STRANGER, Story, complete_body, telling

CROWD = 2 * WORKERS


class Hanging:
    """Evidence that is not found before the test lets it be found; it counts the searches."""

    def __init__(self) -> None:
        self.open, self.asked, self.cut_off = asyncio.Event(), list[tuple[Need, ...]](), 0

    async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
        self.asked.append(needs)
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cut_off += 1
            raise
        return {}


@pytest.fixture
async def evidence() -> Hanging:
    return Hanging()


@pytest.fixture
async def story(evidence: Hanging) -> AsyncIterator[Story]:
    async with telling() as made:
        assert made.scene.service is not None
        made.scene.service.repositories[REPO].loop.evidence = evidence
        made.gh.add_user(STRANGER)
        yield made
        evidence.open.set()


async def decide(story: Story) -> None:
    """Let every delivery arrive and be decided on, whatever is still being looked for."""
    assert story.scene.service is not None
    await story.gh.delivered()
    await story.scene.service.queue.idle()


async def nominate(story: Story) -> int:
    number = int(story.gh.as_user(STRANGER).open_issue(REPO, "A nomination", complete_body(), ()))
    await decide(story)
    return number


async def test_links_that_never_answer_keep_no_reviewer_waiting(story: Story, evidence: Hanging) -> None:
    for _ in range(CROWD):
        await nominate(story)
    story.number = await nominate(story)
    said = story.gh.as_user(L1).comment(REPO, story.number, "/pass 1")
    await decide(story)

    assert story.reactions(said) == {"+1"}
    assert story.board.reviews("1")[0].startswith("passed")
    assert len(evidence.asked) == WORKERS, "the others wait for their turn"


async def test_what_is_being_looked_for_is_not_looked_for_again_and_is_asked_once_in_a_look(
    story: Story, evidence: Hanging
) -> None:
    story.number = await nominate(story)
    for text in ("/pass 1", "/pass 2"):
        story.gh.as_user(L1).comment(REPO, story.number, text)
        await decide(story)
    assert len(evidence.asked) == 1
    evidence.open.set()
    await story.scene.settle()
    assert len(evidence.asked) == 1, "nothing was found, which the decision after it did not ask for again"
    await story.says(L1, "/pass 3")
    assert len(evidence.asked) == 2, "a later look asks again"


async def test_a_bot_that_stops_ends_every_search_and_the_next_one_begins_it_anew(story: Story, evidence: Hanging) -> None:
    for _ in range(CROWD):
        await nominate(story)
    await until(lambda: len(evidence.asked) == WORKERS)
    await story.scene.stop()
    assert evidence.cut_off == WORKERS

    evidence.open.set()
    story.scene.evidence = evidence
    await story.scene.start()
    assert len(evidence.asked) == WORKERS + CROWD
