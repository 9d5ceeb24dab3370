"""The two stage pull requests: what stands in them, and how they follow the review."""

from __future__ import annotations

import json

from bot.playground.scene import BOT
from bot.text.record.record import dumps
from tests.story import L1, L2, RECORD, STANDARD, Story, complete_body, records, render, telling

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
BOT_MERGES = "pulls: {candidate: {merge: bot}, dpg: {merge: bot}}\n"


def nominee_body() -> str:
    """A nomination of which only the first part is filled in."""
    return render(records()[0], None, STANDARD)


async def test_the_candidate_pull_request_holds_the_nominee_file_and_nothing_else(screening: Story) -> None:
    pull = screening.pull("candidate")

    assert pull.user == BOT
    assert pull.base == "main"
    assert pull.files == (NOMINEE,)
    assert json.loads(str(screening.repo.file(NOMINEE, pull.head_sha))) == {**records()[0], "stage": "nominee"}
    assert screening.repo.file(NOMINEE) is None
    assert pull.title == "Add candidate: Community Health Toolkit"


async def test_the_body_of_a_stage_pull_request_links_back_and_shows_what_is_decided(screening: Story) -> None:
    assert f"(nomination #{screening.number})" in screening.pull("candidate").body
    assert "- [ ] 1 SDG relevance: open" in screening.pull("candidate").body

    await screening.says(L1, "/pass 1\n/fail 2 no licence file")
    assert f"- [x] 1 SDG relevance: passed (`{L1}`)" in screening.pull("candidate").body
    assert f"- [ ] 2 Open licensing: **failed** (`{L1}`)" in screening.pull("candidate").body


async def test_the_status_follows_the_verdicts(screening: Story) -> None:
    assert screening.status("candidate") == "pending"
    await screening.says(L1, "/pass 1")
    assert screening.status("candidate") == "pending"
    await screening.says(L1, "/fail 2 no licence file")
    assert screening.status("candidate") == "failure"
    await screening.says(L1, "/pass 2")
    assert screening.status("candidate") == "success"
    await screening.says(L2, "/fail 2 it is not the licence that was nominated")
    assert screening.status("candidate") == "failure"


async def test_an_edit_of_the_nomination_is_a_new_commit(screening: Story) -> None:
    before = screening.pull("candidate").head_sha
    await screening.edits(complete_body(description="It helps health workers."))

    assert screening.pull("candidate").head_sha != before
    assert json.loads(screening.file_on("candidate", NOMINEE))["description"] == "It helps health workers."
    assert screening.status("candidate") == "pending"
    assert len(screening.pulls("candidate")) == 1


async def test_an_edit_of_later_answers_leaves_the_candidate_pull_request_as_it_is(screening: Story) -> None:
    before = screening.pull("candidate").head_sha
    nominee, answers = records()
    await screening.edits(
        render(
            nominee,
            {**answers, "clearOwnership": {"isOwnershipExplicit": "Yes", "copyrightURL": "https://example.org/c"}},
            STANDARD,
        )
    )

    assert screening.pull("candidate").head_sha == before


async def test_a_project_that_is_renamed_moves_its_file(screening: Story) -> None:
    await screening.edits(complete_body(name="Community Health Kit"))

    assert screening.pull("candidate").files == ("nominees/community-health-kit.json",)
    assert screening.pull("candidate").title == "Add candidate: Community Health Kit"


async def test_a_project_that_is_renamed_after_it_became_a_candidate_moves_both_files(screening: Story) -> None:
    await screening.to_candidate()
    await screening.edits(complete_body(name="Community Health Kit"))
    await screening.pushes("dpg", {"digitalpublicgoods/other.json": "{}\n"})
    await screening.pushes("dpg", {"digitalpublicgoods/other.json": None})
    await screening.says(L1, "/pass 1-9c")
    await screening.says(L2, "/pass 1-9c")
    await screening.merges("dpg")

    assert [f for f in screening.repo.files() if f.endswith(".json")] == [
        "digitalpublicgoods/community-health-kit.json",
        "nominees/community-health-kit.json",
    ]


async def test_answers_that_become_incomplete_hold_the_candidate_pull_request_back(screening: Story) -> None:
    await screening.says(L1, "/pass 2")
    await screening.edits(complete_body(SDGs=[]))

    assert screening.stage == "screening"
    assert screening.board.headline.startswith("**@amina, your answer is needed by ")
    assert screening.pull("candidate").state == "open"
    assert screening.status("candidate") == "pending"

    await screening.edits(complete_body())
    assert screening.waits_for == "reviewer"


async def test_the_workflow_can_let_the_bot_merge_both() -> None:
    async with telling(config=BOT_MERGES) as story:
        await story.opens()
        await story.says(L1, "/pass 1 2")
        assert story.pull("candidate").merged_by == BOT
        assert story.stage == "technical review"

        await story.says(L1, "/pass 1-9c")
        await story.says(L2, "/pass 1-9c")
        assert story.pull("dpg").merged_by == BOT
        assert story.stage == "dpg"
        assert "Override" not in story.board.text
        assert len(story.repo.releases) == 1
        assert story.repo.log()[0].startswith("Add DPG: Community Health Toolkit")


async def test_the_bot_does_not_merge_what_has_failed() -> None:
    async with telling(config=BOT_MERGES) as story:
        await story.opens()
        await story.says(L1, "/pass 1\n/fail 2 no licence file")

        assert story.pull("candidate").state == "open"
        assert not story.pull("candidate").merged


async def test_the_second_pull_request_waits_for_the_first_to_be_merged(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    assert screening.pulls("dpg") == []

    await screening.merges("candidate")
    assert screening.pull("dpg").state == "open"
    assert screening.status("dpg") == "pending"


async def test_a_nomination_without_later_answers_stays_a_candidate_until_they_are_edited_in(story: Story) -> None:
    await story.opens(body=nominee_body())
    assert story.stage == "screening"
    await story.to_candidate()

    assert story.stage == "candidate"
    assert story.pulls("dpg") == []
    assert story.board.turn == "nominator"
    assert story.board.todos

    await story.edits(complete_body())
    assert story.stage == "technical review"
    assert story.pull("dpg").files == (SCREENING, NOMINEE)


async def test_a_first_later_answer_opens_the_second_pull_request_though_others_are_missing(story: Story) -> None:
    await story.opens(body=nominee_body())
    await story.to_candidate()
    nominee, answers = records()
    await story.edits(render(nominee, {"clearOwnership": answers["clearOwnership"]}, STANDARD))

    assert story.stage == "candidate"
    assert story.pull("dpg").state == "open"
    assert story.status("dpg") == "pending"


async def test_both_files_and_the_new_stage_come_in_one_merge(approved: Story) -> None:
    before = json.loads(str(approved.repo.file(NOMINEE)))
    assert before["stage"] == "nominee"
    assert approved.repo.file(SCREENING) is None
    await approved.merges("dpg")

    nominee, screening = records()
    assert approved.repo.file(NOMINEE) == dumps({**nominee, "stage": "DPG"})
    assert approved.repo.file(SCREENING) == dumps(screening)
