"""A stranger's pull request with the very commit of a stage pull request as its head."""

from __future__ import annotations

from bot.playground.scene import REPO
from tests.story import L1, STRANGER, Story


async def test_it_does_not_hold_back_the_stage_pull_request(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") == "success"

    story.gh.add_user(STRANGER)
    person = story.gh.as_user(STRANGER)
    fork = person.fork(REPO)
    story.gh.repo(fork)._repo.refs["heads/mine"] = story.pull("candidate").head_sha
    person.open_pull(REPO, f"{STRANGER}:mine", "main", "Mine")
    await story.scene.settle()

    assert story.status("candidate") == "success"
    await story.merges("candidate")
    assert story.stage != "screening"
