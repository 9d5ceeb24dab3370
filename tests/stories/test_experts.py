"""Experts: asked about one indicator, without any right on the repository, and only that indicator waits for them."""

from __future__ import annotations

import pytest

from bot.playground.scene import NOMINATOR
from bot.text.form.body import render
from tests.story import L1, L2, MAINTAINER, STANDARD, Story, records

DONE, PUZZLED = {"+1"}, {"confused"}
EXPERT = "privacy-ana"
CONSULT = f"/consult 9a @{EXPERT} is the retention period lawful?"


@pytest.fixture
async def consulted(reviewing: Story) -> Story:
    """A technical review in which an expert was asked about 9a."""
    reviewing.gh.add_user(EXPERT)
    await reviewing.says(L2, CONSULT)
    return reviewing


async def test_an_expert_is_asked_in_a_comment_and_only_that_indicator_waits(consulted: Story) -> None:
    (asked,) = consulted.replies("asks for your view on 9a")
    assert asked.startswith(f"@{EXPERT}, `{L2}` asks")
    assert "> is the retention period lawful?" in asked
    assert "expert" in consulted.waits_for
    assert f"to the expert `{EXPERT}` about 9a" in consulted.board.text


async def test_the_rest_is_reviewed_while_an_expert_is_asked(story: Story) -> None:
    story.gh.add_user(EXPERT)
    await story.opens()
    await story.to_candidate()
    await story.says(L1, CONSULT)

    assert (story.stage, story.waits_for) == ("technical review", "expert, reviewer")
    assert f"**Waiting for `{EXPERT}` until 16 March 2026:** question 1 about indicator 9a." in story.board.headline
    assert f"**Waiting for `{L1}` until 23 March 2026:** first review of indicators 3 to 9 and 9c." in story.board.headline


@pytest.mark.parametrize(
    ("verdict", "word"),
    [("/pass 9a seven years are fine", "passed"), ("/fail 9a too long", "failed"), ("/na 9a none kept", "not applicable")],
)
async def test_the_experts_verdict_is_advice_and_brings_the_review_back(consulted: Story, verdict: str, word: str) -> None:
    said = await consulted.says(EXPERT, verdict)

    assert consulted.reactions(said) == DONE
    assert consulted.stage == "technical review"
    assert f"expert `{EXPERT}`: " in consulted.board.row("9a")
    assert word in consulted.board.row("9a")
    assert consulted.board.reviews("9a") == ("open", "open")
    assert EXPERT not in next(line for line in consulted.board.text.splitlines() if line.startswith("- Reviewers"))


@pytest.mark.parametrize(
    "command", ["/pass 8", "/pass 9a 8", "/fail 1 no", "/claim", "/ask 9a why?", "/ineligible", "/answer 1 yes"]
)
async def test_only_that_indicator_is_the_experts(consulted: Story, command: str) -> None:
    said = await consulted.says(EXPERT, command)

    assert consulted.reactions(said) == PUZZLED
    assert "expert" in consulted.waits_for
    assert consulted.board.reviews("8") == ("open", "open")


async def test_another_indicator_is_refused_with_the_one_that_was_asked_about(consulted: Story) -> None:
    await consulted.says(EXPERT, "/pass 8")

    assert consulted.replies("You were asked about indicator 9a; the others are for the reviewers.")


async def test_once_the_expert_has_answered_there_is_nothing_more_to_say(consulted: Story) -> None:
    await consulted.says(EXPERT, "/pass 9a")
    said = await consulted.says(EXPERT, "/fail 9a on second thoughts")

    assert consulted.reactions(said) == PUZZLED
    assert "expert `privacy-ana`: passed" in consulted.board.row("9a")


async def test_whoever_was_not_asked_is_no_expert(consulted: Story) -> None:
    consulted.gh.add_user("another")
    said = await consulted.says("another", "/pass 9a")

    assert consulted.reactions(said) == PUZZLED
    assert "expert" in consulted.waits_for


async def test_advice_settles_nothing_and_reviewers_weigh_it(consulted: Story) -> None:
    await consulted.says(EXPERT, "/fail 9a too long")
    assert consulted.board.row("9a").startswith("| ⬜ |")
    await consulted.says(L1, "/pass 9a")
    await consulted.says(L2, "/pass 9a")

    assert consulted.board.row("9a").startswith("| ✅ |")


async def test_an_edit_of_the_answers_voids_advice_as_it_voids_verdicts(consulted: Story) -> None:
    await consulted.says(EXPERT, "/pass 9a")
    nominee, answers = records()
    answers["doNoHarm"]["dataPrivacySecurity"]["privacySecurityDescription"] = "Encrypted at rest."
    await consulted.edits(render(nominee, answers, STANDARD))

    assert f"expert `{EXPERT}`" not in consulted.board.row("9a")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/consult 9a is it lawful?", "It needs an indicator, an expert and the question"),
        (f"/consult @{EXPERT} is it lawful?", "It needs an indicator, an expert and the question"),
        (f"/consult 9a @{EXPERT}", "It needs an indicator, an expert and the question"),
        ("/consult 9a @nobody-at-all is it lawful?", "There is no account `nobody-at-all` on GitHub."),
        (f"/consult 9a @{NOMINATOR} is it lawful?", "Nobody reviews their own nomination"),
    ],
)
async def test_an_expert_who_cannot_be_asked_is_not(reviewing: Story, command: str, why: str) -> None:
    reviewing.gh.add_user(EXPERT)
    said = await reviewing.says(L2, command)

    assert reviewing.reactions(said) == PUZZLED
    assert reviewing.replies(why)
    assert reviewing.stage == "technical review"


async def test_who_stepped_aside_is_not_asked_as_an_expert(reviewing: Story) -> None:
    await reviewing.says(L2, "/recuse I know the owner")
    said = await reviewing.says(L1, f"/consult 9a @{L2} is it lawful?")

    assert reviewing.reactions(said) == PUZZLED
    assert reviewing.stage == "technical review"


async def test_a_reviewer_can_close_what_an_expert_does_not_answer(consulted: Story) -> None:
    await consulted.says(L2, "/accept 1")

    assert consulted.stage == "technical review"
    said = await consulted.says(EXPERT, "/pass 9a")
    assert consulted.reactions(said) == PUZZLED


async def test_the_nominator_may_be_asked_meanwhile(consulted: Story) -> None:
    await consulted.says(L1, "/ask 8 Which standards?")
    assert consulted.waits_for == "expert, nominator, reviewer"
    await consulted.says(EXPERT, "/pass 9a")
    assert consulted.waits_for == "nominator, reviewer"


async def test_two_experts_are_waited_for(consulted: Story) -> None:
    consulted.gh.add_user("other-expert")
    await consulted.says(L1, "/consult 4 @other-expert is it portable?")
    await consulted.says(EXPERT, "/pass 9a")
    assert "expert" in consulted.waits_for
    await consulted.says("other-expert", "/pass 4")

    assert consulted.stage == "technical review"


async def test_a_reviewer_who_is_asked_as_an_expert_gives_advice_first_and_then_a_verdict(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, f"/consult 9a @{L2} is it lawful?")
    await reviewing.says(L2, "/pass 9a it is")
    assert reviewing.board.reviews("9a") == ("open", "open")
    await reviewing.says(L2, "/pass 9a")

    assert reviewing.board.reviews("9a") == ("open", "passed")


async def test_an_expert_answers_on_the_stage_pull_request_too(consulted: Story) -> None:
    pull = consulted.pull("dpg").number
    said = await consulted.says(EXPERT, "/pass 9a", thread=pull)

    assert consulted.stage == "technical review"
    assert consulted.reactions(said) == DONE
