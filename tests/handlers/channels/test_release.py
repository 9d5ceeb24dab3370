"""The announcement as a GitHub release."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from bot.model.effects import EditRelease, PublishRelease
from config.publishing import ChannelUse
from handlers.channels.release import FEATURE
from tests.nominations import view
from tests.story import RECORD, complete_body


def release(discussion: str | None = None, tag: str | None = None, **changed) -> PublishRelease:
    effect = FEATURE.run(view("dpg", **changed), "release", ChannelUse(kind="release", discussion=discussion, tag=tag))
    assert isinstance(effect, PublishRelease)
    return effect


def test_its_tag_is_the_projects_slug():
    assert (release().channel, release().tag) == ("release", f"dpg-{RECORD}")
    assert release(tag="v-${slug}").tag == f"v-{RECORD}"


def test_it_says_what_the_project_is():
    text = release().text
    assert release().name == "New digital public good: Community Health Toolkit"
    for part in (
        "| Category | Open software |",
        "| Sustainable Development Goals | 3, 5, 17 |",
        "#7",
        f"`nominees/{RECORD}.json`",
    ):
        assert part in text


def test_a_discussion_is_opened_where_the_registry_names_a_category_for_it():
    assert release().discussion is None
    assert release("Announcements").discussion == "Announcements"


def test_it_is_edited_and_taken_back_by_its_tag():
    use, seen = ChannelUse(kind="release"), view("dpg", ledger={"retraction": "its licence was not open"})
    edited, retracted = FEATURE.edit(seen, "release", use), FEATURE.retract(seen, "release", use)
    assert isinstance(edited, EditRelease)
    assert (edited.tag, edited.name, edited.text) == (release().tag, release().name, release().text)
    assert isinstance(retracted, EditRelease)
    assert (retracted.tag, retracted.name) == (release().tag, "Taken back: Community Health Toolkit")
    assert "its licence was not open" in retracted.text


WICKED = ["a | b", "@everyone", "\n\n# heading", "<b>", "[x](javascript:1)", "fixes #1", "${nomination}"]


@pytest.mark.parametrize("wicked", WICKED)
def test_hostile_answers_stay_in_their_cells(wicked):
    owner = {"name": wicked, "website": f"https://x.example/{wicked}", "org_type": "owner"}
    body = complete_body(
        name=f"x {wicked}", description=f"y {wicked}", website=f"https://x.example/{wicked}", organizations=[owner]
    )
    effect = release(body=body)
    parsed = [token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(effect.text)]
    rows = " ".join(parsed).split("tr_open")[1:]
    assert len(rows) == 8
    assert {row.split("tr_close")[0].count("td_open") + row.split("tr_close")[0].count("th_open") for row in rows} == {2}
    assert "heading_open" not in parsed
    assert "@everyone" not in effect.text.replace("/@everyone)", "") + effect.name  # inside an address it calls nobody
    assert "fixes #1" not in effect.text + effect.name
    assert "\n" not in effect.name
