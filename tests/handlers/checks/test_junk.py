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
