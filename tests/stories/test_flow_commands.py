"""Commands that move and explain a nomination, and what each of them refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground.scene import NOMINATOR
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, MAINTAINER, STRANGER, Story

# Ending, appealing, going on.


async def test_an_appeal_moves_no_stage_and_is_denied_with_the_reason(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await carried_out(reviewing, NOMINATOR, "/appeal the guide is open since yesterday")
    assert (reviewing.stage, reviewing.is_open, reviewing.waits_for) == ("ineligible", True, "maintainer")

    await carried_out(reviewing, MAINTAINER, "/settle the guide still asks for a login")
    assert (reviewing.stage, reviewing.is_open) == ("ineligible", False)
    (reply,) = reviewing.replies("The appeal is denied")
    assert reply == "The appeal is denied, and the decision stands: the guide still asks for a login"
    assert len(reviewing.replies("does not meet the Standard at present")) == 1


async def test_the_same_decision_again_denies_an_appeal_too(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await reviewing.says(NOMINATOR, "/appeal the guide is open since yesterday")
    await carried_out(reviewing, MAINTAINER, "/ineligible the guide still asks for a login")

    assert (reviewing.stage, reviewing.is_open, reviewing.waits_for) == ("ineligible", False, "")


async def test_an_appeal_that_is_right_lets_the_nomination_go_on_where_it_was(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await reviewing.says(NOMINATOR, "/appeal the guide is open since yesterday")
    await carried_out(reviewing, MAINTAINER, "/reopen the appeal is right")

    assert (reviewing.stage, reviewing.is_open) == ("technical review", True)
    assert reviewing.pull("dpg").state == "open"
    assert reviewing.board.reviews("1") == ("passed", "passed")
    assert reviewing.board.reviews("5") == ("open", "open"), "what had failed is looked at again"


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (NOMINATOR, "/appeal", "It needs the reason"),
        (L1, "/appeal I like it", "Only the nominator or the representative can do this."),
        (NOMINATOR, "/reopen", "Only a maintainer can do this. Closed on 2 March 2026: not eligible."),
    ],
)
async def test_an_appeal_needs_a_reason_and_the_nominator(reviewing: Story, who: str, command: str, why: str) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await refused(reviewing, who, command, why)


async def test_there_is_nothing_to_appeal_against_during_a_review(screening: Story) -> None:
    await refused(screening, NOMINATOR, "/appeal please hurry", "this one is in **screening**.")


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
    await refused(screening, MAINTAINER, "/reopen", "this one is in **screening**.")


# Illegal moves.


@pytest.mark.parametrize(
    ("who", "command", "ways"),
    [
        (
            MAINTAINER,
            "/remove the owner asked",
            "cannot be closed as *removed*. From here you can use: `/close withdrawn|inactive|ineligible|duplicate|spam|excluded reason`.",
        ),
        (
            L1,
            "/advance",
            "A nomination in **screening** cannot be moved that way. From here you can use: `/close duplicate|spam reason`.",
        ),
        (MAINTAINER, "/ineligible", "No indicator stands failed."),
        (
            MAINTAINER,
            "/close unwanted",
            "(withdrawn, inactive, ineligible, duplicate, spam, excluded), not `unwanted`",
        ),
    ],
)
async def test_an_illegal_move_is_answered_with_those_that_this_person_has_now(
    screening: Story, who: str, command: str, ways: str
) -> None:
    await refused(screening, who, command, ways)


async def test_help_names_no_move_that_leads_nowhere_from_here(screening: Story) -> None:
    await screening.says(MAINTAINER, "/help")

    (reply,) = screening.replies("What you can do here now")
    usable = reply.partition("<details>")[0]
    assert r"/close withdrawn\|inactive\|ineligible\|duplicate\|spam\|excluded reason" in usable
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


async def test_what_was_taken_back_is_not_taken_back_again(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await screening.says(MAINTAINER, "/undo")
    assert screening.stage == "screening"
    await refused(screening, MAINTAINER, "/undo", "There is no decision by command here that could be taken back.")


async def test_an_appeal_that_was_settled_is_open_again_after_an_undo(reviewing: Story) -> None:
    await reviewing.says(MAINTAINER, "/ineligible")
    await reviewing.says(NOMINATOR, "/appeal the guide is open since yesterday")
    await reviewing.says(MAINTAINER, "/settle it still asks for a login")
    await carried_out(reviewing, MAINTAINER, "/undo")

    assert (reviewing.stage, reviewing.is_open, reviewing.waits_for) == ("ineligible", True, "maintainer")


async def test_undo_reaches_back_for_a_day(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    screening.gh.clock.move(timedelta(hours=25))
    await refused(
        screening, MAINTAINER, "/undo", "It was decided more than a day ago. A maintainer can `/reopen` the nomination."
    )


async def test_what_no_command_did_cannot_be_undone(screening: Story) -> None:
    await refused(screening, MAINTAINER, "/undo", "There is no decision by command here that could be taken back.")
    await screening.to_candidate()
    await refused(screening, MAINTAINER, "/undo", "There is no decision by command here that could be taken back.")


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


async def test_explain_says_why_it_is_so_and_what_is_missing_for_the_next_step(screening: Story) -> None:
    await carried_out(screening, STRANGER, "/explain")
    await screening.says(STRANGER, "/why")

    first, _ = screening.replies("It came to this stage on")
    assert "- to **candidate**: the candidate pull request is not merged yet" in first


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


async def test_a_denied_appeal_is_taken_back_with_undo_and_the_nomination_taken_up_by_a_maintainer(reviewing: Story) -> None:
    await reviewing.says(L1, "/fail 5 behind a login")
    await reviewing.says(MAINTAINER, "/ineligible it cannot be used")
    await reviewing.says(NOMINATOR, "/appeal the login has gone")
    await reviewing.says(MAINTAINER, "/settle it has not")
    await refused(reviewing, NOMINATOR, "/appeal it has", "another one can be raised from")
    assert not reviewing.is_open

    await carried_out(reviewing, MAINTAINER, "/undo")
    await carried_out(reviewing, MAINTAINER, "/settle it really has not")
    await carried_out(reviewing, MAINTAINER, "/reopen it has")
    assert (reviewing.stage, reviewing.is_open) == ("technical review", True)


async def test_a_nomination_that_was_moved_on_still_waits_for_the_merge_of_its_first_pull_request(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.says(MAINTAINER, "/override technical-review because the board has agreed")

    assert f"merge #{screening.pull('candidate').number}, which is ready" in screening.board.headline
    assert (screening.stage, screening.status("candidate")) == ("technical review", "success")
    await screening.merges("candidate")
    assert screening.pull("dpg").state == "open"
