"""A sweep by the page ends where reading every nomination by itself ends, whatever people did while the bot was deaf."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.playground.scene import BOT, REPO
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.triggers import SWEPT
from bot.sandbox.refused import Refused
from tests.crowd import hears_nothing
from tests.laws.playing import differences, outcome
from tests.profile import take_every
from tests.story import L1, L2, MAINTAINER, NOMINATOR, Story, body_with_gap, complete_body, telling

SEEDS = range(12)
ROUNDS = 4
SAID = (
    (L1, "/claim"),
    (L1, "/pass 1 2 fine"),
    (L1, "/fail 4 it needs a closed service"),
    (L2, "/pass all"),
    (L2, "/ask 7 where is the policy?"),
    (NOMINATOR, "/pass 1"),
    (NOMINATOR, "Here is more."),
    (NOMINATOR, "/answer it is on our page"),
    (NOMINATOR, "/withdraw we will come back"),
    (MAINTAINER, "/hold until the licence is clear"),
    (MAINTAINER, "/note seen"),
    (MAINTAINER, "/resume"),
)
Sweep = Callable[[Story], Awaitable[None]]


async def by_the_page(story: Story) -> None:
    """The bot's own sweep."""
    assert story.scene.service is not None
    await story.scene.service.sweeps.sweep()
    await story.scene.settle()


async def one_by_one(story: Story) -> None:
    """Every issue is read by itself."""
    assert story.scene.service is not None
    for number, issue in story.repo.issues.items():
        if not issue.is_pull:
            await story.scene.service.queue.put(NominationWork(REPO, number, SWEPT, "sweep"))
    registry_cache = story.scene.service.repositories[REPO].context.registry_cache
    registry_cache.listing = type(registry_cache.listing)()
    registry_cache._fresh.clear()
    await story.scene.settle()


async def from_nothing(story: Story) -> None:
    """The bot has lost all that it had read, and sweeps as it starts."""
    await story.restarts()


def act(story: Story, chance: Random, *, boards_stay: bool) -> None:
    """Somebody does something to an open nomination; what GitHub refuses does not happen, here and there alike."""
    going_on = sorted(n for n, issue in story.repo.issues.items() if not issue.is_pull and issue.state == "open")
    if not going_on:
        return
    story.number = chance.choice(going_on)
    common = (says, says, says, says, rewords, deletes, edits, merges, closes_pull, pushes, relabels, closes)
    doing = chance.choice(common if boards_stay else (*common, loses))
    with suppress(Refused):
        doing(story, chance)


def says(story: Story, chance: Random) -> None:
    """A comment, on the issue or on a stage pull request."""
    who, text = chance.choice(SAID)
    pulls = pulls_of(story)
    thread = chance.choice([story.number, *pulls])
    story.gh.as_user(who).comment(REPO, thread, text)


def pulls_of(story: Story) -> list[int]:
    """The open stage pull requests of the nomination."""
    return [p.number for p in story.repo.pulls.values() if p.state == "open" and f"/{story.number}/" in p.head]


def rewords(story: Story, chance: Random) -> None:
    """A comment is edited by its author."""
    if people := [c for c in story.comments if c.user != BOT]:
        chosen = chance.choice(people)
        story.gh.as_user(chosen.user).edit_comment(REPO, chosen.id, f"{chosen.body}\n\n/pass 3")


def deletes(story: Story, chance: Random) -> None:
    """A comment of a person is deleted."""
    if people := [c for c in story.comments if c.user != BOT]:
        story.gh.as_user(MAINTAINER).delete_comment(REPO, chance.choice(people).id)


def edits(story: Story, chance: Random) -> None:
    """The answers change."""
    body = chance.choice([body_with_gap(), complete_body(), complete_body(name="Another name")])
    story.gh.as_user(NOMINATOR).edit_issue(REPO, story.number, body=body)


def merges(story: Story, chance: Random) -> None:
    """A maintainer merges."""
    for number in pulls_of(story)[:1]:
        story.gh.as_user(MAINTAINER).merge(REPO, number)


def closes_pull(story: Story, chance: Random) -> None:
    """A stage pull request is closed without a merge."""
    for number in pulls_of(story)[:1]:
        story.gh.as_user(MAINTAINER).close_pull(REPO, number)


def pushes(story: Story, chance: Random) -> None:
    """Somebody commits onto the branch of a stage pull request."""
    for number in pulls_of(story)[:1]:
        story.gh.as_user(MAINTAINER).push(REPO, story.repo.pulls[number].head, {"docs/extra.md": "More\n"}, "By hand")


def relabels(story: Story, chance: Random) -> None:
    """The label of a stage is put on by hand, or a label taken off."""
    if chance.random() < 0.5:
        story.gh.as_user(MAINTAINER).label(REPO, story.number, "stage: approved")
    else:
        story.gh.as_user(MAINTAINER).unlabel(REPO, story.number, chance.choice(sorted(story.labels)))


def loses(story: Story, chance: Random) -> None:
    """The board is deleted."""
    for board in story.boards:
        story.gh.as_user(MAINTAINER).delete_comment(REPO, board.id)


def closes(story: Story, chance: Random) -> None:
    """The issue is closed by hand."""
    story.gh.as_user(MAINTAINER).close(REPO, story.number, "not_planned")


async def played(seed: int, sweep: Sweep, *, boards_stay: bool = False) -> dict[str, Any]:
    """What stands there in the end."""
    chance = Random(seed)
    async with telling() as story:
        numbers = [await story.opens(body=body_with_gap()), await story.opens()]
        await sweep(story)
        hears_nothing(story)
        for _ in range(ROUNDS):
            story.gh.clock.move(timedelta(hours=2))
            for _ in range(chance.randint(1, 4)):
                act(story, chance, boards_stay=boards_stay)
            hears_nothing(story)
            for _ in range(2):
                await sweep(story)
        found = {}
        for story.number in numbers:
            assert len(story.boards) == 1
            found[str(story.number)] = outcome(story)
        writes = story.writes
        story.gh.clock.move(timedelta(hours=2))
        await sweep(story)
        assert story.writes == writes, "it is at rest"
        return found


@pytest.mark.parametrize("seed", take_every(4, SEEDS))
async def test_a_sweep_by_the_page_ends_where_reading_one_by_one_ends(seed: int) -> None:
    assert differences(await played(seed, by_the_page), await played(seed, one_by_one)) == ""


@pytest.mark.parametrize("seed", take_every(3, SEEDS[::2]))
async def test_a_mirror_that_is_lost_each_time_ends_there_too(seed: int) -> None:
    """Boards stay: a process that has just written one that is lost remembers what a new process has to work out again."""
    found, expected = [await played(seed, sweep, boards_stay=True) for sweep in (from_nothing, by_the_page)]
    assert differences(found, expected) == ""
