"""The same line with a GitHub App instead of a token: its own account, its own short-lived tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.playground.scene import REPO
from bot.text.record.record import dumps
from tests.story import L1, L2, MAINTAINER, RECORD, Story, body_with_gap, complete_body, records, telling

APP = "dpg-bot[bot]"


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry whose bot runs as an app."""
    async with telling(as_app=True) as told:
        yield told


def minted(story: Story) -> int:
    """How many tokens the app has made so far."""
    return sum(r.method == "POST" and r.path.endswith("/access_tokens") for r in story.gh.requests)


async def test_an_app_takes_a_nomination_from_its_issue_to_the_announcement(story: Story) -> None:
    await story.opens(body=body_with_gap())
    assert (story.stage, story.board.turn) == ("submitted", "nominator")
    await story.edits(complete_body())
    await story.says(L1, "/claim\n/pass 1 2")
    await story.merges("candidate")
    await story.says(L1, "/pass 1-9c")
    await story.says(L2, "/pass 1-9c")
    (run,) = story.repo.check_runs(story.pull("dpg").head_sha)[-1:]
    assert (run.name, run.conclusion) == ("dpg-review", "success")
    await story.merges("dpg")

    assert (story.stage, story.is_open) == ("dpg", False)
    assert len(story.repo.releases) == 1
    assert len(story.replies("is a digital public good.")) == 1
    assert story.repo.file(f"nominees/{RECORD}.json") == dumps(records()[0])
    assert story.repo.file(f"digitalpublicgoods/{RECORD}.json") == dumps(records()[1])


async def test_everything_is_written_in_the_name_of_the_app(story: Story) -> None:
    await story.opens()
    said = await story.says(L1, "/pass 1 2")

    assert [c.user for c in story.boards] == [APP]
    assert story.pull("candidate").user == APP
    assert story.reactions(said) == {"+1"}
    assert {m.actor for m in story.gh.mutations} == {APP}


async def test_one_token_serves_for_a_whole_hour(story: Story) -> None:
    await story.opens()
    await story.to_dpg()

    assert minted(story) == 1


async def test_a_token_that_has_run_out_is_replaced_by_one_more(story: Story) -> None:
    await story.opens()
    story.gh.clock.move(timedelta(minutes=61))
    await story.says(L1, "/pass 1 2")
    await story.merges("candidate")

    assert story.stage == "technical review"
    assert minted(story) == 2


async def test_an_app_that_restarts_knows_its_own_board_and_pull_requests_again(story: Story) -> None:
    await story.opens()
    board = story.boards[0].id
    before = story.writes
    await story.restarts()

    assert [b.id for b in story.boards] == [board]
    assert len(story.pulls("candidate")) == 1
    assert story.writes == before


async def test_the_apps_own_words_are_no_commands(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/help")
    before = story.writes
    await story.restarts()

    assert story.writes == before
    assert story.board.reviews("1") == ("open", "open")


async def test_a_maintainer_decides_when_the_pull_request_of_an_app_was_closed_by_hand(story: Story) -> None:
    await story.opens()
    story.gh.as_user(MAINTAINER).close_pull(REPO, story.pull("candidate").number)
    await story.scene.settle()

    assert (story.stage, story.is_open, story.waits_for) == ("screening", True, "maintainer")
