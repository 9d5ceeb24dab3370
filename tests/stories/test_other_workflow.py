"""The workflow is data: other stages, other transitions, other numbers in YAML are another behaviour."""

from __future__ import annotations

from bot.playground.scene import NOMINATOR
from tests.story import L1, L2, MAINTAINER, body_with_gap, telling

DONE, PUZZLED = {"+1"}, {"confused"}

THREE_STAGES = """
pulls:
  candidate: {stages: [screening]}
  dpg: {quorum: 1, stages: [technical-review]}
transitions:
  - {from: submitted, to: screening, when: {complete: [project]}}
  - {from: screening, to: technical-review, when: {merged: candidate}}
  - {from: technical-review, to: dpg, when: {merged: dpg}}
  - {from: [screening, technical-review], to: closed, command: close, as: [withdrawn]}
"""

BY_A_PERSON = """
stages:
  triage:
    label: {name: "stage: triage", colour: "c5def5"}
    title: triage
transitions:
  - {from: submitted, to: triage, when: {complete: [project]}}
  - {from: triage, to: screening, command: advance, when: {complete: [project, "1", "2"]}}
  - {from: triage, to: closed, command: close, as: [spam]}
  - {from: screening, to: candidate, when: {merged: candidate}}
commands:
  pass: {stages: [triage, screening]}
"""

TWO_WAYS = """
transitions:
  - {from: submitted, to: approved, command: advance, when: {passed: candidate}}
  - {from: submitted, to: screening, command: advance, when: {unpassed: candidate}}
commands:
  pass: {stages: [submitted]}
"""


async def test_a_workflow_of_three_stages_without_a_second_review() -> None:
    async with telling(config=THREE_STAGES) as story:
        await story.opens()
        assert (story.stage, story.waits_for) == ("screening", "reviewer")

        await story.says(L1, "/pass 1 2")
        await story.merges("candidate")
        assert story.stage == "technical review"

        await story.says(L1, "/pass 1-9c")
        assert (story.stage, story.status("dpg")) == ("technical review", "success")
        assert story.board.turn == "maintainer"

        await story.merges("dpg")
        assert (story.stage, story.is_open, story.announced) == ("dpg", False, (1, 1))
        assert "Override" not in story.board.text


async def test_in_such_a_workflow_gaps_ask_the_nominator_without_another_stage() -> None:
    async with telling(config=THREE_STAGES) as story:
        await story.opens(body=body_with_gap())

        assert story.stage == "screening"
        assert story.board.todos


async def test_a_command_whose_arrow_is_gone_says_what_there_is_instead() -> None:
    async with telling(config=THREE_STAGES) as story:
        await story.opens()
        await story.says(L1, "/fail 1 no evidence")
        said = await story.says(MAINTAINER, "/ineligible")

        assert story.reactions(said) == PUZZLED
        assert story.replies(
            "A nomination in **screening** cannot be closed as *not eligible*. From here you can use: `/close withdrawn reason`."
        )


async def test_a_question_needs_no_stage_of_its_own() -> None:
    async with telling(config=THREE_STAGES) as story:
        await story.opens()
        await story.says(L1, "/ask 2 Which licence? in 14 days")
        assert (story.stage, story.board.turn) == ("screening", "nominator")
        assert story.board.todos[0].startswith("1. **Question 1**")
        await story.says(NOMINATOR, "MIT")

        assert (story.stage, story.board.turn) == ("screening", "reviewer")
        assert "`/accept 1`" in story.board.text


async def test_a_step_that_is_left_to_a_person_waits_for_that_person() -> None:
    async with telling(config=BY_A_PERSON) as story:
        await story.opens(body=body_with_gap())
        assert (story.stage, story.board.turn) == ("triage", "nominator")
        assert "stage: triage" in story.repo.labels_defined

        early = await story.says(L1, "/advance")
        assert story.reactions(early) == PUZZLED
        assert story.replies("Not yet: answers are missing for 1.")

        stranger = await story.says(NOMINATOR, "/advance")
        assert story.reactions(stranger) == PUZZLED
        await story.says(L1, "/help")
        assert "/advance" in story.replies("What you can do here now")[0].partition("<details>")[0]

        await story.says(L1, "/pass 1 it is clear enough to me")
        assert story.stage == "triage"
        assert story.board.headline == (
            "**Waiting for a maintainer until 16 March 2026:** move the nomination on with `/advance`. "
            "Nominator: nothing for you to do now."
        )
        done = await story.says(L1, "/advance")
        assert (story.reactions(done), story.stage) == (DONE, "screening")

        again = await story.says(L2, "/advance")
        assert story.reactions(again) == PUZZLED
        assert story.replies("A nomination in **screening** cannot be moved that way.")


async def test_of_two_arrows_with_the_same_command_the_one_that_is_open_is_walked() -> None:
    async with telling(config=TWO_WAYS) as story:
        await story.opens()
        await story.says(L1, "/advance")
        assert story.stage == "screening"

    async with telling(config=TWO_WAYS) as story:
        await story.opens()
        await story.says(L1, "/pass 1 2")
        await story.says(L1, "/advance")
        assert story.stage == "approved"


async def test_another_zone_another_day() -> None:
    async with telling(config="reminders: {zone: Pacific/Auckland}\n") as story:
        await story.opens()
        now = story.gh.clock.now()
        story.gh.clock.move(now.replace(month=4, day=14, hour=20) - now)
        await story.says(L1, "/hold until tomorrow a meeting")

        assert "On hold until 16 April 2026" in story.board.text
