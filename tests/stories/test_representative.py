"""Who speaks for the project: the form's box, or somebody whom the nominator named and who has accepted."""

from __future__ import annotations

from bot.text.form.body import render
from tests.story import NOMINATOR, STANDARD, Story, records

LEAD = "project-lead"


async def test_a_representative_who_accepts_stands_for_the_box_of_the_form(story: Story) -> None:
    story.gh.add_user(LEAD)
    await story.opens(body=render(*records(), STANDARD, attested=False))
    await story.to_candidate()
    assert story.stage == "candidate"
    assert any("7 Privacy" in todo for todo in story.board.todos)

    await story.says(NOMINATOR, f"/representative @{LEAD}")
    assert story.stage == "candidate"
    await story.says(LEAD, "/accept-role")
    assert not any("7 Privacy" in todo for todo in story.board.todos)
    assert story.stage == "technical review"
