"""The announcement as a post of a blog."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.model.effects import PublishPost
from config.publishing import ChannelUse
from handlers.channels.blog import FEATURE
from tests.nominations import NUMBER, URL, flow, view
from tests.story import RECORD, complete_body

USE = ChannelUse(kind="blog", repository="registry/blog")
KEYS = [
    "title",
    "date",
    "project",
    "description",
    "website",
    "categories",
    "sdgs",
    "owners",
    "countries",
    "record",
    "nomination",
]


def post(use: ChannelUse = USE, **changed) -> PublishPost:
    effect = FEATURE.run(view("dpg", **changed), "blog", use)
    assert isinstance(effect, PublishPost)
    return effect


def parts(text: str | None) -> tuple[dict, str]:
    empty, front, body = (text or "").split("---\n", 2)
    assert empty == ""
    return yaml.safe_load(front), body


def test_it_is_a_file_of_the_blogs_folder_on_a_branch_of_its_own():
    made = post()
    assert (made.repo, made.branch) == ("registry/blog", f"announce/{RECORD}-{NUMBER}")
    assert made.path == f"_posts/2026-02-21-{RECORD}.md"
    assert post(USE.model_copy(update={"folder": "content/dpg"})).path == f"content/dpg/2026-02-21-{RECORD}.md"
    assert made.title == "Post: Community Health Toolkit is a digital public good"
    assert URL in made.body


def test_its_data_can_be_read_by_a_site_and_its_text_by_people():
    data, body = parts(post().text)
    assert list(data) == [*KEYS, "standard", "valid_until"]
    assert (data["project"], data["sdgs"], data["categories"]) == ("Community Health Toolkit", [3, 5, 17], ["software"])
    assert (data["date"], data["nomination"]) == ("2026-02-21", URL)
    assert body.strip().startswith("**Community Health Toolkit** is a digital public good.")
    assert body.strip().endswith(f"[The nomination and its review]({URL})")


WICKED = [
    "x\n---\nlayout: other", "{{ site.secrets }}", "{% include x %}", "{{< raw >}}", "{#x#}", "<script>alert(1)</script>", "!!python/object:x",
    "*alias", "&anchor", "@everyone closes #1", "'", '"', ": x", "# x", "{{{{%%}}", "a}}b",
]  # fmt: skip


def harmless(made: PublishPost, name: str) -> None:
    data, body = parts(made.text)
    assert list(data) == [*KEYS, "standard", "valid_until"]
    text = made.text or ""
    assert not any(live in text for live in ("{{", "{%", "{#", "{<", "%}", "}}"))
    assert not any(sign in str(value) for value in data.values() for sign in "<>")
    kinds = {token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(body)}
    assert not kinds & {"html_block", "heading_open", "fence", "code_block", "table_open", "hr"}, name
    inline = [child.type for token in MarkdownIt().parse(body) for child in token.children or ()]
    assert "html_inline" not in inline
    assert "image" not in inline
    assert not any("\n" in line for line in (made.title, made.path, made.branch))


@pytest.mark.parametrize("wicked", WICKED)
def test_hostile_words_stay_data_and_text(wicked):
    owner = {"name": wicked, "website": "https://x.example", "org_type": "owner"}
    made = post(body=complete_body(name=f"It {wicked}", description=wicked, organizations=[owner]))
    harmless(made, wicked)
    assert not any(live in (made.text or "") + made.title for live in ("@everyone", "closes #1"))


@given(st.text(alphabet=st.characters() | st.sampled_from("{}%<>#-:\n&*'\"!@"), min_size=1, max_size=60))
def test_whatever_a_project_is_called_it_stays_data_and_text(name):
    harmless(post(body=complete_body(name=f"x{name}", description=name)), name)


def test_taking_it_back_leaves_no_file():
    effect = FEATURE.retract(view("dpg"), "blog", USE)
    assert isinstance(effect, PublishPost)
    assert (effect.text, effect.branch, effect.path) == (None, post().branch, post().path)


def test_a_registry_may_word_it_itself():
    assert (
        parts(post(flow=flow('messages: {blog.text: "Hurray for ${name}"}')).text)[1].strip()
        == "Hurray for Community Health Toolkit"
    )


def test_the_day_is_the_registrys():
    assert post(flow=flow("reminders: {zone: Pacific/Kiritimati}")).path.startswith("_posts/2026-02-22-")
