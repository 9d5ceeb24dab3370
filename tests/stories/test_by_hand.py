"""What people do to the stage pull requests by hand: pushing, closing, merging too early, copying from a fork."""

from __future__ import annotations

import json

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from bot.text import marks
from tests.story import L1, L2, MAINTAINER, RECORD, Story, complete_body, records

NOMINEE, SCREENING = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
BOT_MERGES = "pulls: {candidate: {merge: bot}, dpg: {merge: bot}}\n"


async def test_another_file_on_the_branch_holds_the_merge_back_until_it_is_gone(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.pushes("candidate", {".github/workflows/x.yml": "on: push\n"})
    assert screening.status("candidate") == "pending"
    assert "`.github/workflows/x.yml` was changed by hand" in screening.board.text

    await screening.edits(complete_body(aliases=["CHT"]))
    assert screening.file_on("candidate", ".github/workflows/x.yml") == "on: push\n"

    await screening.pushes("candidate", {".github/workflows/x.yml": None})
    await screening.says(L1, "/confirm")
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


@pytest.mark.parametrize("kind", ["candidate", "dpg"])
async def test_a_pull_request_closed_by_hand_asks_a_maintainer_and_opened_again_it_goes_on(story: Story, kind: str) -> None:
    await story.opens()
    await (story.to_approved() if kind == "dpg" else story.says(L1, "/claim"))
    pull, before, stage, said = story.pull(kind).number, story.board.headline, story.stage, story.replies()
    omar, maya = story.gh.as_user(L2), story.gh.as_user(MAINTAINER)
    omar.close_pull(REPO, pull)
    await story.scene.settle()

    assert (story.stage, story.is_open, story.waits_for) == (stage, True, "maintainer")
    assert story.board.headline == (
        f"**Waiting for a maintainer until 16 March 2026:** decide about #{pull}, which was closed by hand: open it again, or "
        "write `/close` with the reason here. Nominator: nothing for you to do now."
    )
    assert story.replies() == said, "nothing is published"

    maya.reopen_pull(REPO, pull)
    await story.scene.settle()
    assert (story.stage, story.board.headline, story.pull(kind).state) == (stage, before, "open")
    if kind == "dpg":
        await story.merges("dpg")
        assert story.stage == "dpg"


async def test_a_pull_request_closed_by_hand_stops_every_other_clock(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim\n/ask 1 Which goal is it? in 14 days")
    maya, pull = story.gh.as_user(MAINTAINER), story.pull("candidate").number
    assert "your answer is needed by 16 March 2026:** question 1." in story.board.headline
    maya.close_pull(REPO, pull)
    await story.scene.settle()
    await story.lives(100)
    assert (story.stage, story.waits_for, story.replies("a reminder")) == ("screening", "maintainer", [])
    assert not any(f"@{L1}:" in digest for digest in story.digests)

    maya.reopen_pull(REPO, pull)
    await story.scene.settle()
    assert "your answer is needed by 25 June 2026:** question 1." in story.board.headline, (
        "a hundred days more, and to the end of that day"
    )


async def test_who_closed_a_pull_request_by_hand_ends_the_nomination_with_a_reason(screening: Story) -> None:
    await screening.says(L1, "/fail 1 no goal is shown")
    screening.gh.as_user(MAINTAINER).close_pull(REPO, screening.pull("candidate").number)
    await screening.scene.settle()
    await screening.says(MAINTAINER, "/close ineligible no goal is shown, and the owner wants to show none")

    assert (screening.stage, screening.is_open, screening.waits_for) == ("ineligible", False, "")
    assert screening.replies("the owner wants to show none")


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


async def test_a_stage_that_was_reached_too_early_is_told_of_once_a_maintainer_has_confirmed_it(story: Story) -> None:
    await story.opens()
    await story.merges("candidate")
    assert story.stage == "candidate" or story.stage == "technical review"
    assert story.replies("Indicators 1 and 2 are verified") == [], "nobody has verified them"

    await story.says(MAINTAINER, "/override because both were looked at in the meeting of 3 March")
    assert len(story.replies("is now a candidate")) == 1
    await story.restarts()
    assert len(story.replies("is now a candidate")) == 1


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
    before = story.board.text
    await story.says(L1, "/pass 1 2", thread=copy)
    mallory.close_pull(REPO, copy)
    await story.scene.settle()
    mallory.reopen_pull(REPO, copy)
    await story.scene.settle()
    await story.restarts()
    assert story.board.text == before, "it is a pull request of mallory's like any other"
    assert story.repo.comments(real.number) == []

    story.gh.as_user(MAINTAINER).merge(REPO, copy)
    await story.scene.settle()
    await story.restarts()
    assert f"`{NOMINEE}` holds the record of another project" in story.board.text
    assert story.status("candidate") == "pending"
    assert story.repo.file(NOMINEE) == "{}\n"
    assert story.stage == "screening"
    assert story.pull("candidate").number == real.number
    assert "success" not in {status.state for status in story.repo.statuses(story.repo.pulls[copy].head_sha)}


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
