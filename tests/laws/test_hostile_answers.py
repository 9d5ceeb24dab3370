"""Whatever GitHub answers to one question, the pass fails by itself or goes on, and the next one ends where it ends without."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.github.errors import GitHubError
from bot.playground.scene import REPO
from tests.crowd import hears_nothing
from tests.laws.playing import Fate, differences, fits_law, outcome, playing
from tests.profile import count_examples
from tests.stories.pulling import both_files, opens_only
from tests.story import L1, L2, MAINTAINER, NOMINATOR, Story, complete_body

Alter = Callable[[bytes], bytes]
WORDS = (True, -1, 0.5, "x", [None], {"id": "x"})
QUESTIONS = 20
"""Addresses that the sweep and what it leads to read."""


def remove_key(seed: int) -> Alter:
    """Take one key, anywhere in it, out of the answer. A list that is shorter would be another answer, and no wrong one."""
    return lambda content: _change(content, Random(seed), lambda at, key, _: at.pop(key) if isinstance(at, dict) else None)


def replace_value(seed: int) -> Alter:
    """Put something of another type in the place of one value, anywhere in the answer."""

    def replace(at: Any, key: Any, chance: Random) -> None:
        at[key] = chance.choice([word for word in WORDS if type(word) is not type(at[key])])

    return lambda content: _change(content, Random(seed), replace)


def _change(content: bytes, chance: Random, change: Callable[[Any, Any, Random], object]) -> bytes:
    answer = json.loads(content)
    at = answer
    while keys := list(at) if isinstance(at, dict) else list(range(len(at))):
        key = chance.choice(keys)
        if not isinstance(at[key], dict | list) or not at[key] or chance.random() < 0.3:
            change(at, key, chance)
            break
        at = at[key]
    return json.dumps(answer).encode()


WHOLE: dict[str, Alter] = {
    "null": lambda _: b"null",
    "[null]": lambda _: b"[null]",
    "an object": lambda _: b'{"message": "?"}',
    "html": lambda _: b"<!DOCTYPE html><html><h1>Unicorn!</h1></html>",
    "cut off": lambda content: content[: len(content) // 2],
    "nothing": lambda _: b"",
    "in a list": lambda content: b"[" + content + b"]",
}
HOSTILE = st.one_of(
    st.sampled_from(list(WHOLE.values())),
    st.builds(remove_key, st.integers(0, 2**32)),
    st.builds(replace_value, st.integers(0, 2**32)),
)


class Spoiler:
    """Chooses the address that is asked `nth`, and spoils every answer from there."""

    def __init__(self, nth: int) -> None:
        self.nth, self.asked = nth, list[str]()

    def __call__(self, method: str, path: str) -> bool:
        # Who may do what is asked when it is wanted: without an answer a command is refused, with "try again".
        if method != "GET" or path.endswith("/permission"):
            return False
        if path not in self.asked:
            self.asked.append(path)
        return self.asked.index(path) == self.nth


async def prepare(story: Story, fate: Fate) -> None:
    """Much has happened while the bot was deaf; it remembers nothing of what it has read before."""
    await story.opens()
    await story.says(L1, "/claim\n/pass 1 2 clear evidence")
    hears_nothing(story)
    story.gh.as_user(L2).comment(REPO, story.number, "/pass 3 fine")
    story.gh.as_user(L1).comment(REPO, story.pull("candidate").number, "/pass all")
    story.gh.as_user(MAINTAINER).push(REPO, story.pull("candidate").head, {"docs/extra.md": "More\n"}, "By hand")
    story.gh.as_user(NOMINATOR).open_issue(REPO, "Another one", complete_body(name="Another one"))
    opens_only(story, both_files(name="By pull request"))
    forget(fate)


def forget(fate: Fate) -> None:
    """The bot has read nothing yet of what it has to read."""
    service = fate.scene.service
    assert service is not None
    service.transport._answers.clear()
    cache = service.repositories[REPO].context.registry_cache
    cache.listing = type(cache.listing)()


async def sweep(story: Story, fate: Fate) -> None:
    """One sweep, and all that it leads to, with every second try."""
    service = fate.scene.service
    assert service is not None
    story.gh.clock.move(timedelta(hours=1))
    with suppress(GitHubError):
        await service.sweeps.sweep()
    await fate.settle()
    while (retry := service.queue.next_retry()) is not None and not story.gh.faults.are_in_force:
        story.gh.clock.move(max(retry - story.gh.clock.now(), timedelta(0)) + timedelta(seconds=1))
        service.queue.look()
        await fate.settle()


_undisturbed: list[dict[str, Any]] = []


async def play(nth: int = -1, alter: Alter | None = None) -> tuple[dict[str, Any], list[str]]:
    """The end, and the addresses that were asked."""
    async with playing(patient=False) as (story, fate):
        await prepare(story, fate)
        spoiler = Spoiler(nth)
        story.gh.faults.add(kind="altered", path=spoiler, times=None, alter=alter or bytes)
        await sweep(story, fate)
        story.gh.faults.clear()
        for _ in range(2):
            await sweep(story, fate)
        assert fate.scene.service is not None
        assert fate.scene.service.passes.failed_sweeps == 0
        assert story.gh.breaches == []
        fits_law(story)
        return outcome(story), spoiler.asked


async def undisturbed() -> dict[str, Any]:
    if not _undisturbed:
        end, asked = await play()
        assert len(asked) >= QUESTIONS
        _undisturbed.append(end)
    return _undisturbed[0]


@settings(max_examples=count_examples(60), deadline=None)
@given(st.integers(0, QUESTIONS - 1), HOSTILE)
async def test_one_hostile_answer_ends_one_pass_and_no_other(nth: int, alter: Alter) -> None:
    end, _ = await play(nth, alter)
    assert differences(end, await undisturbed()) == ""
