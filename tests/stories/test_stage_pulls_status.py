"""`dpg-review`: what it says, where it leads, what it is bound to, and in which form a GitHub App says it."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import REPO
from tests.story import L1, L2, MAINTAINER, RECORD, Story, complete_body, records, telling

NOMINEE = f"nominees/{RECORD}.json"


def changed(**values: object) -> str:
    return json.dumps({**records()[0], "stage": "nominee", **values}, indent=2) + "\n"


def newest(story: Story, kind: str = "candidate") -> object:
    return [s for s in story.repo.statuses(story.pull(kind).head_sha) if s.context == "dpg-review"][-1]


async def test_the_status_is_one_line_that_leads_to_the_board(screening: Story) -> None:
    await screening.says(L1, "/pass 1")
    (board,) = screening.boards
    status = newest(screening)

    assert str(status.target_url).endswith(f"/issues/{screening.number}#issuecomment-{board.id}")
    assert "\n" not in status.description
    assert len(status.description) <= 140


async def test_the_two_pull_requests_and_the_issue_lead_to_each_other(screening: Story) -> None:
    await screening.to_candidate()
    one, two = screening.pull("candidate"), screening.pull("dpg")

    assert f"#{two.number}" in one.body
    assert f"#{one.number}" in two.body
    assert all(f"#{screening.number}" in pull.body for pull in (one, two))
    assert f"candidate #{one.number} (merged), digital public good #{two.number} (open)" in screening.board.text
    before = screening.writes
    await screening.restarts()
    assert screening.writes == before


async def test_a_push_after_the_approval_takes_the_green_away_until_it_is_taken_back(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    mine = screening.file_on("candidate", NOMINEE)
    await screening.pushes("candidate", {NOMINEE: changed(description="Mine")})
    assert screening.status("candidate") == "pending"
    assert f"`{NOMINEE}` was changed by hand" in screening.board.text

    await screening.says(L2, "/pass 1 2")
    assert screening.status("candidate") == "pending", "a pass is on the nomination, not on what somebody wrote on the branch"

    await screening.pushes("candidate", {NOMINEE: mine})
    assert screening.status("candidate") == "success"


async def test_what_was_pushed_after_the_approval_and_merged_at_once_is_an_override(approved: Story) -> None:
    approved.gh.hold_deliveries = True
    maya = approved.gh.as_user(MAINTAINER)
    maya.push(REPO, approved.pull("dpg").head, {NOMINEE: changed(stage="DPG", description="Mine")}, "Mine")
    maya.merge(REPO, approved.pull("dpg").number)
    approved.gh.hold_deliveries = False
    await approved.scene.settle()

    assert f"Override: `{MAINTAINER}` merged the digital public good pull request" in approved.board.text
    assert f"`{NOMINEE}` was changed by hand" in approved.board.text
    assert approved.repo.releases == []


async def test_a_green_status_that_somebody_else_has_set_is_not_believed(screening: Story) -> None:
    token = screening.gh.token_for(MAINTAINER)
    head = screening.pull("candidate").head_sha
    async with screening.scene.service.transport._session.post(
        f"{screening.gh.url}/repos/{REPO}/statuses/{head}",
        headers={"Authorization": f"Bearer {token}"},
        json={"state": "success", "context": "dpg-review", "description": "All 2 indicators passed"},
    ) as answer:
        assert answer.status == 201
    await screening.merges("candidate")

    assert "Override" in screening.board.text


async def test_a_record_that_the_registry_would_refuse_never_turns_green(story: Story) -> None:
    await story.opens(body=complete_body(license=[{"spdx": "CC-BY-ND-4.0", "licenseURL": "https://example.org/licence"}]))
    await story.says(L1, "/pass 1 2")

    assert story.status("candidate") == "failure"
    assert newest(story).description.startswith("Not a valid record: license[0].spdx: ")


@pytest.fixture
async def app() -> object:
    """The bot runs as a GitHub App."""
    async with telling(as_app=True) as story:
        await story.opens()
        yield story


async def test_an_app_says_it_in_a_check_run_of_that_name_and_in_no_status(app: Story) -> None:
    head = app.pull("candidate").head_sha
    assert [run.status for run in app.repo.check_runs(head)] == ["in_progress"]
    await app.says(L1, "/pass 1\n/fail 2 no licence file")
    assert app.repo.check_runs(head)[-1].conclusion == "failure"
    await app.says(L1, "/pass 2")

    run = app.repo.check_runs(head)[-1]
    assert (run.name, run.conclusion, run.title) == ("dpg-review", "success", "All 2 indicators passed")
    assert f"#issuecomment-{app.boards[0].id}" in str(run.details_url)
    assert app.repo.statuses(head) == []
    await app.merges("candidate")
    assert "Override" not in app.board.text


async def test_the_check_run_of_an_app_has_the_findings_on_the_lines_of_the_record() -> None:
    async with telling(as_app=True) as story:
        await story.opens(body=complete_body(license=[{"spdx": "CC-BY-ND-4.0", "licenseURL": "https://example.org/licence"}]))
        await story.says(L1, "/pass 2")
        pull = story.pull("candidate")
        run = story.repo.check_runs(pull.head_sha)[-1]
        lines = story.file_on("candidate", NOMINEE).splitlines()

        marked = {(note["path"], lines[note["start_line"] - 1].strip()) for note in run.annotations}
        assert (NOMINEE, '"spdx": "CC-BY-ND-4.0",') in marked


async def test_an_app_that_may_not_write_checks_says_it_in_a_status() -> None:
    async with telling(as_app=True) as story:
        del story.scene.app.permissions["checks"]
        await story.restarts()
        await story.opens()
        await story.says(L1, "/pass 1 2")
        assert story.status("candidate") == "success"
        await story.merges("candidate")
        assert "Override" not in story.board.text


async def test_a_merge_before_the_check_run_is_green_is_an_override(app: Story) -> None:
    await app.merges("candidate")
    assert "Override" in app.board.text
