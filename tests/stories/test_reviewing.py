"""What reviewers say in comments, who may say it, and how the bot answers."""

from __future__ import annotations

import pytest

from bot.scene import BOT, NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, Story, complete_body, records

OPEN = ("open", "open")
STRANGER = "passer-by"
DONE, PUZZLED = {"+1"}, {"confused"}


@pytest.fixture
async def screening(story: Story) -> Story:
    """A complete nomination that waits for its reviewers; a stranger is about."""
    story.gh.add_user(STRANGER)
    await story.opens()
    return story


async def test_claim_takes_the_first_seat_and_then_the_second(screening: Story) -> None:
    first = await screening.says(L1, "/claim")
    second = await screening.says(L2, "/claim")

    assert screening.reactions(first) == screening.reactions(second) == DONE
    assert "first review by `rev-lin`" in screening.board.text
    assert "second review by `rev-omar`" in screening.board.text
    assert screening.replies() == []


async def test_who_claims_twice_is_told_so(screening: Story) -> None:
    await screening.says(L1, "/claim")
    again = await screening.says(L1, "/claim")

    assert screening.reactions(again) == PUZZLED
    assert screening.replies("You are a reviewer of this nomination already.")


async def test_pass_is_a_verdict_that_shows_on_the_board(screening: Story) -> None:
    said = await screening.says(L1, "/pass 1 clear evidence for SDG 3")

    assert screening.reactions(said) == DONE
    assert screening.board.reviews("1")[0].startswith("passed ([note](")
    assert f"#issuecomment-{said}" in screening.board.row("1")
    assert screening.board.reviews("2") == OPEN
    assert screening.replies() == []


async def test_fail_is_a_verdict_with_a_reason(screening: Story) -> None:
    said = await screening.says(L1, "/fail 2 the repository has no licence file")

    assert screening.reactions(said) == DONE
    assert screening.board.reviews("2")[0].startswith("**failed** ([note](")
    assert screening.board.row("2").startswith("| ❌ |")


async def test_na_says_that_an_indicator_does_not_apply(screening: Story) -> None:
    said = await screening.says(L1, "/na 9c there is no way for users to meet")

    assert screening.reactions(said) == DONE
    assert screening.board.reviews("9c")[0].startswith("not applicable")


async def test_reset_takes_back_ones_own_verdict_and_no_other(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.says(L2, "/pass 1 2")
    said = await screening.says(L1, "/reset 1")

    assert screening.reactions(said) == DONE
    assert screening.board.reviews("1") == ("open", "passed")
    assert screening.board.reviews("2") == ("passed", "passed")


async def test_a_reset_of_nothing_is_refused(screening: Story) -> None:
    await screening.says(L2, "/pass 1")
    said = await screening.says(L1, "/reset 1")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("no verdict there that could be taken back")
    assert screening.board.reviews("1")[0] == "passed"


async def test_the_last_word_of_a_reviewer_counts(screening: Story) -> None:
    await screening.says(L1, "/fail 1 no evidence for SDG 5")
    await screening.says(L1, "/pass 1")

    assert screening.board.reviews("1") == ("passed", "open")


@pytest.mark.parametrize("who", [NOMINATOR, L1, MAINTAINER, STRANGER])
async def test_everybody_may_ask_for_the_status(screening: Story, who: str) -> None:
    said = await screening.says(who, "/status")

    (reply,) = screening.replies()
    assert "in **screening**" in reply
    assert "reviewer's turn" in reply
    assert "#issuecomment-" in reply
    assert screening.reactions(said) == DONE


async def test_help_shows_first_what_this_person_may_do_here(screening: Story) -> None:
    await screening.says(L1, "/help")
    await screening.says(NOMINATOR, "/help")
    await screening.says(STRANGER, "/commands")

    reviewer, nominator, stranger = (reply.partition("<details>")[0] for reply in screening.replies())
    assert "/pass" in reviewer
    assert "/withdraw" not in reviewer
    assert "/withdraw" in nominator
    assert "/pass" not in nominator
    assert "/status" in stranger
    assert "/withdraw" not in stranger
    assert all("/pass" in reply for reply in screening.replies())


@pytest.mark.parametrize("who", [NOMINATOR, STRANGER])
@pytest.mark.parametrize("command", ["/claim", "/pass 1", "/fail 1 no evidence", "/na 9b none", "/reset 1"])
async def test_reviewing_is_for_reviewers(screening: Story, who: str, command: str) -> None:
    said = await screening.says(who, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Only a reviewer or a maintainer can do this.")
    assert screening.board.reviews("1") == OPEN


@pytest.mark.parametrize("command", ["/claim", "/pass 1 2", "/fail 1 no", "/na 9b none", "/reset 1"])
async def test_nobody_reviews_their_own_nomination(story: Story, command: str) -> None:
    await story.opens(who=MAINTAINER)
    said = await story.says(MAINTAINER, command)

    assert story.reactions(said) == PUZZLED
    assert story.replies("Nobody reviews their own nomination")
    assert story.board.reviews("1") == OPEN
    assert "Reviewers:" not in story.board.text


@pytest.mark.parametrize("command", ["/claim", "/pass 1", "/fail 1 no", "/na 9b none", "/reset 1"])
async def test_a_command_in_the_wrong_stage_says_where_it_can_be_used(screening: Story, command: str) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("this one is in **withdrawn**")


@pytest.mark.parametrize("command", ["/fail 5", "/na 5"])
async def test_a_verdict_that_needs_a_reason_says_so(screening: Story, command: str) -> None:
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("It needs a reason that the nominator can act on")
    assert screening.board.reviews("5") == OPEN


@pytest.mark.parametrize("command", ["/pass", "/pass looks good", "/pass 10", "/fail", "/na because", "/reset", "/pass 1x"])
async def test_a_verdict_that_names_no_indicator_says_which_there_are(screening: Story, command: str) -> None:
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("It needs an indicator (1, 2, 3, 4, 5, 6, 7, 8, 9, 9a, 9b, 9c")


async def test_a_pass_on_what_does_not_apply_says_so(screening: Story) -> None:
    said = await screening.says(L1, "/pass 9b")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("does not apply to this nomination")


NEAR = [(L1, "clam", "claim"), (L1, "pas", "pass"), (NOMINATOR, "withdrw", "withdraw"), (STRANGER, "hlep", "help")]


@pytest.mark.parametrize(("who", "typed", "meant"), NEAR)
async def test_a_mistyped_command_is_answered_with_the_nearest_that_this_person_may_use(
    screening: Story, who: str, typed: str, meant: str
) -> None:
    said = await screening.says(who, f"/{typed} 1")

    assert screening.replies(f"Did you mean `/{meant}`?")
    assert screening.reactions(said) == PUZZLED


@pytest.mark.parametrize(("who", "typed"), [(NOMINATOR, "ineligibel"), (STRANGER, "withdrw"), (L1, "overide"), (L1, "shrug")])
async def test_a_slash_word_near_nothing_that_this_person_may_use_is_left_alone(screening: Story, who: str, typed: str) -> None:
    said = await screening.says(who, f"/{typed}")

    assert screening.replies() == []
    assert screening.reactions(said) == set()


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
    assert screening.board.reviews("1")[0] == "passed"
    assert screening.board.reviews("2")[0] == "open"


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

    assert screening.board.reviews("1")[0] == "open again, the answer was edited"
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
