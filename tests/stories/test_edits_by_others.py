"""What other people change: the nominator's answers, a reviewer's words, the labels of stages. None of it in silence."""

from __future__ import annotations

import pytest

from bot.playground.scene import REPO
from tests.story import L1, MAINTAINER, Story, body_with_gap, complete_body

OPEN = ("open", "open")


async def test_answers_that_somebody_else_edits_are_disclosed_with_who_and_which(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(license=[{"spdx": "MIT", "licenseURL": "https://example.org"}]), who=MAINTAINER)

    (said,) = screening.replies("edited answers of the nominator")
    assert said.startswith(f"`{MAINTAINER}` edited answers of the nominator: **")
    assert "icence" in said
    assert screening.board.reviews("2")[0].endswith("the answer was edited")
    assert screening.board.reviews("1")[0] == "passed"


async def test_it_is_disclosed_once(screening: Story) -> None:
    await screening.edits(body_with_gap(), who=MAINTAINER)
    for delivery in [d for d in screening.gh.deliveries if d.event == "issues"]:
        await screening.gh.redeliver(delivery)
    await screening.scene.settle()
    await screening.restarts()

    assert len(screening.replies("edited answers of the nominator")) == 1


async def test_the_nominators_own_edit_needs_no_disclosure(screening: Story) -> None:
    await screening.edits(body_with_gap())

    assert screening.replies("edited answers") == []


async def test_an_edit_of_other_words_is_none_of_the_answers(screening: Story) -> None:
    await screening.edits(f"{complete_body()}\n\n", who=MAINTAINER)

    assert screening.replies("edited answers") == []


async def test_a_maintainer_who_empties_the_whole_issue_is_named_in_one_line(screening: Story) -> None:
    await screening.edits("gone", who=MAINTAINER)

    (said,) = screening.replies("edited answers of the nominator")
    assert len(said) < 2_000
    assert " more" in said


@pytest.mark.parametrize("before", ["I am still reading.", "/pass 1", "thanks"])
async def test_an_administrator_cannot_put_a_verdict_into_a_reviewers_mouth(screening: Story, before: str) -> None:
    screening.gh.set_role(REPO, MAINTAINER, "admin")
    said = await screening.says(L1, before)
    was = screening.board.reviews("2")
    await screening.rewords(MAINTAINER, said, "/pass 1 2 3")

    assert screening.board.reviews("2") == was == OPEN
    assert screening.board.reviews("3") == OPEN
    assert len(screening.replies("Please write the command in a new comment.")) == 1
    assert "confused" in screening.reactions(said)


# Labels of stages.


async def test_a_stage_label_put_on_by_hand_is_taken_off_again_with_a_line_why(screening: Story) -> None:
    screening.gh.as_user(L1).label(REPO, screening.number, "stage: approved")
    await screening.scene.settle()

    assert screening.stage == "screening"
    (said,) = screening.replies("put on the label")
    assert said.startswith(f"`{L1}` put on the label `stage: approved`.")
    assert "this nomination is in **screening**" in said
    assert "From here you can use: `/close duplicate|spam reason`." in said
    assert "`/withdraw`" not in said


async def test_the_line_names_the_ways_that_this_person_has(screening: Story) -> None:
    screening.gh.as_user(MAINTAINER).label(REPO, screening.number, "closed: withdrawn")
    await screening.scene.settle()

    (said,) = screening.replies("put on the label")
    assert "From here you can use: `/close withdrawn|inactive|ineligible|duplicate|spam|excluded reason`." in said
    assert screening.stage == "screening"


async def test_a_stage_label_taken_off_by_hand_comes_back(screening: Story) -> None:
    screening.gh.as_user(L1).unlabel(REPO, screening.number, "stage: screening")
    await screening.scene.settle()

    assert screening.stage == "screening"
    assert len(screening.replies(f"`{L1}` took off the label `stage: screening`.")) == 1


async def test_a_label_that_is_exchanged_gets_one_line(screening: Story) -> None:
    screening.gh.hold_deliveries = True
    screening.gh.as_user(L1).label(REPO, screening.number, "stage: candidate")
    screening.gh.as_user(L1).unlabel(REPO, screening.number, "stage: screening")
    screening.gh.hold_deliveries = False
    await screening.scene.settle()

    assert screening.stage == "screening"
    assert len(screening.replies("the label")) == 1


async def test_each_event_is_answered_once(screening: Story) -> None:
    screening.gh.as_user(L1).label(REPO, screening.number, "stage: candidate")
    await screening.scene.settle()
    for delivery in [d for d in screening.gh.deliveries if d.event == "issues"]:
        await screening.gh.redeliver(delivery)
    await screening.scene.settle()
    await screening.restarts()
    assert len(screening.replies("put on the label")) == 1

    screening.gh.as_user(L1).label(REPO, screening.number, "stage: candidate")
    await screening.scene.settle()
    assert len(screening.replies("put on the label")) == 2


async def test_labels_that_are_nobodys_stage_stay_without_a_word(screening: Story) -> None:
    screening.gh.as_user(MAINTAINER).create_label(REPO, "cohort 7")
    screening.gh.as_user(L1).label(REPO, screening.number, "cohort 7")
    await screening.scene.settle()

    assert "cohort 7" in screening.labels
    assert screening.replies() == []


async def test_the_label_of_the_stage_itself_needs_no_word(screening: Story) -> None:
    screening.gh.as_user(L1).label(REPO, screening.number, "stage: screening")
    await screening.scene.settle()

    assert screening.replies() == []


async def test_a_label_that_was_changed_while_the_bot_was_down_is_put_back(screening: Story) -> None:
    await screening.scene.stop()
    screening.gh.as_user(L1).label(REPO, screening.number, "stage: dpg")
    screening.gh.as_user(L1).unlabel(REPO, screening.number, "stage: screening")
    await screening.scene.start()

    assert screening.stage == "screening"
