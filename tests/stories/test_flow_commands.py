"""Commands that move, hold and explain a nomination, and what each of them refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from bot.__main__ import catalogue
from bot.scene import NOMINATOR, scene
from config import standard
from config.standard import Standard, read_standard
from tests.openapi.judge import Judge
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, body_with_gap, complete_body

DONE, PUZZLED = {"+1"}, {"confused"}


async def refused(story: Story, who: str, command: str, why: str) -> None:
    """The command is answered with a puzzled face and this reason, and the stage stays."""
    before = story.stage
    said = await story.says(who, command)
    assert story.reactions(said) == PUZZLED
    assert story.replies(why), story.replies()
    assert story.stage == before


async def carried_out(story: Story, who: str, command: str) -> None:
    """The command is answered with a thumbs-up."""
    assert story.reactions(await story.says(who, command)) == DONE, story.replies()


# Holding.


async def test_a_hold_without_a_day_lasts_until_somebody_resumes(screening: Story) -> None:
    await carried_out(screening, L1, "/hold the owner is moving the project to a foundation")

    assert screening.board.turn == "nobody"
    assert f"On hold, by `{L1}`: the owner is moving the project to a foundation" in screening.board.text
    screening.days_pass(300)
    await screening.restarts()
    assert screening.board.turn == "nobody"

    await carried_out(screening, L2, "/resume")
    assert screening.board.turn == "reviewer"


async def test_a_hold_until_a_day_ends_by_itself_when_the_day_is_over(screening: Story) -> None:
    await carried_out(screening, L1, "/hold until 14 April 2026 the owner is moving the project")
    assert "On hold until 14 April 2026" in screening.board.text
    before = screening.writes

    now = screening.gh.clock.now()
    screening.gh.clock.move(now.replace(month=4, day=14, hour=23, minute=0) - now)
    assert screening.scene.service is not None
    screening.scene.service.queue.look()
    await screening.scene.settle()
    assert (screening.board.turn, screening.writes) == ("nobody", before)

    screening.gh.clock.move(timedelta(hours=2))
    screening.scene.service.queue.look()
    await screening.scene.settle()
    assert screening.board.turn == "reviewer"
    assert "On hold" not in screening.board.text
    assert "By **21 April 2026**, please." in screening.board.text

    await refused(screening, L1, "/resume", "This nomination is not on hold.")


async def test_a_hold_whose_day_passed_while_the_bot_was_down_is_over(screening: Story) -> None:
    await screening.says(L1, "/hold in 2 weeks we wait for the licence file")
    await screening.scene.stop()
    screening.days_pass(20)
    await screening.scene.start()

    assert screening.board.turn == "reviewer"


async def test_on_hold_nothing_moves_by_itself_but_a_merge(screening: Story) -> None:
    await screening.says(L1, "/hold until tomorrow a meeting")
    await screening.edits(body_with_gap())
    assert screening.stage == "screening"
    await screening.edits(complete_body())

    await screening.says(L1, "/pass 1 2")
    await screening.merges("candidate")
    assert screening.stage == "candidate"
    screening.days_pass(2)
    await screening.restarts()
    assert screening.stage == "technical review"


async def test_days_are_counted_anew_after_a_hold(screening: Story) -> None:
    await screening.says(L1, "/hold we wait")
    screening.days_pass(60)
    await screening.says(L1, "/resume")

    assert "By **8 May 2026**, please." in screening.board.text


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (L1, "/hold", "It needs a reason"),
        (L1, "/hold until 14 April 2026", "It needs a reason"),
        (L1, "/hold until 31 April 2026 we wait", "is no day of the calendar"),
        (L1, "/hold until 2020-01-01 we wait", "is not a day within the next 400 days"),
        (NOMINATOR, "/hold we need time", "Only a reviewer or a maintainer can do this."),
        (L1, "/resume", "This nomination is not on hold."),
    ],
)
async def test_a_hold_that_cannot_be_had_says_why(screening: Story, who: str, command: str, why: str) -> None:
    await refused(screening, who, command, why)


async def test_what_has_ended_cannot_be_held(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await refused(screening, L1, "/hold we wait", "has come to its end")


# Ending, appealing, going on.


async def test_an_appeal_brings_a_decision_back_to_the_maintainers_who_confirm_it(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await carried_out(reviewing, NOMINATOR, "/appeal the guide is open since yesterday")
    assert (reviewing.stage, reviewing.is_open, reviewing.board.turn) == ("appeal", True, "maintainer")

    await carried_out(reviewing, MAINTAINER, "/ineligible the guide still asks for a login")
    assert (reviewing.stage, reviewing.is_open) == ("ineligible", False)
    assert len(reviewing.replies("does not meet the Standard at present")) == 2


async def test_an_appeal_that_is_right_lets_the_nomination_go_on_where_it_was(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await reviewing.says(NOMINATOR, "/appeal the guide is open since yesterday")
    await carried_out(reviewing, MAINTAINER, "/reopen the appeal is right")

    assert (reviewing.stage, reviewing.is_open) == ("technical review", True)
    assert reviewing.pull("dpg").state == "open"
    assert reviewing.board.reviews("1") == ("passed", "passed")


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (NOMINATOR, "/appeal", "It needs the reason"),
        (L1, "/appeal I like it", "Only the nominator or the representative can do this."),
        (NOMINATOR, "/reopen", "Only a maintainer can do this."),
    ],
)
async def test_an_appeal_needs_a_reason_and_the_nominator(reviewing: Story, who: str, command: str, why: str) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await refused(reviewing, who, command, why)


async def test_there_is_nothing_to_appeal_against_during_a_review(screening: Story) -> None:
    await refused(screening, NOMINATOR, "/appeal please hurry", "A nomination in **screening** cannot be moved that way.")


async def test_a_withdrawn_nomination_that_is_reopened_goes_on_with_what_was_decided(screening: Story) -> None:
    await screening.says(L1, "/pass 1")
    await screening.says(NOMINATOR, "/withdraw")
    assert (screening.is_open, screening.pull("candidate").state) == (False, "closed")
    await carried_out(screening, MAINTAINER, "/reopen")

    assert (screening.stage, screening.is_open) == ("screening", True)
    assert screening.pull("candidate").state == "open"
    assert screening.board.reviews("1")[0] == "passed"
    await screening.to_candidate()
    assert screening.stage == "technical review"


async def test_what_goes_on_already_cannot_be_reopened(screening: Story) -> None:
    await refused(screening, MAINTAINER, "/reopen", "cannot be moved that way.")


# Illegal moves.


@pytest.mark.parametrize(
    ("who", "command", "ways"),
    [
        (MAINTAINER, "/reopen", "From here you can use: `/duplicate`, `/spam`, `/withdraw`."),
        (NOMINATOR, "/appeal I disagree", "From here you can use: `/withdraw`."),
        (L1, "/advance", "From here you can use: `/duplicate`."),
        (MAINTAINER, "/ineligible", "Not yet: no indicator stands failed"),
    ],
)
async def test_an_illegal_move_is_answered_with_those_that_this_person_has_now(
    screening: Story, who: str, command: str, ways: str
) -> None:
    await refused(screening, who, command, ways)


async def test_with_a_failed_indicator_one_way_more_is_open(reviewing: Story) -> None:
    await refused(reviewing, MAINTAINER, "/reopen", "`/duplicate`, `/ineligible`, `/withdraw`.")


async def test_help_names_no_move_that_leads_nowhere_from_here(screening: Story) -> None:
    await screening.says(MAINTAINER, "/help")

    (reply,) = screening.replies("What you can do here now")
    usable = reply.partition("<details>")[0]
    assert "/withdraw" in usable
    assert not [name for name in ("/reopen", "/advance", "/appeal") if name in usable]


# Undo.


async def test_undo_takes_back_a_decision_with_issue_and_pull_request(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    assert (reviewing.is_open, reviewing.pull("dpg").state) == (False, "closed")
    await carried_out(reviewing, MAINTAINER, "/undo")

    assert (reviewing.stage, reviewing.is_open) == ("technical review", True)
    assert reviewing.pull("dpg").state == "open"
    assert len(reviewing.boards) == 1


async def test_undo_takes_back_what_came_of_the_command_too(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await screening.says(MAINTAINER, "/reopen")
    assert screening.stage == "screening"
    await carried_out(screening, MAINTAINER, "/undo")

    assert (screening.stage, screening.is_open) == ("withdrawn", False)
    assert screening.pull("candidate").state == "closed"


async def test_undo_can_be_undone(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await screening.says(MAINTAINER, "/undo")
    assert screening.stage == "screening"
    await screening.says(MAINTAINER, "/undo")

    assert screening.stage == "withdrawn"


async def test_undo_reaches_back_as_far_as_the_workflow_says(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    screening.gh.clock.move(timedelta(hours=25))
    await refused(screening, MAINTAINER, "/undo", "It was made more than 24 hours ago.")


async def test_what_no_command_did_cannot_be_undone(screening: Story) -> None:
    await refused(screening, MAINTAINER, "/undo", "was not made by a command")
    await screening.to_candidate()
    await refused(screening, MAINTAINER, "/undo", "was not made by a command")


async def test_only_a_maintainer_undoes(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await refused(screening, NOMINATOR, "/undo", "Only a maintainer can do this.")


# Override.


@pytest.mark.parametrize("stage", ["technical-review", "Technical Review", "technical review"])
async def test_a_maintainer_moves_a_nomination_against_the_workflow_and_answers_for_it(screening: Story, stage: str) -> None:
    await screening.to_candidate()
    await screening.says(MAINTAINER, "/withdraw")
    await carried_out(screening, MAINTAINER, f"/override {stage} because the nominator asked by mail to go on")

    assert (screening.stage, screening.is_open) == ("technical review", True)
    line = "moved the nomination to technical review on"
    assert line in screening.board.text
    assert "the nominator asked by mail to go on" in screening.board.text
    await screening.says(L1, "/pass 1")
    assert line in screening.board.text


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (MAINTAINER, "/override", "It needs the reason"),
        (MAINTAINER, "/override approved", "It needs the reason"),
        (MAINTAINER, "/override nowhere because I say so", "There is no such stage."),
        (MAINTAINER, "/override screening because I say so", "It is there already."),
        (MAINTAINER, "/override because I say so", "No merge is waiting to be confirmed here."),
        (MAINTAINER, "/override dpg because it is good", "by the merge of the dpg pull request"),
        (MAINTAINER, "/override candidate because it is good", "by the merge of the candidate pull request"),
        (L1, "/override approved because I say so", "Only a maintainer can do this."),
        (NOMINATOR, "/override dpg because it is good", "Only a maintainer can do this."),
    ],
)
async def test_an_override_that_cannot_be_had_says_why(screening: Story, who: str, command: str, why: str) -> None:
    await refused(screening, who, command, why)
    assert screening.announced == (0, 0)


# Explaining, remarks, priority.


async def test_explain_says_why_it_is_so_and_what_is_missing_for_every_way_out(screening: Story) -> None:
    await carried_out(screening, STRANGER, "/explain")
    await screening.says(MAINTAINER, "/ineligible")
    await screening.says(STRANGER, "/why")

    first = screening.replies("In **screening** since")[0]
    assert "- to **candidate** by itself: the candidate pull request is not merged" in first
    assert "- to **ineligible** with `/ineligible`: no indicator stands failed" in first
    assert "- to **withdrawn** with `/withdraw`: nothing is in the way" in first
    assert len(screening.replies("In **screening** since")) == 2


async def test_a_note_is_linked_on_the_board(screening: Story) -> None:
    said = await screening.says(L1, "/note spoke to the owner @maya, the licence file follows")

    assert f"#issuecomment-{said}" in screening.board.text
    assert f"by `{L1}`: spoke to the owner" in screening.board.text
    assert f"@{MAINTAINER}," not in screening.board.text
    await refused(screening, L1, "/note", "It needs the text")
    await refused(screening, NOMINATOR, "/note hello", "Only a reviewer or a maintainer can do this.")


async def test_a_priority_is_a_label_and_a_word_on_the_board(screening: Story) -> None:
    await carried_out(screening, MAINTAINER, "/priority")
    assert "priority" in screening.labels
    assert "screening · priority" in screening.board.text
    await refused(screening, MAINTAINER, "/priority", "It is a priority already.")

    await carried_out(screening, MAINTAINER, "/priority off")
    assert "priority" not in screening.labels
    assert "· priority" not in screening.board.text
    await refused(screening, MAINTAINER, "/priority off", "It is no priority.")
    await refused(screening, L1, "/priority", "Only a maintainer can do this.")


# A new version of the Standard.

NEW = "1.2.0"


def newer() -> Standard:
    """The Standard with one more question, mandatory, about indicator 5."""
    text = (standard.FOLDER / "1.1.6.yml").read_text("utf-8").replace('version: "1.1.6"', f'version: "{NEW}"')
    return read_standard(with_another_question(text), f"{NEW}.yml")


def with_another_question(text: str) -> str:
    """The YAML with a question put in before the first one about indicator 5."""
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if 'indicator: "5"' in line)
    start = next(i for i in range(at, 0, -1) if lines[i].startswith("  - "))
    question = [
        "  - id: support-forum",
        '    indicator: "5"',
        "    label: Where do users find help?",
        "    kind: line",
        "    mandatory: true",
        "    ask: Say where users find help.",
        "    record: screening",
        "    path: documentation.supportForum",
    ]
    return "\n".join([*lines[:start], *question, *lines[start:]])


async def test_a_nomination_can_be_moved_to_a_new_version_of_the_standard() -> None:
    known = catalogue()
    both = replace(known, standards=MappingProxyType({**known.standards, NEW: newer()}))
    async with scene(both) as stage:
        judge = Judge()
        stage.gh.observers.append(judge)
        story = Story(stage, judge)
        await story.opens()
        await story.to_candidate()
        await story.says(L1, "/pass 4 5\n/ask 8 Which standards?")
        await refused(story, L1, "/migrate", "It is assessed by version 1.1.6 of the Standard already")

        assert stage.service is not None
        (worker,) = stage.service.workers.values()
        worker.workflow = worker.workflow.model_copy(update={"standard": NEW})
        await story.says(L2, "/status")
        assert "Assessed against the DPG Standard 1.1.6." in story.board.text

        await refused(story, NOMINATOR, "/migrate", "Only a reviewer or a maintainer can do this.")
        await carried_out(story, L1, "/migrate")
        assert story.replies("- new: **Where do users find help?** (mandatory)")
        assert f"Assessed against the DPG Standard {NEW}." in story.board.text
        assert story.board.reviews("4")[0] == "passed"
        assert story.board.reviews("5")[0].endswith("void: the Standard asks more now")
        assert story.stage == "clarification"
        assert any("Where do users find help?" in todo for todo in story.board.todos)

        await story.says(NOMINATOR, "/answer HL7 FHIR")
        await story.edits(f"{complete_body()}\n\n### Where do users find help?\n\nIn the forum.\n")
        await story.says(L1, "/pass 5")
        assert story.board.reviews("5")[0] == "passed"
        assert judge.complaints == []
