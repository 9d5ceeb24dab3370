"""What reviewers say in comments, who may say it, and how the bot answers."""

from __future__ import annotations

import pytest

from bot.playground.scene import NOMINATOR
from tests.story import L1, L2, MAINTAINER, STRANGER, Story

OPEN = ("open", "open")
DONE, PUZZLED = {"+1"}, {"confused"}


async def test_claim_takes_the_first_seat_and_then_the_second(screening: Story) -> None:
    first = await screening.says(L1, "/claim")
    second = await screening.says(L2, "/claim")

    assert screening.reactions(first) == screening.reactions(second) == DONE
    assert f"first review `{L1}`" in screening.board.text
    assert f"second review `{L2}`" in screening.board.text
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
    assert "Stage: **screening**" in reply
    assert "**Waiting for a reviewer until 9 March 2026:** first review of indicators 1 and 2." in reply
    assert "#issuecomment-" in reply
    assert screening.reactions(said) == DONE


async def test_help_shows_first_what_this_person_may_do_here(screening: Story) -> None:
    await screening.says(L1, "/help")
    await screening.says(NOMINATOR, "/help")
    await screening.says(STRANGER, "/commands")

    reviewer, nominator, stranger = (reply.partition("<details>")[0] for reply in screening.replies())
    assert "/pass" in reviewer
    assert r"/close duplicate\|spam reason" in reviewer
    assert "/close withdrawn reason" in nominator
    assert "/pass" not in nominator
    assert "/status" in stranger
    assert "/close" not in stranger
    assert all("/pass" in reply for reply in screening.replies())


@pytest.mark.parametrize("who", [NOMINATOR, STRANGER])
@pytest.mark.parametrize("command", ["/claim", "/pass 1", "/fail 1 no evidence", "/na 9b none", "/reset 1"])
async def test_reviewing_is_for_reviewers(screening: Story, who: str, command: str) -> None:
    said = await screening.says(who, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Only a reviewer")
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


@pytest.mark.parametrize("command", ["/pass", "/pass looks good", "/fail", "/na because", "/reset"])
async def test_a_verdict_that_names_no_indicator_says_which_there_are(screening: Story, command: str) -> None:
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("It needs an indicator (1, 2, 3, 4, 5, 6, 7, 8, 9, 9a, 9b, 9c")


@pytest.mark.parametrize("word", ["10", "1x"])
async def test_an_indicator_that_there_is_not_is_named(screening: Story, word: str) -> None:
    said = await screening.says(L1, f"/pass {word}")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies(f"There is no indicator `{word}`. There are: 1, 2, 3, 4, 5, 6, 7, 8, 9, 9a, 9b, 9c")


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


@pytest.mark.parametrize(("who", "typed"), [(NOMINATOR, "overide"), (STRANGER, "withdrw"), (L1, "overide"), (L1, "shrug")])
async def test_a_slash_word_near_nothing_that_this_person_may_use_is_left_alone(screening: Story, who: str, typed: str) -> None:
    said = await screening.says(who, f"/{typed}")

    assert screening.replies() == []
    assert screening.reactions(said) == set()
