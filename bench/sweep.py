"""Prints what a sweep over 1,000 open nominations costs: `python bench/sweep.py` from the repository root.

The registry lies on the local GitHub, 8 comments to a nomination, 100 of them with an open stage pull request, other issues
and pull requests beside them. Requests are counted there: all of them, and those that GitHub charges to the hourly quota
(a 304 is free). Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.__main__ import catalogue
from bot.playground.scene import REPO, Scene, scene
from tests.crowd import crowd, hears_nothing
from tests.openapi.judge import Judge
from tests.story import L1, Story

NOMINATIONS, WITH_PULL, OTHERS, OTHER_PULLS, CHANGED = 1_000, 100, 60, 30, 10


@dataclass
class Bill:
    """What one act cost: requests in all, those that are charged, those that write; seconds on the clock and of the processor.

    The local GitHub works in the same process, so the seconds are its own as well.
    """

    requests: int
    charged: int
    writes: int
    clock: float
    processor: float
    looked_at: int

    def line(self, name: str) -> str:
        """One line of the table."""
        each = f"{self.clock * 1_000 / NOMINATIONS:7.2f} {self.processor * 1_000 / NOMINATIONS:7.2f}"
        return f"  {name:<46} {self.requests:6} {self.charged:8} {self.writes:7} {self.looked_at:10} {each}"


async def bill(stage: Scene, act: Callable[[], Coroutine[Any, Any, object]]) -> Bill:
    """Count what happens until the bot has nothing left to do."""
    start, clock, processor = len(stage.gh.requests), time.perf_counter(), time.process_time()
    await act()
    assert stage.service is not None
    looked_at = stage.service.queue.size()
    await stage.settle()
    made = stage.gh.requests[start:]
    writes = sum(each.method != "GET" for each in made)
    spent = (time.perf_counter() - clock, time.process_time() - processor)
    return Bill(len(made), sum(each.charged for each in made), writes, *spent, looked_at)


async def with_token() -> list[str]:
    """Warm, changed and cold, with a token; the limits that were broken."""
    async with scene(catalogue()) as stage:
        story = Story(stage, Judge())
        numbers = await crowd(story, NOMINATIONS, WITH_PULL, OTHERS, OTHER_PULLS)
        await stage.stop()
        cold = await bill(stage, stage.start)
        assert stage.service is not None
        first = await bill(stage, stage.service.sweeps.sweep)
        warm = await bill(stage, stage.service.sweeps.sweep)
        hears_nothing(story)
        plain = await changed(story, numbers[:: len(numbers) // CHANGED][:CHANGED], "/pass 4 clear evidence")
        reviewed = await changed(story, numbers[-CHANGED:], "/pass 1 clear evidence")
    print(cold.line("cold start"))
    print(first.line("the first sweep after it"))
    print(warm.line("warm, nothing changed"))
    print(plain.line(f"{CHANGED} got a verdict, its board and reaction included"))
    print(reviewed.line(f"{CHANGED} with a stage pull request got one"))
    return [
        *broken("cold start", cold.requests, 130),
        *broken("cold start, writes", cold.writes, 0),
        *broken("warm, charged", max(first.charged, warm.charged), 0),
        *broken("warm, in all", max(first.requests, warm.requests), 24),
        *broken("changed, in all", plain.requests, 40),
        *broken("changed with stage pull requests, all but what is written", reviewed.requests - reviewed.writes, 40),
    ]


async def changed(story: Story, numbers: list[int], text: str) -> Bill:
    """A reviewer comments on each of these and the bot does not hear of it; the sweep then does what is asked."""
    hears_nothing(story)
    said = [int(story.gh.as_user(L1).comment(REPO, number, text)) for number in numbers]
    hears_nothing(story)
    assert story.scene.service is not None
    found = await bill(story.scene, story.scene.service.sweeps.sweep)
    assert all("+1" in story.reactions(comment) for comment in said), "every verdict was carried out"
    return found


async def as_app() -> list[str]:
    """The first sweep after a new token of a GitHub App; the limits that were broken."""
    async with scene(catalogue(), as_app=True) as stage:
        story = Story(stage, Judge())
        await crowd(story, NOMINATIONS, WITH_PULL, OTHERS, OTHER_PULLS)
        assert stage.service is not None
        await bill(stage, stage.service.sweeps.sweep)
        stage.gh.clock.move(timedelta(minutes=61))
        renewed = await bill(stage, stage.service.sweeps.sweep)
        stage.gh.clock.move(timedelta(minutes=30))
        warm = await bill(stage, stage.service.sweeps.sweep)
    print(renewed.line("App, the first sweep after a new token"))
    print(warm.line("App, warm"))
    return [*broken("App, charged after a new token", renewed.charged, 24), *broken("App, warm, charged", warm.charged, 0)]


def broken(name: str, found: int, most: int) -> list[str]:
    """What to say of a limit that does not hold."""
    return [f"{name}: {found}, at most {most} allowed"] if found > most else []


async def main() -> int:
    """Print the table; the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(f"{NOMINATIONS:,} open nominations, {NOMINATIONS * 8:,} comments, {WITH_PULL} open stage pull requests")
    print(f"  {'':<46} {'in all':>6} {'charged':>8} {'writes':>7} {'looked at':>10} {'ms each':>7} {'cpu':>7}")
    wrong = [*await with_token(), *await as_app()]
    print(f"most memory, the local GitHub included: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB")
    for sentence in wrong:
        print(f"LIMIT BROKEN: {sentence}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
