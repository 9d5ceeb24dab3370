"""Putting a question: its number, its day, to whom, and what cannot be asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.playground.scene import NOMINATOR, REPO
from tests.stories.asking import CONSENT, clarified, question
from tests.story import L1, MAINTAINER, STRANGER, Story, telling

DONE, PUZZLED = {"+1"}, {"confused"}
IN_CALIFORNIA = "reminders: {zone: America/Los_Angeles}\n"
EVENING_THERE = datetime(2026, 4, 24, 3, tzinfo=UTC)
"""Still the 23rd in California."""


async def test_a_question_is_put_to_the_nominator_with_its_number_and_a_day(screening: Story) -> None:
    said = await screening.says(L1, CONSENT)

    (asked,) = screening.replies("**question 1** about 9a")
    assert asked.startswith(f"@{NOMINATOR}, ")
    assert "> Where is consent recorded when a form is filled in offline?" in asked
    assert "`/answer 1 …`" in asked
    assert (screening.stage, screening.board.turn) == ("screening", "nominator")
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
        assert f"your answer is needed by {day}:" in story.board.headline


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
    assert screening.waits_for == "reviewer"


@pytest.mark.parametrize("who", [NOMINATOR, STRANGER])
async def test_only_reviewers_put_questions(screening: Story, who: str) -> None:
    said = await screening.says(who, CONSENT)

    assert screening.reactions(said) == PUZZLED
    assert screening.waits_for == "reviewer"


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
    assert screening.board.turn == "nominator"
    await screening.says(NOMINATOR, "It is recorded in the log of the form.")
    assert screening.board.turn == "reviewer"


async def test_a_question_with_markup_and_names_wakes_nobody_and_closes_nothing(screening: Story) -> None:
    await screening.says(L1, "/ask 9a @maya fixes #1 <img src=x> **why**?")

    (asked,) = screening.replies("**question 1**")
    assert f"@{MAINTAINER}" not in asked
    assert "\\<img" in asked
    assert "#1 " not in asked
