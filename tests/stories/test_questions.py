"""Questions: numbered, with a day by which, answered in one of three ways, and closed by whoever asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.scene import NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, complete_body, telling

DONE, PUZZLED = {"+1"}, {"confused"}
CONSENT = "/ask 9a Where is consent recorded when a form is filled in offline?"
OTHER = "/ask 2 Which licence does the documentation have?"
IN_CALIFORNIA = "zone: America/Los_Angeles\n"
EVENING_THERE = datetime(2026, 4, 24, 3, tzinfo=UTC)
"""Still the 23rd in California."""


async def clarified(story: Story) -> Story:
    """Both indicators have their pass and one question about another is open."""
    await story.says(L1, "/pass 1 9a")
    await story.says(L1, CONSENT)
    return story


def question(story: Story, number: int) -> str:
    """What the board says of a question below its table."""
    return next(line for line in story.board.text.splitlines() if line.startswith(f"- [Question {number}]"))


async def test_a_question_is_put_to_the_nominator_with_its_number_and_a_day(screening: Story) -> None:
    said = await screening.says(L1, CONSENT)

    (asked,) = screening.replies("**question 1** about 9a")
    assert asked.startswith(f"@{NOMINATOR}, ")
    assert "> Where is consent recorded when a form is filled in offline?" in asked
    assert "`/answer 1 …`" in asked
    assert (screening.stage, screening.board.turn) == ("clarification", "nominator")
    assert screening.board.todos[0].startswith("1. **Question 1**")
    assert f"#issuecomment-{said}" in question(screening, 1)
    assert screening.board.row("9a").startswith("| ❓ |")
    assert screening.reactions(said) == DONE


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("in 14 days", "7 May 2026"),
        ("in 2 weeks", "7 May 2026"),
        ("by 14 May 2026", "14 May 2026"),
        ("until 2026-05-20.", "20 May 2026"),
        ("by tomorrow", "24 April 2026"),
    ],
)
async def test_a_day_is_understood_as_people_write_it_and_ends_in_the_workflows_time_zone(words: str, day: str) -> None:
    async with telling(config=IN_CALIFORNIA) as story:
        story.gh.clock.move(EVENING_THERE - story.gh.clock.now())
        await story.opens()
        await story.says(L1, f"{CONSENT} {words}")

        assert f"Please answer by **{day}**." in story.replies("question 1")[0]
        assert f"open, by {day}." in question(story, 1)
        assert f"By **{day}**, please." in story.board.text


async def test_without_a_day_the_workflow_gives_one(screening: Story) -> None:
    await screening.says(L1, CONSENT)

    assert "Please answer by **" in screening.replies("question 1")[0]


async def test_a_day_in_the_middle_of_a_question_belongs_to_the_question(screening: Story) -> None:
    await screening.says(L1, "/ask 9a Since in 30 days all data is deleted, what of the release of 2020-01-02?")

    assert screening.replies("> Since in 30 days all data is deleted, what of the release of 2020-01-02?")


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/ask", "It needs one indicator and the question"),
        ("/ask 9a", "It needs one indicator and the question"),
        ("/ask Where is consent recorded?", "It needs one indicator and the question"),
        ("/ask 9a 7 Where is consent recorded?", "It needs one indicator and the question"),
        ("/ask 9a in 14 days", "It needs one indicator and the question"),
        ("/ask 9a Where? by 31 February 2030", "`by 31 February 2030` is no day of the calendar."),
        ("/ask 9a Where? until 2020-01-01", "`until 2020-01-01` is not a day within the next 400 days."),
        ("/ask 9a Where? in 999 months", "is not a day within the next 400 days."),
    ],
)
async def test_a_question_that_cannot_be_put_says_why(screening: Story, command: str, why: str) -> None:
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies(why)
    assert screening.stage == "screening"


@pytest.mark.parametrize("who", [NOMINATOR, STRANGER])
async def test_only_reviewers_put_questions(screening: Story, who: str) -> None:
    said = await screening.says(who, CONSENT)

    assert screening.reactions(said) == PUZZLED
    assert screening.stage == "screening"


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

    assert screening.stage == "clarification"


async def test_a_plain_reply_answers_the_only_question(screening: Story) -> None:
    await clarified(screening)
    said = await screening.says(NOMINATOR, "It is recorded in the log of the form.")

    assert screening.stage == "screening"
    assert f"#issuecomment-{said}" in question(screening, 1)
    assert screening.reactions(said) == DONE


async def test_what_the_nominator_said_before_the_question_is_no_answer_to_it(screening: Story) -> None:
    before = await screening.says(NOMINATOR, "Thank you for looking at it.")
    await clarified(screening)

    assert screening.stage == "clarification"
    assert screening.reactions(before) == set()


@pytest.mark.parametrize("who", [L1, STRANGER, MAINTAINER])
async def test_what_somebody_else_says_is_no_answer(screening: Story, who: str) -> None:
    await clarified(screening)
    await screening.says(who, "I think it is in the log of the form.")
    refused = await screening.says(who, "/answer 1 in the log of the form")

    assert screening.stage == "clarification"
    assert screening.reactions(refused) == PUZZLED


async def test_of_two_open_questions_a_plain_reply_answers_neither_and_the_nominator_is_told_once(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT}\n{OTHER}")
    plain = await screening.says(NOMINATOR, "It is in the log.")
    again = await screening.says(NOMINATOR, "And the licence is MIT.")

    assert screening.stage == "clarification"
    assert len(screening.replies("Questions 1 and 2 are open")) == 1
    assert screening.reactions(plain) == screening.reactions(again) == set()

    await screening.says(NOMINATOR, "/answer 1 it is in the log")
    assert ": open" in question(screening, 2)
    await screening.restarts()
    assert ": open" in question(screening, 2)

    await screening.says(NOMINATOR, "The documentation is under CC-BY-4.0.")
    assert screening.stage == "screening"


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

    assert (screening.stage, screening.board.turn) == ("clarification", "nominator")
    assert question(screening, 1) == before
    assert len(screening.replies("question 1")) == 1


async def test_only_the_indicator_that_was_asked_about_is_looked_at_again(screening: Story) -> None:
    await clarified(screening)
    assert screening.board.reviews("9a")[0] == "passed"
    await screening.says(NOMINATOR, "/answer 1 in the log of the form")

    assert screening.board.reviews("1")[0] == "passed"
    assert screening.board.reviews("9a")[0].endswith("void: a question was answered since")

    await screening.says(L1, "/accept 1\n/pass 9a")
    assert screening.board.reviews("9a")[0] == "passed"
    assert "settled" in question(screening, 1)


async def test_an_answer_that_is_rejected_puts_the_question_again_with_as_much_time(screening: Story) -> None:
    await screening.says(L1, f"{CONSENT} in 14 days")
    assert "open, by 16 March 2026." in question(screening, 1)
    screening.days_pass(10)
    await screening.says(NOMINATOR, "/answer 1 see our page")
    screening.days_pass(10)
    said = await screening.says(L1, "/reject 1 the page is empty")

    assert screening.reactions(said) == DONE
    assert (screening.stage, screening.board.turn) == ("clarification", "nominator")
    (again,) = screening.replies("is still open: the page is empty")
    assert "> Where is consent recorded" in again
    assert "open again, by 6 April 2026." in question(screening, 1)

    await screening.says(NOMINATOR, "The page was empty, it is filled now.")
    assert screening.stage == "screening"


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
    assert screening.stage == "clarification"


@pytest.mark.parametrize("command", ["/accept 1", "/reject 1 too short"])
async def test_a_question_that_is_closed_stays_closed(screening: Story, command: str) -> None:
    await clarified(screening)
    await screening.says(L1, "/accept 1")
    assert screening.stage == "screening"
    said = await screening.says(L1, command)

    assert screening.reactions(said) == PUZZLED
    assert screening.replies("Question 1 is closed already")
    assert screening.stage == "screening"


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
    assert screening.stage == "screening"

    await screening.says(L1, OTHER)
    await screening.says(STRANGER, "/answer 2 CC-BY-4.0")
    assert screening.stage == "screening"


async def test_a_question_after_the_candidate_stage_goes_back_to_the_technical_review(reviewing: Story) -> None:
    await reviewing.says(L2, CONSENT)
    assert reviewing.stage == "clarification"
    assert reviewing.status("dpg") == "failure"
    await reviewing.says(NOMINATOR, "/answer in the log")

    assert reviewing.stage == "technical review"


async def test_a_question_on_a_stage_pull_request_is_put_on_the_issue(screening: Story) -> None:
    pull = screening.pull("candidate").number
    said = await screening.says(L1, CONSENT, thread=pull)

    assert screening.reactions(said) == DONE
    assert screening.replies("**question 1**")
    assert screening.replies("question", thread=pull) == []
    assert f"/{pull}#issuecomment-{said}" in question(screening, 1)


async def test_a_question_is_not_put_again_when_the_board_is_lost(screening: Story) -> None:
    await clarified(screening)
    await screening.scene.stop()
    screening.gh.as_user(MAINTAINER).delete_comment(REPO, screening.boards[0].id)
    await screening.scene.start()

    assert len(screening.replies("**question 1**")) == 1
    assert screening.stage == "clarification"
    await screening.says(NOMINATOR, "It is recorded in the log of the form.")
    assert screening.stage == "screening"


async def test_a_question_with_markup_and_names_wakes_nobody_and_closes_nothing(screening: Story) -> None:
    await screening.says(L1, "/ask 9a @maya fixes #1 <img src=x> **why**?")

    (asked,) = screening.replies("**question 1**")
    assert f"@{MAINTAINER}" not in asked
    assert "\\<img" in asked
    assert "#1 " not in asked


async def test_two_reviewers_may_each_ask_and_the_nomination_waits_for_both_answers(screening: Story) -> None:
    await screening.says(L1, CONSENT)
    await screening.says(L2, OTHER)
    await screening.says(NOMINATOR, "/answer 2 CC-BY-4.0")
    assert screening.stage == "clarification"
    await screening.says(NOMINATOR, "/answer 1 in the log")

    assert screening.stage == "screening"
