"""Whatever goes wrong once on any call that changes something, the end is the same, and nothing stands there twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.sandbox.faults import Kind
from tests.laws.playing import LINE, WITHDRAWN, Fate, Step, differences, fits_law, outcome, play, playing
from tests.profile import take_every
from tests.story import Story

HOME = r"^/repos/[^/]+/[^/]+"
ENDPOINTS: dict[str, tuple[str, str]] = {
    "add labels": ("POST", rf"{HOME}/issues/\d+/labels$"),
    "remove label": ("DELETE", rf"{HOME}/issues/\d+/labels/"),
    "comment": ("POST", rf"{HOME}/issues/\d+/comments$"),
    "edit comment": ("PATCH", rf"{HOME}/issues/comments/\d+$"),
    "react": ("POST", rf"{HOME}/issues/comments/\d+/reactions$"),
    "branch": ("POST", rf"{HOME}/git/refs$"),
    "file": ("PUT", rf"{HOME}/contents/"),
    "open pull": ("POST", rf"{HOME}/pulls$"),
    "edit pull": ("PATCH", rf"{HOME}/pulls/\d+$"),
    "status": ("POST", rf"{HOME}/statuses/"),
    "release": ("POST", rf"{HOME}/releases$"),
    "close issue": ("PATCH", rf"{HOME}/issues/\d+$"),
}
FAULTS: dict[str, tuple[Kind, int | None]] = {
    "500": ("500", None),
    "timeout": ("timeout", None),
    "reset before": ("reset_before", None),
    "lost after": ("lost_after", None),
    "secondary limit": ("403_secondary", None),
    "429": ("429", 30),
    "html": ("html200", None),
}
"""Kind of fault, and the seconds that GitHub asks to wait."""
_undisturbed: dict[str, Any] = {}


async def undisturbed(name: str, steps: Sequence[Step]) -> dict[str, Any]:
    """How it ends when nothing goes wrong."""
    if name not in _undisturbed:
        async with playing() as (story, _):
            _undisturbed[name] = await play(story, steps)
    return dict(_undisturbed[name])


async def patiently(story: Story, fate: Fate, steps: Sequence[Step]) -> dict[str, Any]:
    """Act it all; after each act the clock goes on until nothing waits for its second try."""
    for step in steps:
        await step(story)
        service = fate.scene.service
        assert service is not None
        while (retry := service.queue.next_retry()) is not None:
            story.gh.clock.move(max(retry - story.gh.clock.now(), timedelta(0)) + timedelta(seconds=1))
            service.queue.look()
            await fate.settle()
    return outcome(story)


@pytest.mark.parametrize(("endpoint", "fault"), take_every(2, list(product(ENDPOINTS, ("lost after", "429")))))
async def test_one_fault_on_one_kind_of_change_leaves_no_trace(endpoint: str, fault: str) -> None:
    kind, retry_after = FAULTS[fault]
    method, path = ENDPOINTS[endpoint]
    async with playing(patient=False) as (story, fate):
        scripted = story.gh.faults.add(kind=kind, method=method, path=path, retry_after=retry_after)
        end = await patiently(story, fate, LINE)
        assert scripted.fired == 1
        assert differences(end, await undisturbed("line", LINE)) == ""
        assert story.gh.breaches == []
        fits_law(story)


@pytest.mark.parametrize("fault", take_every(3, list(FAULTS)))
async def test_a_fault_on_every_change_once_leaves_no_trace(fault: str) -> None:
    kind, retry_after = FAULTS[fault]
    async with playing(patient=False) as (story, fate):
        struck: set[tuple[str, str]] = set()

        def each_once(method: str, path: str) -> bool:
            new = method != "GET" and (method, path) not in struck
            struck.add((method, path))
            return new

        scripted = story.gh.faults.add(kind=kind, path=each_once, times=None, retry_after=retry_after)
        end = await patiently(story, fate, LINE)
        assert scripted.fired > 20
        assert differences(end, await undisturbed("line", LINE)) == ""
        assert story.gh.breaches == []
        fits_law(story)


@pytest.mark.parametrize("fault", take_every(2, list(FAULTS)))
async def test_a_fault_on_every_read_once_leaves_no_trace(fault: str) -> None:
    kind, retry_after = FAULTS[fault]
    async with playing(patient=False) as (story, fate):
        struck: set[str] = set()

        def each_once(method: str, path: str) -> bool:
            new = method == "GET" and path not in struck
            struck.add(path)
            return new

        scripted = story.gh.faults.add(kind=kind, path=each_once, times=None, retry_after=retry_after)
        end = await patiently(story, fate, LINE)
        assert scripted.fired > 5
        assert differences(end, await undisturbed("line", LINE)) == ""
        assert story.gh.breaches == []
        fits_law(story)


@pytest.mark.parametrize("steps", [LINE, WITHDRAWN], ids=["line", "withdrawn"])
async def test_a_listing_that_lags_behind_makes_nothing_appear_twice(steps: Sequence[Step]) -> None:
    async with playing(patient=False) as (story, fate):
        story.gh.listing_lag(5)
        end = await patiently(story, fate, steps)
        assert differences(end, await undisturbed("line" if steps is LINE else "withdrawn", steps)) == ""
        fits_law(story)


@pytest.mark.parametrize("seconds", [2, 5, 20])
async def test_a_lost_answer_while_listings_lag_leaves_no_second_comment(seconds: int) -> None:
    async with playing(patient=False) as (story, fate):
        story.gh.listing_lag(seconds)
        struck: set[int] = set()

        def every_other(method: str, path: str) -> bool:
            struck.add(len(story.gh.requests))
            return method == "POST" and path.endswith("/comments") and len(struck) % 2 == 0

        story.gh.faults.add(kind="lost_after", path=every_other, times=None)
        end = await patiently(story, fate, LINE)
        story.gh.faults.clear()
        assert differences(end, await undisturbed("line", LINE)) == ""
        fits_law(story)
