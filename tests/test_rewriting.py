"""One answer is exchanged: whatever it says, every other one stays, and no heading, call or mark comes of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import marks
from bot.text.body import harmless
from bot.text.form import parse
from bot.text.references import BREAK, break_mentions
from bot.text.rewriting import MOST_BODY, rewritten
from tests.nominations import STANDARD
from tests.story import complete_body

MARK = "<!-- dpgbot renewal v1 AAAA 00 -->"
BODY = f"{MARK}\n\n@amina, words before\n\n{harmless(complete_body(description='see @ana'))}"
TEXTS = ("description", "name", "extraction-description", "harm-description")


def changed(field: str, text: str, body: str = BODY) -> str:
    found = rewritten(body, STANDARD, STANDARD.question[field], text)
    assert found.trouble == ()
    return found.body


def answers(body: str) -> dict[str, object]:
    return dict(parse(body, STANDARD).answers)


def test_all_else_stays_letter_by_letter():
    new = changed("name", "Another name")
    assert new.replace("Another name", "Community Health Toolkit") == BODY


def test_lines_of_a_browser_are_read_as_well():
    new = changed("name", "Another name", BODY.replace("\n", "\r\n"))
    assert answers(new) == {**answers(BODY), "name": "Another name"}


def test_a_heading_that_is_not_there_is_put_in_its_place():
    without = BODY.replace("### Other names\n\n", "", 1)
    assert "### Other names" not in without
    new = changed("aliases", "CHT", without)
    assert new.index("### Project name") < new.index("### Other names") < new.index("### Description")
    assert answers(new)["aliases"] == ["CHT"]


@pytest.mark.parametrize(
    ("field", "text", "answer"),
    [
        ("documentation", "yes", "Yes"),
        ("categories", "open software, data", ["software", "data"]),
        ("categories", "Open data\nOpen content", ["data", "content"]),
        ("repositories", "main | https://a.example/b", [{"name": "main", "url": "https://a.example/b"}]),
        ("deployment-countries", "Kenya\nNepal", ["Kenya", "Nepal"]),
        ("description", "_No response_", None),
        ("description", "/merge now, @registry/board", "/merge now, @registry/board"),
    ],
)
def test_it_is_read_as_the_form_is(field, text, answer):
    assert answers(changed(field, text)).get(field) == answer


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("documentation", "perhaps", "is not one of Yes, No"),
        ("sdgs", "seventeen | words", ""),
        ("attestation", "perhaps", "Yes or No"),
        ("description", "x" * MOST_BODY, "longer than"),
    ],
)
def test_what_the_form_would_not_take_is_refused(field, text, why):
    found = rewritten(BODY, STANDARD, STANDARD.question[field], text)
    assert found.body == ""
    assert why in "".join(found.trouble)


@pytest.mark.parametrize(("text", "attested"), [("yes", True), ("- [x]", True), ("No", False)])
def test_the_box_of_the_form(text, attested):
    assert parse(changed("attestation", text), STANDARD).attested is attested


hostile = st.lists(
    st.sampled_from(
        ["### Project name", "```", "~~~", "\\", "@ana", "/x", MARK, "\n", "\n\n", " ", "|", "- ", "_No response_", "x"]
    )
    | st.text(max_size=5),
    max_size=12,
).map("".join)


@given(st.sampled_from(TEXTS), hostile)
@example("description", "x\n### Project name\n\nmine")
@example("description", f"x\n{MARK}\ny")
@settings(max_examples=150, deadline=None)
def test_no_text_changes_another_answer(field, text):
    found = rewritten(BODY, STANDARD, STANDARD.question[field], text)
    if found.trouble:
        return
    before, after = answers(BODY), answers(found.body)
    before.pop(field, None)
    after.pop(field, None)
    assert after == before
    assert found.body.startswith(f"{MARK}\n\n@amina, words before\n\n### Project name")
    assert marks.strip(found.body) == found.body.removeprefix(f"{MARK}\n").rstrip(), "no other line is a mark"
    assert rewritten(found.body, STANDARD, STANDARD.question[field], text).body == found.body, "twice is once"


@pytest.mark.parametrize("address", ["https://medium.com/@ana/post", "see https://a.example.org/x/@ana"])
def test_the_address_of_a_persons_page_stays_a_link(address):
    assert break_mentions(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "@ana",
        "a@b.example",
        "x/@org/team",
        "https://@org/team",
        "ahttps://a.example/@ana",
        "https://a.example/*@ana*",
        "https://a.example/`@ana",
        "https://a_b.c_d/@ana",
        "https://localhost/@ana",
        "https://a.example/?x=@ana",
        "https://a.example/@ana@registry/board",
    ],
)
def test_every_other_call_is_broken_and_reads_the_same(text):
    broken = break_mentions(text)
    assert f"@{BREAK}" in broken
    assert broken.replace(BREAK, "") == text


@given(st.text(max_size=200))
def test_it_gives_the_text_back_and_twice_is_once(text):
    text = text.replace(BREAK, "")
    assert break_mentions(text).replace(BREAK, "") == text
    assert break_mentions(break_mentions(text)) == break_mentions(text)


def test_a_form_is_read_the_same_when_it_is_harmless():
    body = complete_body(description="@ana\n/merge")
    assert parse(harmless(body), STANDARD) == parse(body, STANDARD)
    assert marks.strip(harmless(body)) == harmless(body)
