"""A record leaves the registry: archived, excluded or removed by one pull request that a maintainer merges."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from tests.story import L1, MAINTAINER, RECORD, Story, records

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
ARCHIVED, EXCLUDED, TABLE = f"archive/{RECORD}.json", f"excluded-nominees/{RECORD}.json", "excluded-nominees/README.md"


@pytest.fixture
async def listed(story: Story) -> Story:
    """A digital public good."""
    await story.opens()
    await story.to_dpg()
    return story


async def test_a_digital_public_good_that_is_removed_moves_to_the_archive_when_a_maintainer_merges(listed: Story) -> None:
    await listed.says(MAINTAINER, "/remove the owner asks for it")

    assert listed.stage == "removed"
    assert listed.replies("is being removed from the registry")
    pull = listed.pull("archive")
    assert (pull.title, pull.state) == ("Archive: Community Health Toolkit", "open")
    assert f"(nomination #{listed.number})" in pull.body
    assert f"by `{MAINTAINER}`.\n\n> the owner asks for it" in pull.body
    assert listed.repo.file(NOMINEE) is not None, "nothing is moved before the merge"
    assert f"archive #{pull.number} (open)" in listed.board.text
    assert (listed.board.turn, listed.waits_for) == ("maintainer", "maintainer")
    assert "Approved on 2 March 2026, by the DPG Standard 1.1.6; no longer listed." in listed.board.text
    await listed.lives(5)
    assert "which takes the record out of the registry (due by 9 March 2026)" in listed.digests[-1]

    await listed.merges("archive")
    assert listed.repo.file(NOMINEE) is listed.repo.file(SCREENING) is None
    assert json.loads(str(listed.repo.file(ARCHIVED))) == {**records()[0], "stage": "archive"}
    assert listed.stage == "removed"
    assert "Override" not in listed.board.text
    assert f"archive #{pull.number} (merged)" in listed.board.text
    assert (listed.board.turn, listed.waits_for) == ("nobody", "")


async def test_the_status_that_the_default_branch_may_require_lets_it_through(listed: Story) -> None:
    await listed.says(MAINTAINER, "/remove the owner asks for it")
    assert listed.status("archive") == "success"

    await listed.pushes("archive", {"README.md": "Mine"})
    assert listed.status("archive") == "pending"


@pytest.mark.parametrize("text", ["/remove", "/exclude"])
@pytest.mark.parametrize("who", [L1, NOMINATOR])
async def test_removing_is_for_maintainers(listed: Story, who: str, text: str) -> None:
    said = await listed.says(who, f"{text} I do not like it")

    assert listed.reactions(said) == {"confused"}
    assert listed.pulls("archive") == []


async def test_a_removal_needs_its_reason(listed: Story) -> None:
    said = await listed.says(MAINTAINER, "/remove")

    assert listed.reactions(said) == {"confused"}
    assert listed.replies("It needs the reason")
    assert listed.stage == "dpg"


async def test_what_was_changed_on_the_default_branch_meanwhile_is_moved_as_it_stands(listed: Story) -> None:
    changed = {**records()[0], "stage": "DPG", "description": "Changed by hand"}
    listed.gh.as_user(MAINTAINER).push(REPO, "main", {NOMINEE: json.dumps(changed)}, "By hand")
    await listed.says(MAINTAINER, "/remove it has lost its licence")
    listed.gh.as_user(MAINTAINER).push(REPO, "main", {NOMINEE: json.dumps({**changed, "website": ""})}, "By hand again")
    assert listed.pull("archive").mergeable is False
    await listed.restarts()
    await listed.says(NOMINATOR, "/status")

    assert listed.pull("archive").mergeable is True
    await listed.merges("archive")
    assert json.loads(str(listed.repo.file(ARCHIVED))) == {**changed, "website": "", "stage": "archive"}


async def test_a_candidate_of_a_kind_that_is_not_taken_moves_to_the_excluded_ones_with_its_row(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(MAINTAINER, "/exclude a general | developer tool\n\n@everyone")

    assert (story.stage, story.is_open) == ("excluded", False)
    assert story.pull("dpg").state == "closed"
    await story.merges("archive")
    assert story.repo.file(NOMINEE) is None
    assert json.loads(str(story.repo.file(EXCLUDED)))["stage"] == "archive"
    row = str(story.repo.file(TABLE)).splitlines()[-1]
    assert row == "| Community Health Toolkit | 2026-03-02 | a general \\| developer tool |"


async def test_a_table_that_is_there_gets_one_row_more_and_keeps_what_stands_below(story: Story) -> None:
    text = "# Excluded\n\n| a | b | c |\n|---|---|---|\n| x | 2020-01-01 | y |\n\nBelow.\n"
    story.gh.as_user(MAINTAINER).push(REPO, "main", {TABLE: text}, "Table")
    await story.opens()
    await story.to_candidate()
    await story.says(MAINTAINER, "/exclude hardware")
    await story.merges("archive")

    lines = str(story.repo.file(TABLE)).splitlines()
    assert lines[4:6] == ["| x | 2020-01-01 | y |", "| Community Health Toolkit | 2026-03-02 | hardware |"]
    assert lines[-1] == "Below."


async def test_a_nomination_without_a_record_in_the_registry_is_excluded_without_a_pull_request(story: Story) -> None:
    await story.opens()
    await story.says(MAINTAINER, "/exclude hardware")

    assert (story.stage, story.is_open) == ("excluded", False)
    assert story.pull("candidate").state == "closed"
    assert story.pulls("archive") == []


async def test_a_record_that_somebody_has_taken_away_already_is_not_looked_for_for_ever(listed: Story) -> None:
    listed.gh.as_user(MAINTAINER).push(REPO, "main", {NOMINEE: None, SCREENING: None}, "Gone")
    await listed.says(MAINTAINER, "/remove it is gone")
    before = listed.writes
    await listed.restarts()

    assert listed.pulls("archive") == []
    assert listed.writes == before


async def test_a_nomination_that_goes_on_before_the_merge_keeps_its_record(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(MAINTAINER, "/exclude hardware")
    await story.says(NOMINATOR, "/appeal it is software")
    await story.says(MAINTAINER, "/reopen")

    assert story.pull("archive").state == "closed"
    assert story.stage == "technical review"
    assert story.repo.file(NOMINEE) is not None

    await story.says(MAINTAINER, "/exclude hardware all the same")
    assert story.pull("archive").state == "open"
    assert "hardware all the same" in story.pull("archive").body


async def test_a_nomination_that_goes_on_after_the_merge_takes_its_record_out_of_the_archive_again(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(MAINTAINER, "/exclude hardware")
    await story.merges("archive")
    await story.says(NOMINATOR, "/appeal it is software")
    await story.says(MAINTAINER, "/reopen")
    await story.says(L1, "/pass 1-9c")
    await story.says("rev-omar", "/pass 1-9c")
    await story.merges("dpg")

    assert story.repo.file(EXCLUDED) is None
    assert json.loads(str(story.repo.file(NOMINEE)))["stage"] == "DPG"
    assert story.repo.file(SCREENING) is not None


async def test_a_board_that_is_lost_finds_its_pull_request_again(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(MAINTAINER, "/exclude hardware")
    number = story.pull("archive").number
    await story.scene.stop()
    for comment in story.boards:
        story.gh.as_user(BOT).delete_comment(REPO, comment.id)
    story.gh.as_user(MAINTAINER).reopen(REPO, story.number)
    await story.scene.start()

    assert (story.stage, story.pull("archive").number) == ("excluded", number)
    assert f"archive #{number} (open)" in story.board.text
