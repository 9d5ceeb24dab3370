"""People do not wait for a dead bot: they merge, close and write in that very moment, and nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.playground.scene import REPO
from tests.laws.playing import Fate, fits_law, playing
from tests.profile import take_every
from tests.story import L1, L2, MAINTAINER, Story

CHANGES = 20
"""More than the bot makes until the candidate pull request is green."""
PARTS = 4


def merge_all(story: Story) -> None:
    """Merge the stage pull requests that are open."""
    for pull in [pull for pull in story.repo.pulls.values() if pull.state == "open"]:
        story.gh.as_user(MAINTAINER).merge(REPO, pull.number)


def close_all(story: Story) -> None:
    """Close them."""
    for pull in [pull for pull in story.repo.pulls.values() if pull.state == "open"]:
        story.gh.as_user(MAINTAINER).close_pull(REPO, pull.number)


def object_and_merge(story: Story) -> None:
    """Say no on the pull request, and merge it all the same."""
    for pull in [pull for pull in story.repo.pulls.values() if pull.state == "open"]:
        story.gh.as_user(L2).comment(REPO, pull.number, "/fail 2 the licence file is another one")
    merge_all(story)


ACTS: dict[str, Callable[[Story], None]] = {"merge": merge_all, "close": close_all, "object and merge": object_and_merge}


async def play(point: int, act: Callable[[Story], None], *, committed: bool) -> tuple[Story, Fate] | None:
    """To the green candidate pull request, with a death at one change; None when there are fewer changes."""
    async with playing() as (story, fate):
        said: list[int] = []
        fate.meanwhile = lambda: act(story)
        fate.watch(**{"after" if committed else "before": lambda number, _: number == point})
        await story.opens()
        if story.repo.pulls and all(pull.state == "open" for pull in story.repo.pulls.values()):
            said.append(await story.says(L1, "/pass 1 2"))
        await story.restarts()
        check_end(story, said)
        before = story.writes
        await story.restarts()
        assert story.writes == before, "a further look finds something to do"
        return (story, fate) if fate.deaths else None


def check_end(story: Story, said: list[int]) -> None:
    """Every command is answered, there is one pull request a stage, and a merge counts or is shown as an override."""
    fits_law(story)
    commands = [
        c for thread in (story.number, *story.repo.pulls) for c in story.repo.comments(thread) if c.body.startswith("/")
    ]
    assert all(comment.reactions for comment in commands), [comment.body for comment in commands if not comment.reactions]
    assert len(story.pulls("candidate")) <= 1
    for pull in story.pulls("candidate"):
        if pull.merged:
            states = [s.state for s in story.repo.statuses(pull.head_sha) if s.context == "dpg-review"]
            assert story.stage not in ("submitted", "screening")
            assert ("⚠️ Override" in story.board.text) == (states[-1:] != ["success"]), (states, story.board.text)
        elif pull.state == "closed":
            assert f"#{pull.number}, which was closed by hand" in story.board.text


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_what_people_do_in_the_moment_of_a_death_counts_once(
    act: Callable[[Story], None], committed: bool, part: int
) -> None:
    for point in take_every(2, range(CHANGES))[part::PARTS]:
        if await play(point, act, committed=committed) is None:
            return
