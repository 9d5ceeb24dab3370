"""Test entries and nonsense are pointed out; real projects never are."""

from __future__ import annotations

import pytest

from handlers.checks.junk import FEATURE
from tests.handlers.checks.cases import case, said
from tests.registry_records import NOMINEES, nominee


@pytest.mark.parametrize("name", ["test", "Test321", "My Project", "asdf", "test project", "Testing...", "N/A"])
def test_names_of_tests(name):
    assert said(FEATURE, name=name) == [("look", "name", "this reads like a test: maintainers can close it with /spam")]


def test_a_description_that_says_so():
    ((kind, field, _),) = said(FEATURE, description="This submission is a test for a new deployment, please invalidate.")
    assert (kind, field) == ("look", "description")


def test_nonsense():
    nonsense = {"description": "sacdsa", "SDGs": [{"SDGNumber": 1, "evidenceText": "csd"}]}
    assert said(FEATURE, **nonsense) == [
        ("look", "description", "this reads like nonsense: maintainers can close it with /spam")
    ]


@pytest.mark.parametrize("name", ["Test and Trace", "Testable", "The Example Foundation", "Demographic Atlas", "Project Aedes"])
def test_names_that_only_begin_alike_are_left_alone(name):
    assert said(FEATURE, name=name) == []


@pytest.mark.parametrize("slug", NOMINEES)
def test_no_record_of_the_registry_is_taken_for_junk(slug):
    assert list(FEATURE.run(case(**nominee(slug)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "This is a test of the form",
        "Just testing",
        "Please ignore",
        "please invalidate this",
        "Lorem ipsum dolor",
        "asdf asdf asdf",
    ],
)
def test_descriptions_that_say_so(text):
    assert said(FEATURE, description=text) == [
        ("look", "description", "this reads like a test: maintainers can close it with /spam")
    ]


@pytest.mark.parametrize(
    ("description", "evidence", "is_junk"),
    [
        ("two words", ["two words"], True),
        ("now three words", ["two words"], False),
        ("two words", ["two words", "now three words"], False),
        ("two words", [], False),
        ("x" * 199, ["x" * 199], True),
        ("x" * 200, ["x" * 199], False),
    ],
)
def test_nonsense_is_a_description_and_evidence_of_at_most_two_words(description, evidence, is_junk):
    goals = [{"SDGNumber": 1, "evidenceText": text} for text in evidence]
    assert bool(said(FEATURE, description=description, SDGs=goals)) is is_junk


def test_a_description_is_searched_at_its_beginning_and_a_name_is_cut_before_it_is_judged():
    assert said(FEATURE, description="Helps midwives. " * 25 + "please ignore") == []
    assert said(FEATURE, name="test" + " " * 16 + "x" * 60) == []
