"""Stage pull requests and a default branch that moves on: brought up to date only where it is needed, nobody's work overwritten."""

from __future__ import annotations

import json

from bot.playground.scene import NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, RECORD, Story, complete_body, records

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
BY_HAND = json.dumps({**records()[0], "stage": "nominee", "description": "Written by hand"}) + "\n"


def on_main(story: Story, files: dict[str, str | None]) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "main", files, "By hand")


async def test_a_conflict_is_settled_on_the_branch_by_what_the_nomination_says(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    head = screening.pull("candidate").head_sha
    on_main(screening, {NOMINEE: BY_HAND, "other.txt": "x"})
    await screening.scene.settle()

    pull = screening.pull("candidate")
    assert pull.mergeable is True
    assert json.loads(screening.file_on("candidate", NOMINEE)) == {**records()[0], "stage": "nominee"}
    assert screening.file_on("candidate", "other.txt") == "x"
    assert pull.files == (NOMINEE,)
    assert screening.status("candidate") == "success"
    git = screening.gh.world.git
    assert git.commits[pull.head_sha].parents[0] == head, "forwards, never by force"

    await screening.merges("candidate")
    assert screening.stage == "technical review"


async def test_a_branch_that_does_not_conflict_is_left_as_it_is(screening: Story) -> None:
    head = screening.pull("candidate").head_sha
    on_main(screening, {"other.txt": "x", "nominees/another.json": "{}\n"})
    await screening.scene.settle()
    await screening.restarts()

    assert screening.pull("candidate").head_sha == head


async def test_where_the_checks_need_it_a_branch_is_brought_up_to_date_once_nothing_else_holds_the_merge_back(
    screening: Story,
) -> None:
    screening.gh.set_strict(REPO)
    on_main(screening, {"other.txt": "x"})
    head = screening.pull("candidate").head_sha
    await screening.says(L1, "/pass 1")
    assert screening.pull("candidate").head_sha == head

    await screening.says(L1, "/pass 2")
    assert screening.file_on("candidate", "other.txt") == "x"
    assert screening.status("candidate") == "success"


async def test_what_a_person_committed_is_left_to_people_even_in_a_conflict(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.pushes("candidate", {NOMINEE: BY_HAND})
    head = screening.pull("candidate").head_sha
    on_main(screening, {NOMINEE: "{}\n"})
    await screening.restarts()

    assert screening.pull("candidate").head_sha == head
    assert screening.status("candidate") == "pending"
    assert "I leave it to people to bring it up to date" in screening.board.text


async def test_while_github_is_finding_out_the_bot_looks_again_later_and_only_then(screening: Story) -> None:
    screening.gh.set_thinking(REPO)
    on_main(screening, {NOMINEE: BY_HAND})
    head = screening.pull("candidate").head_sha
    asked = len(screening.gh.requests)
    await screening.says(NOMINATOR, "/status")
    assert len(screening.gh.requests) - asked < 25, "no busy loop"
    assert screening.pull("candidate").head_sha == head

    screening.gh.set_thinking(REPO, thinking=False)
    assert screening.scene.service is not None
    due = screening.scene.service.repositories[REPO.lower()].context.moments[screening.number]
    assert due is not None
    assert 0 < (due - screening.gh.clock.now()).total_seconds() <= 300
    screening.days_pass(1)
    await screening.says(NOMINATOR, "/status")
    assert screening.pull("candidate").mergeable is True


async def test_a_push_between_reading_and_writing_is_kept(screening: Story) -> None:
    """The branch is moved by compare-and-swap: somebody was faster, and is."""
    faster: list[object] = []

    def push_first(mutation: object) -> None:
        if "/git/trees" in getattr(mutation, "path", "") and not faster:
            faster.append(mutation)
            screening.gh.as_user(L2).push(REPO, screening.pull("candidate").head, {NOMINEE: BY_HAND}, "Faster")

    screening.impatient()
    screening.gh.set_role(REPO, L2, "write")
    screening.gh.before_commit = push_first
    on_main(screening, {NOMINEE: BY_HAND.replace("hand", "another hand")})
    await screening.scene.settle()

    assert faster
    assert screening.file_on("candidate", NOMINEE) == BY_HAND
    assert f"`{NOMINEE}` was changed by hand" in screening.board.text


async def test_the_second_pull_request_conflicts_and_both_files_come_right(approved: Story) -> None:
    on_main(approved, {NOMINEE: BY_HAND, SCREENING: json.dumps({"name": records()[1]["name"]})})
    await approved.scene.settle()
    assert approved.pull("dpg").mergeable is True
    await approved.merges("dpg")

    assert json.loads(str(approved.repo.file(NOMINEE))) == {**records()[0], "stage": "DPG"}
    assert json.loads(str(approved.repo.file(SCREENING))) == records()[1]
    assert approved.stage == "dpg"
    assert "Override" not in approved.board.text


async def test_a_project_renamed_while_its_branch_conflicts_ends_with_one_file(screening: Story) -> None:
    screening.gh.hold_deliveries = True
    on_main(screening, {NOMINEE: BY_HAND})
    screening.gh.hold_deliveries = False
    await screening.edits(complete_body(name="Community Health Kit"))

    assert screening.pull("candidate").mergeable is True
    assert screening.repo.file("nominees/community-health-kit.json", screening.pull("candidate").head) is not None
