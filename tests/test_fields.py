"""Which heading of the form `/answer` means: by id, by label, by a beginning; and what stands after it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.fields import named, nearest
from tests.nominations import STANDARD


@pytest.mark.parametrize(
    ("text", "field", "rest"),
    [
        ("description A toolkit", "description", "A toolkit"),
        ("Description: A toolkit: for all", "description", "A toolkit: for all"),
        ("PROJECT NAME New", "name", "New"),
        ("Project name: New", "name", "New"),
        ('"project name" New', "name", "New"),
        ("“Project name”: New", "name", "New"),
        ("«name» New", "name", "New"),
        ("Is ownership clearly defined? Yes", "ownership", "Yes"),
        ("is ownership clearly defined yes", "ownership", "yes"),
        ("Desc A toolkit", "description", "A toolkit"),
        ("desc: A toolkit", "description", "A toolkit"),
        ('"Steps to comply" Yes', "privacy-laws", "Yes"),
        ("documentation-links https://a.example/b: c", "documentation-links", "https://a.example/b: c"),
        ("Documentation links https://a.example", "documentation-links", "https://a.example"),
        ("content: Yes", "content", "Yes"),
        ("name", "name", ""),
        ("description\nof two lines", "description", "of two lines"),
    ],
)
def test_the_heading_and_the_answer(text, field, rest):
    found = named(text, STANDARD)
    assert found.question is not None
    assert (found.question.id, found.rest) == (field, rest)


@pytest.mark.parametrize("text", ["we have moved", "De", "", '"" x', "nothing like it", ": x"])
def test_what_is_no_heading(text):
    assert named(text, STANDARD).questions == ()


def test_a_beginning_of_several_is_none_of_them():
    found = named("Documentation of it", STANDARD)
    assert found.question is not None, "an id goes before beginnings"
    found = named("how that", STANDARD)
    assert found.question is not None
    several = named('"Steps"', STANDARD)
    assert several.question is None
    assert {"privacy-laws", "prevents-harm", "minors-steps"} <= {question.id for question in several.questions}


@pytest.mark.parametrize(
    ("written", "field"), [("Descripton", "description"), ("licenses", "licences"), ("web site", "website")]
)
def test_the_nearest_is_among_those_that_are_named(written, field):
    assert field in {question.id for question in nearest(written, STANDARD)}


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_error(text):
    found = named(text, STANDARD)
    assert found.rest in text
    nearest(found.written, STANDARD)


def test_every_id_and_every_label_names_its_own_question():
    for question in STANDARD.questions:
        for written in (question.id, question.label, f'"{question.label}"', f"{question.label.upper()}:"):
            assert named(f"{written} x", STANDARD).question is question, written
