"""Boxes of a stage pull request: a tick is the ticker's own verdict, counts once, and is put back where the right to it is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground.scene import NOMINATOR, REPO
from bot.text import marks
from tests.stories.ticking import boxed, clicks, ticked, ticks
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, telling

OPEN = ("open", "open")
TEAM_ONLY = "reviewers: {title: reviewer, permissions: [], people: [%d]}\n"


@pytest.fixture
async def board(screening: Story) -> Story:
    """A nomination in screening whose reviewers may edit the pull request, as it takes to tick a box."""
    for who in (L1, L2):
        screening.gh.set_role(REPO, who, "write")
    return screening


def told(story: Story, text: str = "") -> list[str]:
    """What the bot said in the thread of the first stage pull request."""
    return story.replies(text, story.pull("candidate").number)


async def test_a_tick_passes_an_indicator_and_takes_a_seat(board: Story) -> None:
    await ticks(board, L2, "1")

    assert board.board.reviews("1") == ("passed", "open")
    assert f"first review `{L2}`" in board.board.text
    assert f"- [x] 1 SDG relevance: passed (`{L2}`)\n- [ ] 2 " in board.pull("candidate").body
    assert board.replies() == told(board) == []


async def test_where_two_have_to_pass_it_the_first_tick_is_counted_beside_the_box(board: Story) -> None:
    await board.to_candidate()
    await ticks(board, L1, "3", kind="dpg")
    assert f"- [ ] 3 Clear ownership: passed by 1 of 2 (`{L1}`)" in board.pull("dpg").body
    assert "3" not in ticked(board, "dpg")

    await ticks(board, L2, "3", kind="dpg")
    assert f"- [x] 3 Clear ownership: passed (`{L1}`, `{L2}`)" in board.pull("dpg").body
    assert board.board.reviews("3") == ("passed", "passed")


async def test_ticks_count_like_commands(board: Story) -> None:
    await ticks(board, L1, "1", "2")

    assert board.status("candidate") == "success"
    assert len(board.boards) == 1


async def test_taking_a_tick_away_takes_the_verdict_back(board: Story) -> None:
    await ticks(board, L1, "1")
    await ticks(board, L1, "1", on=False)

    assert board.board.reviews("1") == OPEN
    assert board.replies() == []


async def test_a_verdict_given_by_command_shows_as_a_tick_and_can_be_unticked(board: Story) -> None:
    await board.says(L1, "/pass 1 2 clear evidence\n/fail 5 behind a login")
    assert ticked(board) == {"1", "2"}
    await ticks(board, L1, "2", on=False)

    assert board.board.reviews("2") == OPEN
    assert board.board.reviews("1")[0].startswith("passed")


async def test_the_tick_of_somebody_else_taken_away_is_put_back_with_the_reason(board: Story) -> None:
    await board.says(L1, "/pass 1")
    await ticks(board, L2, "1", on=False)

    (reply,) = told(board)
    assert reply.startswith(f"The box that `{L2}` changed at `1` was put back. You have given no verdict there")
    assert board.board.reviews("1") == ("passed", "open")
    assert ticked(board) == {"1"}


async def test_words_that_somebody_changes_are_put_back_in_silence(board: Story) -> None:
    pull = board.pull("candidate")
    board.gh.as_user(L1).edit_issue(REPO, pull.number, body=pull.body.replace("follows", "ignores"))
    await board.scene.settle()

    assert marks.strip(board.pull("candidate").body) == marks.strip(pull.body)
    assert board.replies() == told(board) == []


async def test_boxes_of_a_text_without_the_bots_mark_are_none(board: Story) -> None:
    pull = board.pull("candidate")
    board.gh.as_user(L1).edit_issue(REPO, pull.number, body=marks.strip(boxed(pull.body, "1")))
    await board.scene.settle()

    assert board.board.reviews("1") == OPEN
    assert ticked(board) == set()
    assert told(board) == []


async def test_a_nominator_with_write_permission_ticks_nothing(board: Story) -> None:
    board.gh.set_role(REPO, NOMINATOR, "write")
    await ticks(board, NOMINATOR, "1")

    assert board.board.reviews("1") == OPEN
    (reply,) = told(board, f"The box that `{NOMINATOR}` changed at `1` was put back.")
    assert "Nobody reviews their own nomination" in reply
    assert ticked(board) == set()


async def test_write_permission_alone_is_no_right_to_review() -> None:
    async with telling() as story:
        number = story.gh.world.account(L1).id
        await story.configures(TEAM_ONLY % number)
        story.gh.add_user(STRANGER)
        story.gh.set_role(REPO, STRANGER, "write")
        await story.opens()
        await ticks(story, STRANGER, "1")

        assert story.board.reviews("1") == OPEN
        assert told(story, "was put back. Only a reviewer")
        assert ticked(story) == set()


async def test_when_github_does_not_tell_the_rights_a_tick_is_put_back(board: Story) -> None:
    board.impatient()
    board.gh.faults.add(kind="500", path="/permission$", times=None)
    await ticks(board, L1, "1")

    assert board.board.reviews("1") == OPEN
    assert ticked(board) == set()
    assert told(board, "Please try again in a minute.")


async def test_a_tick_counts_once_however_often_it_is_delivered(board: Story) -> None:
    await ticks(board, L1, "1")
    again = [d for d in board.gh.deliveries if d.event == "pull_request"]
    await board.says(L1, "/reset 1")
    before = board.writes
    for delivery in again:
        await board.gh.redeliver(delivery)
    await board.scene.settle()

    assert board.board.reviews("1") == OPEN
    assert board.writes == before


async def test_two_reviewers_tick_in_the_same_second(board: Story) -> None:
    board.gh.clock.step = timedelta(0)
    board.gh.hold_deliveries = True
    clicks(board, L1, "1")
    clicks(board, L2, "2")
    board.gh.hold_deliveries = False
    await board.scene.settle()

    assert board.board.reviews("1") == ("passed", "open")
    assert board.board.reviews("2") == ("open", "passed")
    assert ticked(board) == {"1", "2"}
    assert told(board) == []


async def test_a_tick_made_on_a_page_that_does_not_show_the_others_tick_yet_takes_nothing_from_it(board: Story) -> None:
    page = board.pull("candidate").body
    board.gh.clock.step = timedelta(0)
    board.gh.hold_deliveries = True
    clicks(board, L1, "1")
    clicks(board, L2, "2", body=page)
    board.gh.hold_deliveries = False
    await board.scene.settle()

    assert board.board.reviews("1") == ("passed", "open")
    assert board.board.reviews("2") == ("open", "passed")
    assert ticked(board) == {"1", "2"}


async def test_several_ticks_of_one_person_in_the_same_second_all_count(board: Story) -> None:
    board.gh.clock.step = timedelta(0)
    for indicator in ("1", "2"):
        clicks(board, L1, indicator)
    await board.scene.settle()

    assert [board.board.reviews(i)[0] for i in ("1", "2")] == ["passed"] * 2


async def test_more_boxes_than_one_at_once_are_read_too(board: Story) -> None:
    clicks(board, L1, "2", body=boxed(board.pull("candidate").body, "1"))
    await board.scene.settle()

    assert ticked(board) == {"1", "2"}


async def test_a_tick_made_while_the_bot_was_down_is_put_back(board: Story) -> None:
    await board.scene.stop()
    clicks(board, L1, "1")
    await board.scene.start()

    assert board.board.reviews("1") == OPEN
    assert ticked(board) == set()
    assert len(board.boards) == 1


async def test_an_edit_of_an_answer_unticks_what_rested_on_it(board: Story) -> None:
    await ticks(board, L1, "1", "2")
    await board.edits("### Project name\n\nAnother\n\n### Description\n\nx\n")

    assert "1" not in ticked(board)


async def test_what_was_ticked_comes_back_with_a_board_that_is_deleted(board: Story) -> None:
    await ticks(board, L1, "1", "2")
    before = board.board.text
    board.gh.as_user(MAINTAINER).delete_comment(REPO, board.boards[0].id)
    await board.scene.settle()

    assert board.board.text == before
    assert ticked(board) == {"1", "2"}


async def test_what_was_ticked_comes_back_when_somebody_empties_the_board(board: Story) -> None:
    await ticks(board, L1, "1", "2")
    before = board.board.text
    board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, "-")
    await board.scene.settle()

    assert board.board.text == before
    assert len(board.replies(f"`{MAINTAINER}` put an older or damaged text in the place of the board.")) == 1


async def test_an_old_board_that_is_put_back_does_not_bring_old_verdicts_back(board: Story) -> None:
    await ticks(board, L1, "1")
    old = board.boards[0].body
    await ticks(board, L1, "1", on=False)
    await ticks(board, L1, "2")
    newest = board.board.text
    board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, old)
    await board.scene.settle()

    assert board.board.text == newest
    assert board.board.reviews("1") == OPEN
    assert board.board.reviews("2")[0] == "passed"
    assert len(board.replies("the newest one back")) == 1
    await board.restarts()
    assert board.board.text == newest


async def test_an_old_board_put_back_while_the_bot_was_down_is_not_believed(board: Story) -> None:
    await ticks(board, L1, "1")
    old = board.boards[0].body
    await ticks(board, L1, "1", on=False)
    await board.says(L2, "/pass 2")
    await board.says(L2, "/pass 99")  # the bot's reply repeats how new the board was
    await board.scene.stop()
    board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, old)
    await board.scene.start()

    assert board.board.reviews("1") == OPEN
    assert "passed" in board.board.row("2")
    (lost,) = board.replies("No comment repeats what was ticked on it")
    assert f"- `{L1}`: 1" in lost
    serials = len(board.replies())
    await board.restarts()
    assert len(board.replies()) == serials


async def test_a_board_that_was_worked_out_again_is_newer_than_every_old_one(board: Story) -> None:
    await ticks(board, L1, "1")
    old = board.boards[0].body
    await board.says(L2, "/pass 99")
    await board.scene.stop()
    board.gh.as_user(MAINTAINER).delete_comment(REPO, board.boards[0].id)
    await board.scene.start()
    rebuilt = board.board.text
    board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, old)
    await board.scene.settle()

    assert board.board.text == rebuilt
    await board.restarts()
    assert board.board.text == rebuilt


async def test_whichever_of_the_old_boards_is_put_back_the_newest_stands(board: Story) -> None:
    bodies = [board.boards[0].body]
    await ticks(board, L1, "1", "2")
    bodies.append(board.boards[0].body)
    await board.says(L2, "/fail 3 no owner is named")
    bodies.append(board.boards[0].body)
    await ticks(board, L1, "1", on=False)
    newest = board.board.text
    for old in bodies:
        board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, old)
        await board.scene.settle()
        assert board.board.text == newest
    assert len(board.boards) == 1


async def test_a_board_put_back_in_the_second_of_a_command_loses_neither(board: Story) -> None:
    old = board.boards[0].body
    await ticks(board, L1, "1")
    board.gh.clock.step = timedelta(0)
    board.gh.hold_deliveries = True
    board.gh.as_user(MAINTAINER).edit_comment(REPO, board.boards[0].id, old)
    board.gh.as_user(L2).comment(REPO, board.number, "/pass 2")
    board.gh.hold_deliveries = False
    await board.scene.settle()

    assert board.board.reviews("1") == ("passed", "open")
    assert board.board.reviews("2") == ("open", "passed")
