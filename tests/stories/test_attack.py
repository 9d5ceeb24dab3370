"""Attacks on an approval, each of which has worked once: by a nominator, by a stranger, or by somebody with write alone."""

from __future__ import annotations

from bot.playground.scene import REPO
from bot.sandbox.actions import refs
from tests.stories.pulling import SCREENING, both_files, nominee_file, pushes, screening_file, submits
from tests.stories.test_renewal import merges, of_round, renewal_due
from tests.story import L1, L2, MAINTAINER, NOMINATOR, Story, complete_body

EVIL = "https://evil.example"


def move_branch(story: Story, branch: str, sha: str) -> None:
    """Somebody with write pushes a branch by force."""
    person, world = story.gh.as_user(L2), story.gh.world
    person._do(refs.update_ref, world.repo(REPO), f"heads/{branch}", sha, True)


def statuses(story: Story, number: int) -> list[tuple[str, str]]:
    pull = story.repo.pulls[number]
    return [(s.state, str(s.description)) for s in story.repo.statuses(pull.head_sha) if s.context == "dpg-review"]


async def test_a_renewal_that_is_edited_after_its_confirmation_is_confirmed_once_more(story: Story) -> None:
    await renewal_due(story)
    await story.edits(complete_body(description="A toolkit for community health systems, renewed."))
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/pass all")
    number = of_round(story, 2).number
    assert statuses(story, number)[-1][0] == "success"

    await story.edits(complete_body(website=EVIL))
    assert statuses(story, number)[-1][0] == "pending"
    await story.says(L1, "/confirm")
    assert statuses(story, number)[-1][0] == "success"
    await merges(story, of_round(story, 2))
    assert "valid until **1 March 2028**" in story.board.text


async def test_a_key_with_a_dot_in_its_name_is_not_taken_for_an_answer(story: Story) -> None:
    await submits(story, both_files())
    await story.to_approved()
    assert story.status("dpg") == "success"
    await pushes(story, screening_file(**{"documentation.documentationURL": EVIL}))
    assert EVIL in story.file_on("dpg", SCREENING)
    assert story.status("dpg") == "pending"


async def test_a_push_in_the_moment_of_the_verdict_is_looked_at_once_more_whatever_it_changes(story: Story) -> None:
    await submits(story, both_files())
    story.gh.as_user(NOMINATOR).push(f"{NOMINATOR}/{REPO.partition('/')[2]}", "nominate", nominee_file(note=EVIL), "A change")
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") != "success"


async def test_a_green_head_of_another_pull_request_makes_no_stage(story: Story) -> None:
    await story.opens()
    home = story.gh.world.repo(REPO)
    home.collaborators[story.gh.world.account(L2).id] = "write"
    plain = story.gh.as_user(L2).open_pull(REPO, "mine", "main", "Mine", files={"README.md": "# Better\n"})
    await story.to_candidate()
    assert story.stage == "technical review"
    assert statuses(story, plain)[-1][0] == "success"
    await story.says(L1, "/pass 3")
    await story.scene.stop()
    move_branch(story, story.pull("dpg").head, story.repo.pulls[plain].head_sha)
    story.gh.as_user(L2).merge(REPO, story.pull("dpg").number)
    await story.scene.start()
    assert "⚠️ Override" in story.board.text
    assert story.announced == (0, 0)


async def test_a_record_of_the_registry_is_not_taken_over_by_an_edit_after_it_was_found_to_be_the_same(story: Story) -> None:
    there = nominee_file(name="Community Health Toolkit")
    story.gh.as_user(MAINTAINER).push(REPO, "main", there, "There already")
    await story.opens()
    assert story.pull("candidate").state == "open"
    await story.edits(complete_body(website=EVIL))
    await story.says(L1, "/pass 1 2")
    assert story.status("candidate") != "success"
