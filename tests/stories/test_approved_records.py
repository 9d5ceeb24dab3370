"""What is merged is what was approved: a change of the record after the verdicts has to be confirmed."""

from __future__ import annotations

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
