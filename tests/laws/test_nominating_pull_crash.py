"""Pull requests as nominations, with a bot that dies: it ends where an undisturbed one ends, and says nothing twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.laws.playing import Chosen, Step, differences, fits_law, never, play, playing, unseen
from tests.profile import take_every
from tests.stories.pulling import NOMINEE, nominee_file, pushes, screening_file, submits
from tests.story import L1, L2, Story, records

LOOSE = {NOMINEE: json.dumps({**records()[0], "stage": "nominee"}, indent=4)}
OPENING: tuple[Step, ...] = (
    lambda story: submits(story, LOOSE, "first"),
    lambda story: submits(story, screening_file(), "second"),
)
LINE: tuple[Step, ...] = (
    *OPENING,
    lambda story: story.says(L1, "/pass 1 2", max(number for number in story.repo.pulls if not own(story, number))),
    lambda story: story.merges("candidate"),
    lambda story: pushes(story, nominee_file(stage="nominee", description="It has changed."), "first"),
    lambda story: story.says(L1, "/pass all"),
    lambda story: story.says(L2, "/pass all"),
    lambda story: story.merges("dpg"),
)


def own(story: Story, number: int) -> bool:
    return bool(story.repo.pulls[number].user == story.scene.login)


def end_of(story: Story, found: dict[str, Any]) -> dict[str, Any]:
    """With what the reviews say, and what is said on the heads."""
    people = [number for number in story.repo.pulls if not own(story, number)]
    return {
        **found,
        "reviews": {number: [[c.body for c in r.comments] for r in story.repo.reviews(number)] for number in people},
    }


def at(point: int) -> Chosen:
    """The change of that number."""
    return lambda number, _change: number == point


async def ends(steps: Sequence[Step], before: Chosen = never, after: Chosen = never) -> tuple[dict[str, Any], int, int]:
    """The end of the play, how many changes there were, and how often the bot died."""
    async with playing() as (story, fate):
        fate.watch(before, after)
        end = end_of(story, await play(story, steps))
        fits_law(story)
        return end, fate.done, fate.deaths


@pytest.mark.parametrize("part", range(3))
async def test_killed_at_any_change_of_the_opening_the_pair_is_the_same(part: int) -> None:
    end, done, _ = await ends(OPENING)
    for point in take_every(3, range(done))[part::3]:
        # Before a change or after it, in turn: a bot that remembers nothing finds the same after one and before the next.
        found, _, deaths = await ends(OPENING, **{"after" if point % 2 else "before": at(point)})
        assert deaths == 1
        assert differences(found, end) == "", f"killed at change {point}"


async def test_a_bot_that_dies_after_every_change_that_it_makes_for_the_first_time_gets_to_the_end() -> None:
    end, _, _ = await ends(LINE)
    found, _, deaths = await ends(LINE, after=unseen())
    assert deaths > 10
    assert differences(found, end) == ""
