"""Which comments are heard: once each, from whoever wrote them, and never in silence."""

from __future__ import annotations

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, complete_body, records

OPEN = ("open", "open")
DONE, PUZZLED = {"+1"}, {"confused"}


HIDDEN = [
    "look at\n/etc/passwd",
    "```\n/pass 1 2\n```",
    "    /pass 1 2",
    "> /pass 1 2\n\nI agree with that.",
    "<!--\n/pass 1 2\n-->",
    "- /pass 1 2",
    "Please write `/pass 1 2` when you are done.",
    "I would /pass 1 2",
    "<details>\n\n/pass 1 2\n\n</details>",
]


@pytest.mark.parametrize("text", HIDDEN)
async def test_what_readers_do_not_see_as_a_command_is_none(screening: Story, text: str) -> None:
    before = screening.writes
    await screening.says(L1, text)

    assert screening.writes == before


async def test_one_wrong_command_among_several_does_not_stop_the_others(screening: Story) -> None:
    said = await screening.says(L1, "/claim\n/fail 2\n/pass 1")

    (reply,) = screening.replies()
    assert reply.startswith("`/fail 2` was not carried out.")
    assert screening.board.reviews("1") == ("passed", "open")
    assert screening.board.reviews("2") == OPEN
    assert screening.reactions(said) == PUZZLED


async def test_commands_of_one_comment_see_what_those_before_them_did(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2\n/reset 2\n/reset 2")

    assert screening.board.reviews("1") == ("passed", "open")
    assert screening.board.reviews("2") == OPEN
    assert screening.replies("`/reset 2` was not carried out.")


async def test_ten_commands_of_a_comment_are_carried_out_and_the_rest_is_named(screening: Story) -> None:
    ids = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "9a", "9c", "9c")
    said = await screening.says(L1, "\n".join(f"/pass {i}" for i in ids))

    assert screening.board.reviews("9a")[0] == "passed"
    assert screening.board.reviews("9c")[0] == "open"
    (reply,) = screening.replies()
    assert "2 more" in reply
    assert screening.reactions(said) == PUZZLED


async def test_what_is_left_out_is_told_once(screening: Story) -> None:
    await screening.says(L1, "\n".join(["/pass 1"] * 11))
    await screening.restarts()
    await screening.says(L2, "/claim")

    assert len(screening.replies("1 more")) == 1


async def test_a_command_after_a_very_long_text_is_not_passed_over_in_silence(screening: Story) -> None:
    said = await screening.says(L1, "```\n" + "log\n" * 900 + "```\n\n/pass 1")

    assert screening.board.reviews("1") == OPEN
    assert screening.reactions(said) == PUZZLED
    assert len(screening.replies("in a new comment")) == 1


async def test_an_edit_of_ones_own_comment_runs_only_what_is_new_in_it(screening: Story) -> None:
    said = await screening.says(L1, "/pass 1")
    await screening.says(L1, "/reset 1")
    await screening.rewords(L1, said, "/pass 1\n/pass 2")

    assert screening.board.reviews("1") == OPEN
    assert screening.board.reviews("2") == ("passed", "open")
    assert screening.reactions(said) == DONE


async def test_an_edit_that_corrects_a_mistake_is_carried_out(screening: Story) -> None:
    said = await screening.says(L1, "/fail 5")
    await screening.rewords(L1, said, "/fail 5 the guide is behind a login")

    assert screening.board.reviews("5")[0].startswith("**failed**")
    assert len(screening.replies()) == 1


async def test_an_edit_that_only_mends_words_runs_nothing(screening: Story) -> None:
    said = await screening.says(L1, "/pass 1\nGrate!")
    await screening.says(L1, "/reset 1")
    before = screening.writes
    await screening.rewords(L1, said, "/pass 1\nGreat!")

    assert screening.writes == before


async def test_a_command_that_somebody_else_edits_in_gets_a_hint_and_nothing_more(screening: Story) -> None:
    said = await screening.says(L1, "I am still reading.")
    await screening.rewords(MAINTAINER, said, "/pass 1 2")

    assert screening.board.reviews("1") == OPEN
    assert len(screening.replies("Please write the command in a new comment.")) == 1
    assert screening.reactions(said) == PUZZLED


async def test_a_comment_that_was_edited_while_the_bot_was_down_gets_a_hint(screening: Story) -> None:
    said = await screening.says(L1, "I am still reading.")
    await screening.scene.stop()
    screening.gh.as_user(L1).edit_comment(REPO, said, "/pass 1 2")
    await screening.scene.start()
    await screening.restarts()

    assert screening.board.reviews("1") == OPEN
    assert len(screening.replies("Please write the command in a new comment.")) == 1
    assert screening.reactions(said) == PUZZLED


async def test_comments_made_while_the_bot_was_down_are_carried_out_in_their_order(screening: Story) -> None:
    await screening.scene.stop()
    one = screening.gh.as_user(L1).comment(REPO, screening.number, "/fail 1 no evidence")
    two = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 2")
    three = screening.gh.as_user(STRANGER).comment(REPO, screening.number, "/fail 1 I do not like it")
    await screening.scene.start()

    assert screening.board.reviews("1") == ("passed", "open")
    assert screening.status("candidate") == "success"
    assert (screening.reactions(one), screening.reactions(two), screening.reactions(three)) == (DONE, DONE, PUZZLED)


async def test_a_nomination_opened_while_the_bot_was_down_is_taken_up(story: Story) -> None:
    await story.scene.stop()
    story.number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body())
    story.gh.as_user(L1).comment(REPO, story.number, "/pass 1 2")
    await story.scene.start()

    assert story.status("candidate") == "success"
    assert len(story.boards) == 1


async def test_a_delivery_that_comes_again_is_not_carried_out_again(screening: Story) -> None:
    await screening.says(L1, "/pass 1\n/fail 2")
    again = [d for d in screening.gh.deliveries if d.event == "issue_comment"]
    await screening.says(L1, "/reset 1")
    before = screening.writes
    for delivery in again:
        await screening.gh.redeliver(delivery)
    await screening.scene.settle()
    await screening.restarts()

    assert screening.board.reviews("1") == OPEN
    assert len(screening.replies()) == 1
    assert screening.writes == before


async def test_when_github_does_not_tell_the_rights_nothing_is_carried_out(screening: Story) -> None:
    screening.impatient()
    screening.gh.faults.add(kind="500", path="/permission$", times=None)
    said = await screening.says(L1, "/pass 1 2")

    assert screening.board.reviews("1") == OPEN
    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Please try again in a minute.")

    screening.gh.faults.clear()
    await screening.says(L1, "/pass 1 2")
    assert screening.board.reviews("1") == ("passed", "open")


async def test_a_right_that_was_taken_away_is_gone(screening: Story) -> None:
    await screening.says(L1, "/pass 1")
    screening.gh.set_role(REPO, L1, None)
    await screening.restarts()
    said = await screening.says(L1, "/pass 2")

    assert screening.reactions(said) == PUZZLED
    assert screening.board.reviews("1") == ("open", f"passed by `{L1}`, please look again: `{L1}` is no longer a reviewer")
    assert screening.board.reviews("2") == OPEN


async def test_a_command_on_a_stage_pull_request_counts_as_on_the_issue_and_is_answered_there(screening: Story) -> None:
    pull = screening.pull("candidate").number
    good = await screening.says(L1, "/pass 1 2 clear", thread=pull)
    bad = await screening.says(L1, "/fail 5", thread=pull)

    assert screening.board.reviews("1")[0].startswith("passed")
    assert f"/{pull}#issuecomment-{good}" in screening.board.row("1")
    assert screening.status("candidate") == "success"
    assert (screening.reactions(good), screening.reactions(bad)) == (DONE, PUZZLED)
    assert screening.replies("`/fail 5` was not carried out", thread=pull)
    assert screening.replies() == []


async def test_comments_of_bots_are_ignored(screening: Story) -> None:
    screening.gh.world.add_account("ci[bot]", "Bot")
    screening.gh.set_role(REPO, "ci[bot]", "admin")
    before = screening.writes
    await screening.says("ci[bot]", "/pass 1 2")
    await screening.says(BOT, "/pass 1 2")
    await screening.restarts()

    assert screening.writes == before
    assert screening.board.reviews("1") == OPEN


async def test_an_edit_of_an_answer_opens_its_indicator_again(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    nominee, _ = records()
    goals = [{**goal, "evidenceText": "Another story altogether."} for goal in nominee["SDGs"]]
    await screening.edits(complete_body(SDGs=goals))

    assert screening.board.reviews("1")[0].endswith("the answer was edited")
    assert screening.board.reviews("2")[0] == "passed"
    assert screening.status("candidate") == "pending"

    await screening.says(L1, "/pass 1")
    assert screening.status("candidate") == "success"


async def test_an_edit_that_is_taken_back_gives_the_verdicts_back(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(SDGs=[{"SDGNumber": 1, "evidenceText": "x", "evidenceURL": "https://example.org"}]))
    await screening.edits(complete_body())

    assert screening.board.reviews("1")[0] == "passed"
    assert screening.status("candidate") == "success"
