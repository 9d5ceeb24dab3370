"""The board is the bot's memory: it comes back whatever people do to it, and nothing is told twice."""

from __future__ import annotations

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.text import marks
from tests.story import L2, MAINTAINER, Story, body_with_gap

DISCUSSED = "channels:\n  release: {kind: release, discussion: Announcements}\n"
PUZZLED = {"confused"}


async def test_a_board_that_is_deleted_is_rebuilt_with_its_verdicts_and_stage(reviewing: Story) -> None:
    before = reviewing.board
    (board,) = reviewing.boards
    said = reviewing.replies()
    reviewing.gh.as_user(MAINTAINER).delete_comment(REPO, board.id)
    await reviewing.scene.settle()

    assert reviewing.board.text == before.text
    assert reviewing.stage == "technical review"
    assert reviewing.replies() == said


async def test_a_board_that_is_deleted_while_the_bot_is_down_is_rebuilt_at_its_start(reviewing: Story) -> None:
    before = reviewing.board
    await reviewing.scene.stop()
    reviewing.gh.as_user(MAINTAINER).delete_comment(REPO, reviewing.boards[0].id)
    await reviewing.scene.start()

    assert reviewing.board.text == before.text


async def test_nothing_is_announced_again_when_the_board_of_an_approved_nomination_is_deleted(finished: Story) -> None:
    said = finished.replies()
    finished.gh.as_user(MAINTAINER).delete_comment(REPO, finished.boards[0].id)
    await finished.scene.settle()

    assert finished.stage == "dpg"
    assert finished.replies() == said
    assert finished.announced == (1, 1)
    assert not finished.is_open
    assert "passed" in finished.board.row("5")
    assert len(finished.repo.pulls) == 2


async def test_a_lost_board_of_a_withdrawn_nomination_does_not_bring_it_back(reviewing: Story) -> None:
    await reviewing.says(NOMINATOR, "/withdraw")
    said = reviewing.replies()
    reviewing.gh.as_user(MAINTAINER).delete_comment(REPO, reviewing.boards[0].id)
    await reviewing.scene.settle()

    assert (reviewing.stage, reviewing.is_open) == ("withdrawn", False)
    assert reviewing.pull("dpg").state == "closed"
    assert reviewing.replies() == said


FALSE_MARK = "<!-- dpgbot board v1 e30= 00000000000000000000000000000000 -->"


@pytest.mark.parametrize("text", ["-", "Everything has passed.", f"Everything has passed.\n\n{FALSE_MARK}"])
async def test_a_board_that_is_tampered_with_is_put_back(reviewing: Story, text: str) -> None:
    before = reviewing.board
    (board,) = reviewing.boards
    reviewing.gh.as_user(MAINTAINER).edit_comment(REPO, board.id, text)
    await reviewing.scene.settle()

    assert [b.id for b in reviewing.boards] == [board.id]
    assert reviewing.board.text == before.text
    assert reviewing.stage == "technical review"


async def test_words_changed_on_the_board_are_put_back_and_its_memory_is_kept(reviewing: Story) -> None:
    (board,) = reviewing.boards
    changed = board.body.replace("**failed**", "passed")
    reviewing.gh.as_user(MAINTAINER).edit_comment(REPO, board.id, changed)
    await reviewing.scene.settle()

    assert marks.strip(reviewing.boards[0].body) == marks.strip(board.body)
    assert reviewing.boards[0].id == board.id


async def test_a_memory_copied_from_another_nomination_is_not_believed(reviewing: Story) -> None:
    mine = reviewing.number
    (board,) = reviewing.boards
    await reviewing.opens(body=body_with_gap(), title="Another")
    other = reviewing.boards[0]
    copied = f"{marks.strip(other.body)}\n\n{board.body.splitlines()[-1]}"
    reviewing.gh.as_user(MAINTAINER).edit_comment(REPO, other.id, copied)
    await reviewing.scene.settle()

    assert reviewing.number != mine
    assert reviewing.stage == "submitted"
    assert "passed" not in reviewing.board.row("1")


async def test_of_two_boards_the_older_stays(reviewing: Story) -> None:
    (board,) = reviewing.boards
    reviewing.gh.as_user(BOT).comment(REPO, reviewing.number, board.body)
    await reviewing.scene.settle()

    assert [b.id for b in reviewing.boards] == [board.id]
    assert reviewing.stage == "technical review"


async def test_a_board_that_a_stranger_copies_is_only_a_comment(reviewing: Story) -> None:
    (board,) = reviewing.boards
    reviewing.gh.add_user("mallory")
    copy = await reviewing.says("mallory", board.body)
    await reviewing.restarts()

    assert copy in [c.id for c in reviewing.comments]
    assert reviewing.stage == "technical review"
    assert [b.id for b in reviewing.boards] == [board.id]


async def test_a_board_that_is_put_back_while_the_bot_is_down_is_told(screening: Story) -> None:
    board = screening.boards[0]
    said = await screening.says(L2, "/fail 2 the licence is another one")
    await screening.scene.stop()
    screening.days_pass(1)
    screening.gh.as_user(MAINTAINER).edit_comment(REPO, board.id, board.body)
    screening.gh.as_user(MAINTAINER).delete_comment(REPO, said)
    await screening.scene.start()
    await screening.scene.settle()

    told = screening.replies("Somebody has edited the board while I was not running")
    assert len(told) == 1
    assert "reviewers, please look at the table above" in told[0]
    await screening.restarts()
    assert len(screening.replies("Somebody has edited the board")) == 1
