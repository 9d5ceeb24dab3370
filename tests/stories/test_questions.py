"""Answering a question, in one of three ways or not at all, and closing it: that is for whoever asked."""

from __future__ import annotations

import pytest

from bot.playground.scene import NOMINATOR
from tests.stories.asking import CONSENT, OTHER, clarified, question
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, complete_body

DONE, PUZZLED = {"+1"}, {"confused"}


@pytest.mark.parametrize(
    "command", ["/answer 1 in the log of the form", "/answer #1 in the log of the form", "/answer in the log of the form"]
)
async def test_an_answer_by_command_brings_the_nomination_back_to_the_reviewers(screening: Story, command: str) -> None:
    await clarified(screening)
    said = await screening.says(NOMINATOR, command)

    assert screening.reactions(said) == DONE
    assert (screening.stage, screening.board.turn) == ("screening", "reviewer")
    assert f"#issuecomment-{said}" in question(screening, 1)
    assert "`/accept 1` or `/reject 1 why`" in question(screening, 1)


async def test_an_answer_by_editing_the_issue_closes_the_wait(screening: Story) -> None:
    await screening.says(L1, OTHER)
    await screening.edits(complete_body(license=[{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}]))

    assert screening.stage == "screening"
    assert "answered by an edit of the issue" in question(screening, 1)


async def test_an_edit_elsewhere_is_no_answer(screening: Story) -> None:
    await screening.says(L1, OTHER)
    await screening.edits(complete_body(aliases=["CHT"]))

    assert screening.board.turn == "nominator"
    assert "open, by" in question(screening, 1)


async def test_a_plain_reply_answers_the_only_question(screening: Story) -> None:
    await clarified(screening)
    said = await screening.says(NOMINATOR, "It is recorded in the log of the form.")

    assert screening.stage == "screening"
    assert f"#issuecomment-{said}" in question(screening, 1)
    assert screening.reactions(said) == DONE


async def test_what_the_nominator_said_before_the_question_is_no_answer_to_it(screening: Story) -> None:
    before = await screening.says(NOMINATOR, "Thank you for looking at it.")
    await clarified(screening)

    assert screening.board.turn == "nominator"
    assert screening.reactions(before) == set()


@pytest.mark.parametrize("who", [L1, STRANGER, MAINTAINER])
async def test_what_somebody_else_says_is_no_answer(screening: Story, who: str) -> None:
    await clarified(screening)
    await screening.says(who, "I think it is in the log of the form.")
    refused = await screening.says(who, "/answer 1 in the log of the form")

    assert ": open, by" in question(screening, 1)
    assert screening.reactions(refused) == PUZZLED


async def test_of_two_open_questions_a_plain_reply_answers_neither_and_the_nominator_is_told_once(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT}\n{OTHER}")
    plain = await screening.says(NOMINATOR, "It is in the log.")
    again = await screening.says(NOMINATOR, "And the licence is MIT.")

    assert screening.board.turn == "nominator"
    assert len(screening.replies("Questions 1 and 2 are open")) == 1
    assert screening.reactions(plain) == screening.reactions(again) == set()

    await screening.says(NOMINATOR, "/answer 1 it is in the log")
    assert ": open" in question(screening, 2)
    await screening.restarts()
    assert ": open" in question(screening, 2)

    await screening.says(NOMINATOR, "The documentation is under CC-BY-4.0.")
    assert screening.waits_for == "reviewer"


async def test_with_two_open_questions_a_command_has_to_say_which(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT}\n{OTHER}")
    said = await screening.says(NOMINATOR, "/answer it is in the log")

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("It needs the number of the question (1, 2) and the answer")


async def test_a_question_that_nobody_answers_stays_open_with_its_day(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT} in 14 days")
    before = question(screening, 1)
    screening.days_pass(40)
    await screening.restarts()

    assert (screening.stage, screening.board.turn) == ("screening", "nominator")
    assert question(screening, 1) == before
    assert len(screening.replies("question 1")) == 1


async def test_only_the_indicator_that_was_asked_about_is_looked_at_again(screening: Story) -> None:
    await clarified(screening)
    assert screening.board.reviews("9a")[0] == "passed"
    await screening.says(NOMINATOR, "/answer 1 in the log of the form")

    assert screening.board.reviews("1")[0] == "passed"
    assert screening.board.reviews("9a")[0].endswith("please look again: a question was answered")

    await screening.says(L1, "/accept 1\n/pass 9a")
    assert screening.board.reviews("9a")[0] == "passed"
    assert "closed" in question(screening, 1)


async def test_an_answer_that_is_rejected_puts_the_question_again_with_as_much_time(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT} in 14 days")
    assert "open, by 16 March 2026." in question(screening, 1)
    screening.days_pass(10)
    await screening.says(NOMINATOR, "/answer 1 see our page")
    screening.days_pass(10)
    said = await screening.says(L1, "/reject 1 the page is empty")

    assert screening.reactions(said) == DONE
    assert (screening.stage, screening.board.turn) == ("screening", "nominator")
    (again,) = screening.replies("is still open: the page is empty")
    assert "> Where is consent recorded" in again
    assert "open again, by 6 April 2026." in question(screening, 1)

    await screening.says(NOMINATOR, "The page was empty, it is filled now.")
    assert screening.waits_for == "reviewer"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/accept", "It needs the number of a question"),
        ("/accept 7", "It needs the number of a question"),
        ("/reject 1", "what is missing"),
        ("/reject 7 no", "what is missing"),
    ],
)
async def test_closing_a_question_needs_its_number(screening: Story, command: str, why: str) -> None:
    await clarified(screening)
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies(why)
    assert ": open, by" in question(screening, 1)


@pytest.mark.parametrize("command", ["/accept 1", "/reject 1 too short"])
async def test_a_question_that_is_closed_stays_closed(screening: Story, command: str) -> None:
    await clarified(screening)
    await screening.says(L1, "/accept 1")
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Question 1 is closed already")
    assert screening.waits_for == "reviewer"


async def test_answering_what_is_closed_or_was_never_asked_is_refused(screening: Story) -> None:
    early = await screening.says(NOMINATOR, "/answer 1 in the log")
    assert screening.replies("No question is open here.")
    await screening.says(L1, f"{CONSENT}\n{OTHER}")
    await screening.says(NOMINATOR, "/answer 1 in the log")
    late = await screening.says(NOMINATOR, "/answer 1 in the log of the form")

    assert screening.replies("Question 1 is not open any more.")
    assert screening.reactions(early) == screening.reactions(late) == PUZZLED


@pytest.mark.parametrize("command", ["/accept 1", "/reject 1 too short"])
async def test_the_nominator_does_not_judge_the_answer(screening: Story, command: str) -> None:
    await clarified(screening)
    await screening.says(NOMINATOR, "/answer 1 in the log")
    said = await screening.says(NOMINATOR, command)

    assert screening.reactions(said) == PUZZLED
    assert "answered" in question(screening, 1)


async def test_who_speaks_for_the_project_answers_too_with_a_command_or_a_plain_reply(screening: Story) -> None:
    await screening.says(NOMINATOR, f"/representative @{STRANGER}")
    await screening.says(STRANGER, "/accept-role")
    await screening.says(L1, CONSENT)
    await screening.says(STRANGER, "It is recorded in the log of the form.")
    assert screening.board.turn == "reviewer"

    await screening.says(L1, OTHER)
    await screening.says(STRANGER, "/answer 2 CC-BY-4.0")
    assert screening.board.turn == "reviewer"


async def test_a_question_moves_no_stage_and_keeps_the_pull_request_from_the_merge(reviewing: Story) -> None:
    await reviewing.says(L2, CONSENT)
    assert (reviewing.stage, reviewing.board.turn) == ("technical review", "nominator")
    assert reviewing.status("dpg") == "failure"
    await reviewing.says(NOMINATOR, "/answer in the log")

    assert reviewing.stage == "technical review"
    assert "`/accept 1` or `/reject 1 why`" in question(reviewing, 1)


async def test_an_approved_one_falls_back_while_a_question_is_open(approved: Story) -> None:
    assert (approved.stage, approved.status("dpg"), approved.waits_for) == ("approved", "success", "maintainer")
    await approved.says(L2, CONSENT)
    assert (approved.stage, approved.status("dpg"), approved.waits_for) == ("technical review", "pending", "nominator")
    await approved.says(NOMINATOR, "/answer 1 in the log")
    assert (approved.stage, approved.status("dpg"), approved.waits_for) == ("technical review", "pending", "reviewer")
    await approved.says(L2, "/pass 9a")
    await approved.says(L1, "/pass 9a")

    assert (approved.stage, approved.status("dpg"), approved.waits_for) == ("approved", "success", "maintainer")


async def test_two_reviewers_may_each_ask_and_the_nomination_waits_for_both_answers(screening: Story) -> None:
    await screening.says(L1, CONSENT)
    await screening.says(L2, OTHER)
    await screening.says(NOMINATOR, "/answer 2 CC-BY-4.0")
    assert screening.board.turn == "nominator"
    await screening.says(NOMINATOR, "/answer 1 in the log")

    assert screening.waits_for == "reviewer"
