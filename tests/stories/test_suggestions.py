"""What a record file should look like, as suggestions on its lines; a person takes them over, and the board follows."""

from __future__ import annotations

import json

from bot.playground.scene import NOMINATOR, REPO
from bot.text.record.record import dumps
from tests.stories.pulling import NOMINEE, SCREENING, both_files, loosely, pushes, submits, suggested
from tests.story import L1, MAINTAINER, Story, records

GPL = [{"spdx": "Apache License 2.0", "licenseURL": "https://github.com/medic/cht-core/blob/master/LICENSE"}]


def places(**changed: list[str]) -> dict[str, str | None]:
    """The screening with other countries."""
    screening = records()[1]
    return {SCREENING: dumps({**screening, "locations": {**screening["locations"], **changed}})}


async def test_a_clean_record_gets_none(story: Story) -> None:
    number = await submits(story, {**both_files(stage="nominee")})

    assert story.repo.reviews(number) == []


async def test_names_that_are_known_otherwise_and_contacts_are_suggested(story: Story) -> None:
    owner = {"name": "Medic", "website": "https://medic.org", "org_type": "owner", "contact_email": "amina@example.org"}
    files = {**both_files(stage="nominee", license=GPL, organizations=[owner]), **places(deploymentCountries=["USA", "Kenya"])}
    number = await submits(story, files)

    bodies = [comment.body for comment in suggested(story, number)]
    assert '```suggestion\n      "spdx": "Apache-2.0",\n```' in bodies
    assert '```suggestion\n      "contact_email": ""\n```' in bodies
    assert any('"United States of America"' in body for body in bodies)
    assert "amina@example.org" not in "".join(bodies)


async def test_one_that_a_person_applies_is_a_commit_and_the_board_follows(story: Story) -> None:
    number = await submits(story, both_files(stage="nominee", license=GPL))
    assert "Licences" not in story.board.text or "Apache" in story.board.text
    (suggestion,) = suggested(story, number)

    story.gh.as_user(NOMINATOR).apply_suggestions(REPO, number, suggestion.id)
    await story.scene.settle()

    head = story.repo.pulls[number].head_sha
    assert json.loads(str(story.repo.file(NOMINEE, head)))["license"][0]["spdx"] == "Apache-2.0"
    assert json.loads(story.file_on("candidate", NOMINEE))["license"][0]["spdx"] == "Apache-2.0"
    assert "Apache-2.0" in story.board.row("2")
    assert len(suggested(story, number)) == 1


async def test_another_layout_is_one_suggestion_that_gives_the_registrys(story: Story) -> None:
    nominee = {**records()[0], "stage": "nominee"}
    number = await submits(story, {NOMINEE: loosely(nominee), SCREENING: dumps(records()[1])})
    (whole,) = suggested(story, number)

    story.gh.as_user(NOMINATOR).apply_suggestions(REPO, number, whole.id)
    await story.scene.settle()
    assert str(story.repo.file(NOMINEE, story.repo.pulls[number].head_sha)).rstrip("\n") == dumps(nominee).rstrip("\n")
    assert len(story.repo.reviews(number)) == 1


async def test_what_was_suggested_is_not_suggested_again(story: Story) -> None:
    files = {**both_files(stage="nominee", license=GPL), **places(deploymentCountries=["USA"])}
    number = await submits(story, files)
    there = suggested(story, number)
    assert len(there) == 2
    story.gh.as_user(NOMINATOR).apply_suggestions(REPO, number, there[0].id)
    await story.scene.settle()
    await pushes(story, both_files(stage="nominee", license=GPL, description="Longer\nthan it was."))
    await story.says(L1, "/pass 1")
    await story.restarts()

    assert suggested(story, number) == there


async def test_a_new_difference_is_suggested_at_the_next_push(story: Story) -> None:
    number = await submits(story, both_files(stage="nominee"))
    await pushes(story, both_files(stage="nominee", license=GPL))

    (only,) = suggested(story, number)
    assert only.commit == story.repo.pulls[number].head_sha


async def test_only_lines_of_the_diff_carry_one(story: Story) -> None:
    there = {NOMINEE: dumps({**records()[0], "stage": "DPG", "license": GPL}), SCREENING: dumps(records()[1])}
    story.gh.as_user(MAINTAINER).push(REPO, "main", there, "There already")
    await story.scene.settle()
    changed = {**records()[0], "stage": "DPG", "license": GPL, "name": "Community Health Toolkit 2"}
    number = await submits(story, {NOMINEE: dumps(changed)})

    assert suggested(story, number) == []


async def test_a_maintainer_may_apply_them_for_the_nominator(story: Story) -> None:
    branch = story.gh.as_user(MAINTAINER)
    branch.push(REPO, "mine", both_files(stage="nominee", license=GPL), "By hand")
    number = branch.open_pull(REPO, "mine", "main", "From a branch of the registry")
    story.number = number
    await story.scene.settle()
    (suggestion,) = suggested(story, number)
    branch.apply_suggestions(REPO, number, suggestion.id)
    await story.scene.settle()

    assert "Apache-2.0" in story.board.row("2")
