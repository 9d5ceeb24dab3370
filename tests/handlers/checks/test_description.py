"""The description: its length."""

from __future__ import annotations

from handlers.checks.description import FEATURE
from tests.handlers.checks.cases import said


def test_a_sentence_is_fine_and_an_empty_one_is_the_business_of_another_check():
    assert said(FEATURE) == []
    assert said(FEATURE, description="") == []


def test_a_word_and_a_page_are_worth_a_look():
    assert said(FEATURE, description="An app.") == [("look", "description", "the description has only 7 characters")]
    ((kind, _, reason),) = said(FEATURE, description="many words " * 50)
    assert kind == "look"
    assert reason.startswith("the description has 550 characters")


def test_thirty_characters_are_enough_and_two_hundred_and_eighty_are_not_too_many():
    assert [bool(said(FEATURE, description="x" * length)) for length in (1, 29, 30, 280, 281)] == [
        True,
        True,
        False,
        False,
        True,
    ]
