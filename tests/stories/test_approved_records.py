"""What is merged is what was approved: a change of the record after the verdicts has to be confirmed."""

from __future__ import annotations

import asyncio

import pytest

from bot.playground.scene import REPO
from tests.stories.test_stage_pulls import BOT_MERGES, NOMINEE
from tests.story import L1, L2, MAINTAINER, NOMINATOR, STANDARD, Story, complete_body, records, render

OTHER = "https://elsewhere.example"
BAITS = {
    "Name": {"name": "Totally Other Thing"},
    "Description": {"description": "It does something else."},
    "Website": {"website": OTHER},
    "Aliases": {"aliases": ["Other"]},
    "Repositories": {"repositories": [{"name": "main", "url": f"{OTHER}/code"}]},
    "Organizations": {
        "organizations": [
            {"name": "Somebody Else", "website": OTHER, "org_type": "owner", "contact_name": "", "contact_email": ""}
        ]
    },
}


@pytest.mark.parametrize("changed", BAITS.values(), ids=BAITS)
async def test_an_edit_of_the_project_after_the_last_verdict_takes_the_green_away(screening: Story, changed) -> None:
    await screening.says(L1, "/pass 1 2")
    assert screening.status("candidate") == "success"

    await screening.edits(complete_body(**changed))

    assert screening.status("candidate") == "pending"
    assert f"Changed after the review by `{L1}`" in screening.pull("candidate").body
    assert "/confirm" in screening.board.headline


async def test_the_reviewer_confirms_the_change_with_the_difference_in_front_of_them(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    before = screening.pull("candidate").head_sha[:12]
    await screening.edits(complete_body(website=OTHER))

    after = screening.pull("candidate").head_sha[:12]
    assert f"/compare/{before}...{after})" in screening.pull("candidate").body
    assert f"/compare/{before}...{after})" in screening.board.text

    await screening.says(L1, "/confirm")
    assert screening.status("candidate") == "success"
    assert "/confirm" not in screening.board.text
    assert "Changed after the review" not in screening.pull("candidate").body


async def test_an_edit_that_is_taken_back_needs_no_confirmation(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(website=OTHER))
    await screening.edits(complete_body())
    assert screening.status("candidate") == "success"


async def test_an_edit_just_before_the_last_verdict_is_not_merged_by_the_bot(screening: Story) -> None:
    await screening.configures(BOT_MERGES)
    await screening.says(L1, "/pass 1")
    await screening.edits(complete_body(name="Totally Other Thing"))
    await screening.says(L1, "/pass 2")

    assert screening.pull("candidate").state == "open"
    await screening.says(L1, "/confirm")
    assert screening.pull("candidate").merged


async def test_each_reviewer_of_the_stage_confirms_what_they_have_passed(screening: Story) -> None:
    await screening.to_approved()
    await screening.edits(complete_body(website=OTHER))
    assert screening.status("dpg") == "pending"

    await screening.says(L1, "/confirm")
    assert screening.status("dpg") == "pending"
    await screening.says(L2, "/confirm")
    assert screening.status("dpg") == "success"


async def test_nobody_confirms_for_another(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(website=OTHER))

    await screening.says(L2, "/confirm")
    await screening.says(NOMINATOR, "/confirm")
    assert screening.status("candidate") == "pending"
    assert screening.replies(f"Nothing that you have passed waits for a confirmation. It is `{L1}` whose verdicts wait for it.")


async def test_another_reviewer_may_pass_instead(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(website=OTHER))
    await screening.says(L2, "/pass 1 2")
    assert screening.status("candidate") == "success"


async def test_an_edited_answer_needs_a_new_verdict_and_no_confirmation_of_the_others(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(SDGs=[{"SDGNumber": 3, "evidenceText": "it cures", "evidenceURL": ""}]))
    assert screening.status("candidate") == "pending"
    await screening.says(L1, "/pass 1")
    assert screening.status("candidate") == "success"


async def test_an_edit_of_the_later_record_leaves_the_first_stage_green(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    nominee, answers = records()
    await screening.edits(
        render(nominee, {**answers, "locations": {"developmentCountries": ["Kenya"], "deploymentCountries": []}}, STANDARD)
    )
    assert screening.status("candidate") == "success"


async def test_what_is_announced_is_what_was_merged_whatever_the_form_says_meanwhile(screening: Story) -> None:
    await screening.to_approved()
    screening.gh.as_user(NOMINATOR).edit_issue(
        REPO, screening.number, body=complete_body(name="Totally Other Thing", website=OTHER)
    )
    screening.gh.as_user(MAINTAINER).merge(REPO, screening.pull("dpg").number)
    await screening.scene.settle()

    assert screening.stage == "dpg"
    (said,) = screening.replies("is a digital public good")
    assert "Community Health Toolkit" in said
    assert "Totally Other Thing" not in said
    assert OTHER not in said
    assert all("Totally" not in release.name for release in screening.repo.releases)
    assert "edited since" in screening.board.text or "next renewal" in screening.board.text


EVIL = {".github/workflows/evil.yml": "on: push\n"}


async def test_a_branch_that_somebody_made_first_is_not_taken_over(story: Story) -> None:
    story.gh.as_user(MAINTAINER).push(REPO, "nomination/1/candidate", EVIL, "First")
    await story.opens()

    assert story.pulls("candidate") == []
    assert "the branch `nomination/1/candidate` was made by somebody else and holds other files" in story.board.text
    assert set(EVIL) < set(story.repo.files("nomination/1/candidate"))
    story.gh.as_user(MAINTAINER).delete_branch(REPO, "nomination/1/candidate")
    await story.restarts()
    assert story.pull("candidate").files == (NOMINEE,)
    assert "made by somebody else" not in story.board.text


async def test_a_file_that_was_pushed_before_the_bots_own_commit_holds_the_green_back(screening: Story) -> None:
    """The head is the bot's own commit, and what is below it is somebody else's."""
    await screening.configures(BOT_MERGES)
    pushed: list[str] = []

    def push_first(method: str, path: str) -> bool:
        if method == "PUT" and "/contents/" in path and not pushed:
            pushed.append(screening.gh.as_user(MAINTAINER).push(REPO, screening.pull("candidate").head, EVIL, "By the way"))
        return False

    screening.gh.faults.add(kind="500", path=push_first)
    await screening.edits(complete_body(description="Better words."))
    assert screening.pull("candidate").head_sha not in pushed
    await screening.says(L1, "/pass 1 2")

    assert screening.status("candidate") == "pending"
    assert not screening.pull("candidate").merged
    assert ".github/workflows/evil.yml" in screening.description("candidate")


async def test_a_pull_request_that_goes_into_another_branch_stays_pending(screening: Story) -> None:
    screening.gh.as_user(MAINTAINER).push(REPO, "elsewhere", {"x.txt": "x"}, "A branch")
    screening.gh.as_user(MAINTAINER).change_base(REPO, screening.pull("candidate").number, "elsewhere")
    await screening.says(L1, "/pass 1 2")
    assert screening.status("candidate") == "pending"
    assert screening.description("candidate") == "It does not go into the default branch"


@pytest.mark.parametrize("edit_first", [True, False])
async def test_an_edit_in_the_moment_of_the_verdict_is_looked_at_once_more(screening: Story, edit_first: bool) -> None:
    """Whichever came first: the bot finds both at once, and cannot know what the reviewer has seen."""
    await screening.configures(BOT_MERGES)
    said = screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 2") if not edit_first else 0
    screening.gh.as_user(NOMINATOR).edit_issue(
        REPO, screening.number, body=complete_body(SDGs=[{"SDGNumber": 3, "evidenceText": "bait", "evidenceURL": ""}])
    )
    said = said or screening.gh.as_user(L1).comment(REPO, screening.number, "/pass 1 2")
    await screening.scene.settle()

    assert screening.reactions(said) == {"+1"}
    assert not screening.pull("candidate").merged
    assert screening.description("candidate") == (
        f"Changed since the review (answers that were edited at the same time): waiting for /confirm by {L1}"
    )
    await screening.says(L1, "/confirm")
    assert screening.pull("candidate").merged


async def test_a_confirmation_does_not_cover_an_edit_in_the_same_moment(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    await screening.edits(complete_body(website=OTHER))
    screening.gh.as_user(NOMINATOR).edit_issue(REPO, screening.number, body=complete_body(website="https://bait.example"))
    await screening.says(L1, "/confirm")
    assert screening.status("candidate") == "pending"
    assert screening.replies("The record has changed once more, and the pull request did not show it yet when you wrote.")


def take_role(story: Story, login: str) -> None:
    story.gh.world.repo(REPO).collaborators[story.gh.world.account(login).id] = "read"


async def test_the_passes_of_whoever_is_no_reviewer_any_more_turn_nothing_green(screening: Story) -> None:
    await screening.says(L1, "/pass 1")
    take_role(screening, L1)
    await screening.restarts()
    await screening.says(L2, "/pass 2")

    assert screening.status("candidate") == "pending"
    assert f"passed by `{L1}`, please look again: `{L1}` is no longer a reviewer" in screening.board.row("1")
    await screening.says(L2, "/pass 1")
    assert screening.status("candidate") == "success"


async def test_a_merge_after_a_reviewer_has_lost_the_role_is_an_override(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    take_role(screening, L1)
    await screening.restarts()
    await screening.merges("candidate")
    assert "merged the candidate pull request" in screening.board.text
    assert "after somebody who had passed it ceased to be a reviewer" in screening.board.text


async def test_a_merge_that_brings_more_than_was_approved_is_an_override(screening: Story) -> None:
    """Somebody merges a branch of their own on top of the approved commit: GitHub counts the stage as merged, too."""
    await screening.says(L1, "/pass 1 2")
    screening.gh.as_user(MAINTAINER).push(REPO, "mine", EVIL, "On top", create_from=screening.pull("candidate").head)
    number = screening.gh.as_user(MAINTAINER).open_pull(REPO, "mine", "main", "Mine")
    screening.gh.as_user(MAINTAINER).merge(REPO, number)
    await screening.scene.settle()
    assert screening.pull("candidate").merged
    assert "with other files than were approved" in screening.board.text


async def test_what_was_said_on_the_pull_request_just_before_the_merge_is_heard(screening: Story) -> None:
    await screening.says(L1, "/pass 1 2")
    number = screening.pull("candidate").number
    story_hooks = screening.gh.world.repo(REPO).hooks
    address, story_hooks[0].url = story_hooks[0].url, "http://127.0.0.1:9/lost"
    said = screening.gh.as_user(L2).comment(REPO, number, "/fail 2 the licence file is another one")
    await asyncio.sleep(0.2)
    story_hooks[0].url = address
    await screening.merges("candidate")
    assert screening.reactions(said) == {"+1"}
