"""Plays: the same acts of the same people again and again, disturbed in one way or another, and what stands there then."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import unified_diff
from pprint import pformat
from typing import Any, cast

from bot.__main__ import catalogue
from bot.github.transport import TIMEOUT_SECONDS
from bot.playground.scene import BOT, Scene, found_registry
from bot.sandbox import CommentSeen, LocalGitHub, PullSeen
from bot.sandbox.ledger import Mutation
from bot.text import marks
from tests.openapi.judge import Judge
from tests.story import L1, L2, LABELS, MAINTAINER, NOMINATOR, Story, body_with_gap, complete_body

Step = Callable[[Story], Awaitable[object]]
Chosen = Callable[[int, Mutation], bool]

LINE: tuple[Step, ...] = (
    lambda story: story.opens(body=body_with_gap()),
    lambda story: story.edits(complete_body()),
    lambda story: story.says(NOMINATOR, "/pass 1"),
    lambda story: story.says(L1, "/claim\n/pass 1 2 clear evidence"),
    lambda story: story.merges("candidate"),
    lambda story: story.says(L1, "/pass all"),
    lambda story: story.says(L2, "/pass all", story.pull("dpg").number),
    lambda story: story.merges("dpg"),
)
"""The main job, with a gap that is filled, a command that is refused, and a command on a stage pull request."""

WITHDRAWN: tuple[Step, ...] = (
    lambda story: story.opens(),
    lambda story: story.says(L1, "/pass 1"),
    lambda story: story.says(NOMINATOR, "/withdraw we will come back"),
)
INELIGIBLE: tuple[Step, ...] = (
    lambda story: story.opens(),
    lambda story: story.says(L1, "/pass 1 2"),
    lambda story: story.merges("candidate"),
    lambda story: story.says(L2, "/fail 4 it needs a closed service"),
    lambda story: story.says(MAINTAINER, "/ineligible"),
)


def never(_number: int, _change: Mutation) -> bool:
    """Chooses none."""
    return False


@dataclass
class Fate:
    """The bot's life in a play: `strike` ends it at once; whoever waits for the bot then sees it start again."""

    scene: Scene
    doomed: asyncio.Event = field(default_factory=asyncio.Event)
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    deaths: int = 0
    asked: int = 0
    """How often the bot was about to change something."""
    done: int = 0
    """How often it did."""
    meanwhile: Callable[[], object] = lambda: None
    """What people do while the bot is dead."""

    @property
    def gh(self) -> LocalGitHub:
        """The local GitHub, which survives."""
        return self.scene.gh

    def watch(self, before: Chosen = never, after: Chosen = never) -> None:
        """Die right before, or right after, the changes that these choose by number, from 0, and content."""

        async def asking(change: Mutation) -> None:
            self.asked += 1
            if before(self.asked - 1, change):
                await self.strike()

        async def did(change: Mutation) -> None:
            self.done += 1
            if after(self.done - 1, change):
                await self.strike()

        self.gh.before_commit, self.gh.on_commit = asking, did

    def __getattr__(self, name: str) -> Any:
        """Everything else is the scene's."""
        return getattr(self.scene, name)

    async def strike(self) -> None:
        """The bot dies while it waits for the answer to this call, which never comes."""
        self.doomed.set()
        await asyncio.Event().wait()

    async def settle(self) -> None:
        """Until the bot has nothing left to do, however often it dies on the way."""
        await self.through(self.scene.settle())

    async def through(self, doing: Coroutine[Any, Any, None]) -> None:
        """Carry on with `doing` until it is done or the bot has died; then let it start again."""
        while not await self._lived(doing):
            self.deaths += 1
            await self.scene.kill()
            self.meanwhile()
            self.dead.set()
            self.doomed.clear()
            doing = self.scene.start()

    async def _lived(self, doing: Coroutine[Any, Any, None]) -> bool:
        life, death = asyncio.create_task(doing), asyncio.create_task(self.doomed.wait())
        await asyncio.wait({life, death}, return_when=asyncio.FIRST_COMPLETED)
        if not self.doomed.is_set():
            death.cancel()
            await life
            return True
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        return False


@asynccontextmanager
async def playing(
    config: str = "", secrets: Mapping[str, str] | None = None, *, patient: bool = True, started: bool = True
) -> AsyncIterator[tuple[Story, Fate]]:
    """A story whose bot can die. Impatient: waiting moves the local clock instead, and GitHub has 0.3 seconds to answer."""
    async with LocalGitHub() as gh:
        scene = Scene(catalogue(), gh, found_registry(gh, config, LABELS if started else ()), secrets or {})
        if not patient:
            scene.sleep, scene.timeout = _jump(gh), 0.3
        else:
            assert scene.timeout == TIMEOUT_SECONDS
        fate, judge = Fate(scene), Judge()
        gh.observers.append(judge)
        if started:
            await scene.start()
        try:
            # A story needs of its scene what a fate has: the local GitHub, and to settle.
            yield Story(cast(Scene, fate), judge), fate
            assert judge.complaints == []
        finally:
            await scene.stop()


def _jump(gh: LocalGitHub) -> Callable[[float], Awaitable[object]]:
    async def sleep(seconds: float) -> None:
        gh.clock.move(timedelta(seconds=max(seconds, 0)))
        await asyncio.sleep(0)

    return sleep


def unseen() -> Chosen:
    """Chooses each change once, however often it is repeated."""
    seen: set[tuple[str, str, str]] = set()

    def choose(_: int, change: Mutation) -> bool:
        identity = (change.method, change.path, str(change.body))
        new = identity not in seen
        seen.add(identity)
        return new

    return choose


async def play(story: Story, steps: Sequence[Step]) -> dict[str, Any]:
    """Act it all, and look at the end."""
    for step in steps:
        await step(story)
    return outcome(story)


def outcome(story: Story) -> dict[str, Any]:
    """All that people can see, with numbers that only count what happened in between taken out."""
    issue, repo = story.repo.issues[story.number], story.repo
    threads = [story.number, *(p.number for p in repo.pulls.values())]
    return {
        "issue": (issue.state, issue.state_reason, sorted(issue.labels)),
        "comments": {thread: _thread(story, thread) for thread in threads},
        "pulls": [_pull(story, pull) for pull in repo.pulls.values()],
        "branches": sorted(repo.branches),
        "files": {path: repo.file(path) for path in repo.files()},
        "releases": [(release.tag, release.name, release.body) for release in repo.releases],
        "issues": len(repo.issues),
    }


def differences(found_registry: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """What is not as expected, line by line; empty when nothing is."""
    texts = (pformat(each, width=160).splitlines() for each in (expected, found_registry))
    return "\n".join(unified_diff(*texts, "expected", "found", n=0, lineterm=""))


def _thread(story: Story, thread: int) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Who wrote what, and the reactions; the order of the bot's own comments among themselves is not told."""
    comments: list[CommentSeen] = story.repo.comments(thread)
    ids = {str(comment.id): index for index, comment in enumerate(c for c in comments if c.user != BOT)}

    def text(comment: CommentSeen) -> str:
        said = marks.strip(comment.body).replace(story.gh.url, "https://github.com")
        return re.sub(r"issuecomment-(\d+)", lambda m: f"issuecomment-{ids.get(m[1], '?')}", said)

    return sorted((c.user, text(c), tuple(sorted(c.reactions))) for c in comments)


def _pull(story: Story, pull: PullSeen) -> tuple[object, ...]:
    files = {path: story.repo.file(path, pull.head) for path in pull.files} if pull.state == "open" else {}
    said = [s for s in story.repo.statuses(pull.head_sha) if s.context == "dpg-review"]
    status = (said[-1].state, said[-1].description) if said else None
    words = (pull.title, marks.strip(pull.body))
    return (pull.number, pull.state, pull.merged, pull.merged_by, pull.head, *words, sorted(pull.files), files, status)


def fits_law(story: Story) -> None:
    """One board, one of each stage pull request, one announcement, whatever happened."""
    assert len(story.boards) == 1
    heads = [pull.head for pull in story.repo.pulls.values()]
    assert len(heads) == len(set(heads))
    assert len(story.replies("is a digital public good.**")) <= 1
    assert len(story.repo.releases) <= 1
