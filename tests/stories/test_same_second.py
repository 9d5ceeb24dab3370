"""Several people in the same second: GitHub's times are whole seconds, so the order of the comments decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, Story

DONE, PUZZLED = {"+1"}, {"confused"}


@asynccontextmanager
async def one_second(story: Story) -> AsyncIterator[None]:
    """All that happens inside happens in the same second, and the bot hears of it only afterwards."""
    step, story.gh.clock.step = story.gh.clock.step, timedelta(0)
    story.gh.hold_deliveries = True
    yield
    story.gh.hold_deliveries = False
    await story.scene.settle()
    story.gh.clock.step = step


def says(story: Story, who: str, text: str) -> int:
    """Comment without waiting for the bot."""
    return int(story.gh.as_user(who).comment(REPO, story.number, text))


def put_on(story: Story, label: str) -> int:
    """How often the bot has put a label on."""
    put = (m for m in story.gh.mutations if m.method == "POST" and m.path.endswith(f"/issues/{story.number}/labels"))
    return sum(label in str(m.body) for m in put)


@pytest.fixture
async def candidate(story: Story) -> Story:
    """A candidate in technical review."""
    await story.opens()
    await story.to_candidate()
    return story


async def test_two_reviewers_pass_everything_in_the_same_second(candidate: Story) -> None:
    async with one_second(candidate):
        one, two = says(candidate, L1, "/pass 1-9c"), says(candidate, L2, "/pass 1-9c")

    assert (candidate.stage, candidate.status("dpg")) == ("approved", "success")
    assert candidate.board.reviews("5") == ("passed", "passed")
    assert candidate.reactions(one) == candidate.reactions(two) == DONE
    assert len(candidate.boards) == 1
    assert candidate.board.text.count("review `") == 2


async def test_only_one_transition_comes_of_it(candidate: Story) -> None:
    await candidate.says(L1, "/pass 1-9c")
    async with one_second(candidate):
        says(candidate, L2, "/pass 1-9c")
        says(candidate, L2, "/pass 9")
        says(candidate, L1, "/pass 9")

    assert candidate.stage == "approved"
    assert put_on(candidate, "stage: approved") == 1
    assert candidate.replies("was not carried out") == []


async def test_two_verdicts_that_differ_are_both_kept(candidate: Story) -> None:
    async with one_second(candidate):
        says(candidate, L1, "/pass 5")
        says(candidate, L2, "/fail 5 behind a login")

    assert candidate.board.reviews("5")[0] == "passed"
    assert candidate.board.reviews("5")[1].startswith("**failed**")
    assert "your answer is needed by 1 April 2026:** indicator 5 did not pass yet" in candidate.board.headline


async def test_of_two_who_claim_the_earlier_comment_has_the_first_seat(screening: Story) -> None:
    async with one_second(screening):
        says(screening, L2, "/claim")
        says(screening, L1, "/claim")

    assert f"first review `{L2}`" in screening.board.text
    assert f"second review `{L1}`" in screening.board.text


@pytest.mark.parametrize("first", ["/withdraw", "/duplicate openmrs", "/spam"])
async def test_of_two_decisions_the_first_counts_and_the_second_is_told(screening: Story, first: str) -> None:
    screening.gh.as_user(MAINTAINER).push(REPO, "main", {"nominees/openmrs.json": "{}\n"}, "Another project")
    async with one_second(screening):
        good, late = says(screening, MAINTAINER, first), says(screening, NOMINATOR, "/withdraw")

    assert screening.stage == {"/withdraw": "withdrawn", "/spam": "spam"}.get(first, "duplicate")
    assert (screening.reactions(good), screening.reactions(late)) == (DONE, PUZZLED)
    assert screening.pull("candidate").state == "closed"
    assert not screening.is_open


@pytest.mark.parametrize("command", ["/withdraw", "/spam"])
async def test_a_decision_taken_back_in_the_same_second_leaves_everything_as_it_was(screening: Story, command: str) -> None:
    async with one_second(screening):
        says(screening, MAINTAINER, command)
        says(screening, MAINTAINER, "/undo")

    assert (screening.stage, screening.is_open) == ("screening", True)
    assert screening.pull("candidate").state == "open"


async def test_an_end_and_a_new_start_of_the_same_second_each_happen(screening: Story) -> None:
    async with one_second(screening):
        says(screening, NOMINATOR, "/withdraw")
    async with one_second(screening):
        again = says(screening, MAINTAINER, "/reopen")

    assert screening.reactions(again) == DONE
    assert (screening.stage, screening.is_open) == ("screening", True)


async def test_a_reply_written_in_the_second_of_the_question_is_no_answer(screening: Story) -> None:
    async with one_second(screening):
        says(screening, L1, "/ask 9a Where is consent recorded?")
        says(screening, NOMINATOR, "Thank you for your patience.")
    assert screening.waits_for == "nominator, reviewer"

    screening.gh.clock.tick()
    await screening.says(NOMINATOR, "In the log of the form.")
    assert screening.waits_for == "reviewer"


async def test_a_merge_and_a_verdict_of_the_same_second_do_not_disturb_each_other(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    async with one_second(screening):
        screening.gh.as_user(MAINTAINER).merge(REPO, screening.pull("candidate").number)
        said = says(screening, L2, "/pass 3")

    assert screening.stage == "technical review"
    assert screening.reactions(said) == DONE
    assert "passed" in screening.board.row("3")
    assert "Override" not in screening.board.text


async def test_the_same_with_the_bot_down_at_that_second(candidate: Story) -> None:
    await candidate.scene.stop()
    candidate.gh.clock.step = timedelta(0)
    says(candidate, L1, "/pass 1-9c")
    says(candidate, L2, "/pass 1-9c\n/reset 9")
    await candidate.scene.start()

    assert candidate.stage == "technical review"
    assert candidate.board.reviews("9") == ("passed", "open")
    assert candidate.board.reviews("8") == ("passed", "passed")
