"""`/answer N text`: the answer stands beside its question, and the asker decides what it is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.review.questions import list_waiting_questions
from handlers.commands.answer import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import AMINA, ask, done, refused, run


def answer(seen, text: str):
    return run(FEATURE, seen, text, AMINA)


def test_it_is_kept_with_its_comment_and_its_time():
    seen = asking(question(1), question(2))
    given = {"state": "answered", "answered_at": ask("/x").request.at, "answer": 900, "reply": "in the form's own log"}
    expected = seen.ledger.with_parts(
        replace(
            seen.ledger.review, questions=(seen.ledger.review.questions[0], replace(seen.ledger.review.questions[1], **given))
        )
    )
    assert done(answer(seen, "/answer 2 in the form's own log")).ledger == expected


def test_one_that_was_put_again_is_answered_in_the_same_way():
    ledger = done(answer(asking(question(1, state="rejected", reply="empty")), "/answer 1 here")).ledger
    assert (ledger.review.questions[0].state, ledger.review.questions[0].reply) == ("answered", "here")


@pytest.mark.parametrize("text", ["/answer it is in the log", "/answer 9 licences are listed there"])
def test_with_one_open_question_the_number_may_be_left_out(text):
    seen = asking(question(1, state="accepted"), question(2))
    ledger = done(answer(seen, text)).ledger
    assert (ledger.review.questions[1].state, ledger.review.questions[1].reply) == ("answered", text.removeprefix("/answer "))
    assert ledger.review.questions[0] == seen.ledger.review.questions[0]


def test_with_several_open_the_number_is_asked_for():
    reason = refused(answer(asking(question(1), question(3)), "/answer it is in the log"))
    assert "(1, 3)" in reason
    assert FEATURE.example in reason


@pytest.mark.parametrize("text", ["/answer", "/answer 1", "/answer #1  "])
def test_without_words_it_shows_how_it_is_used(text):
    reason = refused(answer(asking(question(1), question(2)), text))
    assert FEATURE.usage in reason


def test_a_question_that_is_closed_takes_no_answer():
    assert (
        refused(answer(asking(question(1, state="answered"), question(2)), "/answer 1 more"))
        == "Question 1 is not open any more."
    )


def test_questions_to_an_expert_are_not_the_nominators():
    assert refused(answer(asking(question(1, expert=ANA)), "/answer 1 yes")).startswith("No question is open here.")


def test_a_long_answer_is_cut_in_the_ledger_and_stands_whole_in_the_comment():
    assert len(done(answer(asking(question(1)), f"/answer 1 {'x' * 5000}")).ledger.review.questions[0].reply) == 200


@pytest.mark.parametrize("text", ["/answer ² x", f"/answer {'9' * 5000} x"])
def test_an_odd_number_is_only_text(text):
    assert list_waiting_questions(done(answer(asking(question(1)), text)).ledger, expert=False) == ()


def test_words_are_an_answer_to_the_one_open_question():
    assert (
        done(answer(asking(question(1)), "/answer description is in the wiki")).ledger.review.questions[0].state == "answered"
    )


def test_a_question_may_be_answered_below_its_number():
    assert done(answer(asking(question(1)), "/answer 1\nin the log")).ledger.review.questions[0].reply == "in the log"
