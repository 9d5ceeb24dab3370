"""The two stage pull requests: what stands in them, how they follow the review, and what people may do to them."""

from __future__ import annotations

import json

import pytest

from bot.record import dumps
from bot.scene import BOT, NOMINATOR, REPO
from bot.text import marks
from tests.story import L1, L2, MAINTAINER, RECORD, STANDARD, Story, complete_body, records, render, telling

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
BOT_MERGES = "pulls: {candidate: {merge: bot}, dpg: {merge: bot}}\n"


@pytest.fixture
async def screening(story: Story) -> Story:
    """A complete nomination that waits for its reviewers."""
    await story.opens()
    return story


@pytest.fixture
async def approved(story: Story) -> Story:
    """A nomination that a maintainer may merge into the registry as a digital public good."""
    await story.opens()
    await story.to_approved()
    return story


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
    assert f"Nomination #{screening.number}" in screening.pull("candidate").body
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

    assert screening.stage == "needs info"
    assert screening.pull("candidate").state == "open"
    assert screening.status("candidate") == "pending"

    await screening.edits(complete_body())
    assert screening.stage == "screening"


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


async def test_another_file_on_the_branch_holds_the_merge_back_until_it_is_gone(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.pushes("candidate", {".github/workflows/x.yml": "on: push\n"})
    assert screening.status("candidate") == "pending"
    assert "`.github/workflows/x.yml` was changed by hand" in screening.board.text

    await screening.edits(complete_body(aliases=["CHT"]))
    assert screening.file_on("candidate", ".github/workflows/x.yml") == "on: push\n"

    await screening.pushes("candidate", {".github/workflows/x.yml": None})
    assert screening.status("candidate") == "success"
    assert "by hand" not in screening.board.text


@pytest.mark.parametrize("change", [{"README.md": None}, {"README.md": "Ours now."}, {NOMINEE: None, f"{NOMINEE}/x": "y"}])
async def test_whatever_else_a_person_changes_on_the_branch_is_shown_and_holds_the_merge_back(
    screening: Story, change: dict[str, str | None]
) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.pushes("candidate", change)

    assert screening.status("candidate") == "pending"
    assert all(f"`{path}` was changed by hand" in screening.board.text for path in change)


async def test_a_body_that_a_person_edits_is_put_back(screening: Story) -> None:
    pull = screening.pull("candidate")
    screening.gh.as_user(MAINTAINER).edit_issue(REPO, pull.number, title="Nothing to see", body="Closes #1")
    await screening.scene.settle()

    assert marks.strip(screening.pull("candidate").body) == marks.strip(pull.body)
    assert screening.pull("candidate").title == pull.title


async def test_a_candidate_pull_request_closed_by_hand_ends_the_nomination_and_opened_again_goes_on(screening: Story) -> None:
    maya = screening.gh.as_user(MAINTAINER)
    maya.close_pull(REPO, screening.pull("candidate").number)
    await screening.scene.settle()
    assert (screening.stage, screening.is_open) == ("ineligible", False)

    maya.reopen_pull(REPO, screening.pull("candidate").number)
    await screening.scene.settle()
    assert (screening.stage, screening.is_open) == ("screening", True)
    assert screening.pull("candidate").state == "open"

    await screening.to_candidate()
    assert screening.stage == "technical review"


async def test_a_second_pull_request_closed_by_hand_ends_the_nomination_and_opened_again_goes_on(approved: Story) -> None:
    maya = approved.gh.as_user(MAINTAINER)
    maya.close_pull(REPO, approved.pull("dpg").number)
    await approved.scene.settle()
    assert (approved.stage, approved.is_open) == ("ineligible", False)

    maya.reopen_pull(REPO, approved.pull("dpg").number)
    await approved.scene.settle()
    assert (approved.stage, approved.is_open) == ("approved", True)
    await approved.merges("dpg")
    assert approved.stage == "dpg"


@pytest.fixture
async def overridden(story: Story) -> Story:
    """The second pull request was merged by hand before the reviewers were done."""
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass 1-9c")
    await story.merges("dpg")
    return story


async def test_a_merge_before_the_status_was_green_is_shown_and_nothing_is_announced(overridden: Story) -> None:
    assert overridden.stage == "dpg"
    assert f"Override: `{MAINTAINER}` merged the digital public good pull request" in overridden.board.text
    assert overridden.board.turn == "maintainer"
    assert overridden.repo.releases == []
    assert overridden.replies("is a digital public good") == []
    assert overridden.is_open


@pytest.mark.parametrize("text", ["/override", "/override it is fine", "/override because", "/override because  "])
async def test_an_override_needs_its_reason(overridden: Story, text: str) -> None:
    said = await overridden.says(MAINTAINER, text)

    assert overridden.reactions(said) == {"confused"}
    assert overridden.replies("It needs the reason")
    assert overridden.repo.releases == []


@pytest.mark.parametrize("who", [L1, NOMINATOR])
async def test_an_override_is_for_maintainers(overridden: Story, who: str) -> None:
    said = await overridden.says(who, "/override because I say so")

    assert overridden.reactions(said) == {"confused"}
    assert overridden.replies("Only a maintainer can do this.")
    assert overridden.repo.releases == []


async def test_an_override_with_its_reason_lets_the_announcement_out_once(overridden: Story) -> None:
    await overridden.says(MAINTAINER, "/override because both reviews were given in the meeting of 3 March")
    await overridden.says(MAINTAINER, "/override because I like it")
    await overridden.restarts()

    assert "both reviews were given in the meeting" in overridden.board.text
    assert len(overridden.repo.releases) == 1
    assert len(overridden.replies("is a digital public good.")) == 1
    assert overridden.replies("No merge is waiting to be confirmed here")
    assert not overridden.is_open


async def test_a_candidate_merged_too_early_is_shown_and_the_review_goes_on(screening: Story) -> None:
    await screening.merges("candidate")

    assert screening.stage == "technical review"
    assert "Override" in screening.board.text
    assert screening.pull("dpg").state == "open"


async def test_a_copy_from_a_fork_is_not_believed(story: Story) -> None:
    await story.opens()
    real = story.pull("candidate")
    story.gh.add_user("mallory")
    mallory = story.gh.as_user("mallory")
    fork = mallory.fork(REPO)
    mallory.delete_branch(fork, real.head)
    mallory.push(fork, real.head, {NOMINEE: "{}\n"}, "Add community-health-toolkit")
    copy = mallory.open_pull(REPO, f"mallory:{real.head}", "main", real.title, real.body)
    await story.scene.settle()
    before = story.writes
    await story.says(L1, "/pass 1 2", thread=copy)
    mallory.close_pull(REPO, copy)
    await story.scene.settle()
    mallory.reopen_pull(REPO, copy)
    story.gh.as_user(MAINTAINER).merge(REPO, copy)
    await story.scene.settle()
    await story.restarts()

    assert story.writes == before
    assert story.stage == "screening"
    assert story.pull("candidate").number == real.number
    assert story.repo.statuses(story.repo.pulls[copy].head_sha) == []


async def test_a_branch_that_a_crash_left_behind_is_taken_up(story: Story) -> None:
    await story.scene.stop()
    bot = story.gh.as_user(BOT)
    bot.push(REPO, "nomination/1/candidate", {NOMINEE: "{}\n"}, "Add half of it")
    story.number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body())
    await story.scene.start()

    assert story.number == 1
    assert story.pull("candidate").files == (NOMINEE,)
    assert json.loads(story.file_on("candidate", NOMINEE)) == {**records()[0], "stage": "nominee"}


async def test_a_pull_request_that_a_crash_left_without_a_board_is_adopted(story: Story) -> None:
    await story.opens()
    number = story.pull("candidate").number
    await story.scene.stop()
    for comment in story.boards:
        story.gh.as_user(BOT).delete_comment(REPO, comment.id)
    await story.scene.start()

    assert story.pull("candidate").number == number
    assert len(story.boards) == 1
    assert story.stage == "screening"
