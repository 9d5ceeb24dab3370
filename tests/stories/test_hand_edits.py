"""A person's commit on a stage branch is respected: the bot leaves it there, says so, and goes on once it is taken back."""

from __future__ import annotations

from tests.story import L1, MAINTAINER, RECORD, REPO, Story, complete_body

PATH = f"nominees/{RECORD}.json"


async def test_a_file_changed_by_hand_holds_the_pull_request_back_until_the_change_is_taken_back(story: Story) -> None:
    await story.opens(body=complete_body())
    await story.says(L1, "/pass 1 2")
    branch = story.pull("candidate").head
    ours = story.repo.file(PATH, branch)

    story.gh.as_user(MAINTAINER).push(REPO, branch, {PATH: ours.replace("Toolkit", "Kit")}, "Another name")
    await story.scene.settle()
    assert story.status("candidate") == "pending"
    assert "was changed by hand" in story.board.text

    story.gh.as_user(MAINTAINER).push(REPO, branch, {PATH: ours}, "The name as it was")
    await story.scene.settle()
    assert story.status("candidate") == "success"
    assert "was changed by hand" not in story.board.text


async def test_answers_edited_meanwhile_are_written_once_the_hand_made_change_is_taken_back(story: Story) -> None:
    await story.opens(body=complete_body())
    branch = story.pull("candidate").head
    ours = story.repo.file(PATH, branch)
    story.gh.as_user(MAINTAINER).push(REPO, branch, {PATH: ours.replace("Toolkit", "Kit")}, "Another name")
    await story.scene.settle()

    await story.edits(complete_body(description="Something new"))
    assert "Something new" not in story.repo.file(PATH, branch)

    story.gh.as_user(MAINTAINER).push(REPO, branch, {PATH: ours}, "The name as it was")
    await story.scene.settle()
    assert "Something new" in story.repo.file(PATH, branch)
