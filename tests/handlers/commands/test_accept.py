"""`/accept N`: a question is closed, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.commands.accept import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import NOW, OMAR, done, refused, run

ANSWERED = question(1, state="answered", answered_at=NOW, answer=901, reply="in the form")


@pytest.mark.parametrize("text", ["/accept 1", "/accept #1", "/accept Q1", "/accept 1.", "/accept 1 thank you"])
def test_the_question_is_settled_however_its_number_is_written(text):
    seen = asking(ANSWERED, question(2))
    first, second = seen.ledger.questions
    expected = replace(seen.ledger, questions=(replace(first, state="accepted"), second))
    assert done(run(FEATURE, seen, text)).ledger == expected


@pytest.mark.parametrize("state", ["open", "answered", "rejected"])
def test_one_that_nobody_has_answered_may_be_closed_too(state):
    seen = asking(question(1, state=state))
    assert done(run(FEATURE, seen, "/accept 1", OMAR)).ledger.questions[0].state == "accepted"


def test_a_question_to_an_expert_may_be_closed_by_hand():
    assert done(run(FEATURE, asking(question(1, expert=ANA)), "/accept 1")).ledger.questions[0].state == "accepted"


@pytest.mark.parametrize("state", ["accepted", "closed"])
def test_one_that_is_closed_is_told_to_be(state):
    assert refused(run(FEATURE, asking(question(1, state=state)), "/accept 1")) == "Question 1 is closed already."


@pytest.mark.parametrize("number", ["", "2", "0", "-1", "one", "²", "٣", "9" * 5000, "9a", "1x"])
def test_without_the_number_of_a_question_it_shows_how_it_is_used(number):
    reason = refused(run(FEATURE, asking(ANSWERED), f"/accept {number}"))
    assert reason == "It needs the number of a question: `/accept NUMBER`, for instance `/accept 3`."
