"""Floods that use up GitHub's pace and quota: the local GitHub keeps its limits here, and refusals are printed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bench.floods import Most, flood
from bench.floods.stage import Stage
from bot.playground.scene import BOT, REPO
from bot.sandbox.limits import Limits
from tests.story import body_with_gap

NOMINATIONS, COMMENTS, FILES, PUSHES = 350, 300, 2_900, 170


def keep_limits() -> Limits:
    """GitHub's own limits for writes that create content, and for points."""
    return Limits(content_per_minute=80, content_per_hour=500, points_per_minute=900)


@contextmanager
def counting(stage: Stage) -> Iterator[None]:
    """Print at the end what GitHub refused, and what was asked inside a pause."""
    github, start = stage.github, len(stage.github.requests)
    try:
        yield
    finally:
        made = [each for each in github.requests[start:] if each.actor == BOT]
        refused, charged = sum(each.status in (403, 429) for each in made), sum(each.charged for each in made)
        print(
            f"  requests: {len(made)}, charged {charged}, refused {refused}, inside pauses {len(github.breaches)}", flush=True
        )


@flood("form-issues", f"strangers open {NOMINATIONS} nominations at once", seconds=120, limits=keep_limits)
async def open_nominations(stage: Stage) -> None:
    """Each from an account of its own."""
    with counting(stage):
        for _ in range(NOMINATIONS):
            stage.github.as_user(stage.add_stranger()).open_issue(REPO, "A nomination", body_with_gap(), ())
            await asyncio.sleep(0)
        await asyncio.Event().wait()


@flood("same-thread", f"a stranger gives {COMMENTS} commands in the reviewer's thread", seconds=120, limits=keep_limits)
async def command_in_the_thread(stage: Stage) -> None:
    """Each is refused with a reply."""
    with counting(stage):
        mallory = stage.github.as_user(stage.add_stranger())
        for _ in range(COMMENTS):
            mallory.comment(REPO, stage.nomination, "/pass 1")
            await asyncio.sleep(0)
        await asyncio.Event().wait()


@flood(
    "many-files",
    f"a stranger pushes {PUSHES} times to a pull request of {FILES} files",
    seconds=60,
    limits=keep_limits,
    most=Most(charged=500),
)
async def push_many_files(stage: Stage) -> None:
    """No push changes more than one of them."""
    with counting(stage):
        name = stage.add_stranger()
        mallory = stage.github.as_user(name)
        mallory.fork(REPO)
        files = {f"vendor/{number}.py": "x\n" for number in range(FILES)}
        mallory.open_pull(REPO, f"{name}:many", "main", "Many files", None, files={**files, "nominees/a.json": "{}"})
        for push in range(PUSHES):
            await asyncio.sleep(0.3)
            mallory.push(f"{name}/{REPO.partition('/')[2]}", "many", {"vendor/0.py": f"{push}\n"}, "A push")
        await asyncio.Event().wait()
