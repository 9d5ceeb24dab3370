"""A bot that is killed between any two effects, and started again, ends where an undisturbed one ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.laws.playing import INELIGIBLE, LINE, WITHDRAWN, Step, fits_law, play, playing

PARTS = 8
"""The points of death are dealt out to this many tests, so that they can run side by side."""
LINES = {"line": LINE, "withdrawn": WITHDRAWN, "ineligible": INELIGIBLE}
_undisturbed: dict[str, tuple[dict[str, Any], int, int]] = {}


async def undisturbed(name: str) -> tuple[dict[str, Any], int, int]:
    """How it ends when nothing goes wrong, and how many changes the bot asks for and makes on the way."""
    if name not in _undisturbed:
        async with playing() as (story, fate):
            fate.watch()
            end = await play(story, LINES[name])
            fits_law(story)
            _undisturbed[name] = end, fate.asked, fate.done
    return _undisturbed[name]


async def killed(steps: Sequence[Step], point: int, *, committed: bool) -> dict[str, Any]:
    """The same with a bot that dies at one change: before GitHub makes it, or after, before it hears of that."""
    async with playing() as (story, fate):
        if committed:
            fate.watch(after=lambda count: count == point)
        else:
            fate.watch(before=lambda count: count == point)
        end = await play(story, steps)
        assert fate.deaths == 1
        fits_law(story)
        return end


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_killed_at_any_change_of_the_line_the_bot_ends_as_if_undisturbed(committed: bool, part: int) -> None:
    end, asked, done = await undisturbed("line")
    for point in range(part, done if committed else asked, PARTS):
        assert await killed(LINE, point, committed=committed) == end, f"killed at change {point}"


@pytest.mark.parametrize("name", ["withdrawn", "ineligible"])
@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_killed_at_any_change_the_other_ends_are_reached_as_well(name: str, committed: bool) -> None:
    end, asked, done = await undisturbed(name)
    for point in range(done if committed else asked):
        assert await killed(LINES[name], point, committed=committed) == end, f"killed at change {point}"


@pytest.mark.parametrize("name", LINES)
async def test_a_bot_that_dies_after_every_single_change_still_gets_to_the_end(name: str) -> None:
    end, _, _ = await undisturbed(name)
    async with playing() as (story, fate):
        fate.watch(after=lambda _: True)
        assert await play(story, LINES[name]) == end
        assert fate.deaths > 10
        fits_law(story)


async def test_killed_while_it_makes_the_labels_it_makes_the_rest_at_the_next_start() -> None:
    async with playing() as (story, _):
        wanted = set(story.repo.labels_defined)
    async with playing(started=False) as (story, fate):
        fate.watch(after=lambda _: True)
        await fate.through(fate.scene.start())
        assert set(story.repo.labels_defined) == wanted
        assert fate.deaths == len(wanted)
