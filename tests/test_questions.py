"""Questions: their numbers, whom they wait for, and the three ways in which they are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.ledger import Ledger
from bot.model.ledger_parts import Review
from bot.review.indicator_status import replace_ledger
from bot.review.questions import (
    MOST,
    UNDECIDED,
    WAITING,
    add_question,
    answer_question,
    find_question,
    list_waiting_questions,
    note_answers_by_edit,
    note_expert_advice,
    refuse_more_questions,
    reject_answer,
    replace_question,
)
from tests.asking import ANA, asking, question
from tests.nominations import LIN, NOW, OMAR, ask, refused, view

STATES = ("open", "answered", "accepted", "rejected", "closed")


def ledger(*questions) -> Ledger:
    return Ledger("1", review=Review(questions=questions))


@pytest.mark.parametrize("state", STATES)
def test_an_open_question_and_one_put_again_wait_for_whoever_was_asked(state):
    of_nominator, of_expert = question(1, state=state), question(2, state=state, expert=ANA)
    both = ledger(of_nominator, of_expert)
    waits = state in ("open", "rejected")
    assert list_waiting_questions(both, expert=False) == ((of_nominator,) if waits else ())
    assert list_waiting_questions(both, expert=True) == ((of_expert,) if waits else ())
    assert WAITING < UNDECIDED < set(STATES)


@pytest.mark.parametrize("text", ["3", "#3", "Q3", "q3.", "3:", "3 and more", "  3  "])
def test_a_number_is_found_however_it_is_written(text):
    three = question(3)
    assert find_question(ledger(question(1), three), text) == three


@given(st.text(max_size=12) | st.sampled_from(["²", "٣", "3²", "9" * 5000, "#", "--3", "3.0", "03"]))
def test_no_text_makes_the_search_for_a_number_raise(text):
    found = find_question(ledger(question(3)), text)
    assert found is None or "3" in text


def test_a_number_is_one_more_than_the_highest_that_there_was():
    for numbers, following in (((), 1), ((1, 2), 3), ((7,), 8), ((9, 2), 10)):
        seen = asking(*(question(number) for number in numbers))
        assert add_question(seen, ask("/x"), "5", "Where?", None).review.questions[-1].number == following


def test_only_the_question_itself_is_changed():
    one, two = question(1), question(2)
    assert replace_question(ledger(one, two), replace(two, text="new")).review.questions == (one, replace(two, text="new"))


def test_an_answer_by_command_or_reply_names_its_comment():
    (after,) = answer_question(ledger(question(1)), question(1), NOW, 77, "x" * 999).review.questions
    assert (after.state, after.answered_at, after.answer, len(after.reply)) == ("answered", NOW, 77, 200)


def test_an_answer_by_an_edit_names_none_and_rests_on_the_new_answers():
    asked_on_old = question(1, answers="old")
    (after,) = note_answers_by_edit(ledger(asked_on_old), {"9a": "new"}, NOW).review.questions
    assert (after.state, after.answered_at, after.answer, after.answers) == ("answered", NOW, 0, "new")


@pytest.mark.parametrize("prints", [{"9a": "old"}, {}, {"5": "new"}])
def test_an_edit_of_something_else_answers_nothing(prints):
    asked_on_old = ledger(question(1, answers="old"))
    assert note_answers_by_edit(asked_on_old, prints, NOW) == asked_on_old


def test_an_edit_answers_every_question_about_that_indicator_but_none_to_an_expert():
    both = ledger(question(1, answers="old"), question(2, answers="old"), question(3, answers="old", expert=ANA))
    assert [q.state for q in note_answers_by_edit(both, {"9a": "new"}, NOW).review.questions] == [
        "answered",
        "answered",
        "open",
    ]


def test_the_same_edit_does_not_answer_a_question_put_again_after_it():
    again = reject_answer(question(1, state="answered", answers="new"), "still empty", "new", NOW)
    assert note_answers_by_edit(ledger(again), {"9a": "new"}, NOW) == ledger(again)
    assert note_answers_by_edit(ledger(again), {"9a": "newer"}, NOW).review.questions[0].state == "answered"


def test_a_question_put_again_gives_as_much_time_as_before():
    first = question(1, due=question(1).at + timedelta(days=14))
    assert reject_answer(first, "why", "", NOW).due == NOW + timedelta(days=14)
    assert reject_answer(question(1), "why", "", NOW).due is None


def test_the_verdict_of_an_expert_closes_what_they_were_asked_and_nothing_else():
    mine, other_indicator, of_another = question(1, expert=ANA), question(2, "5", expert=ANA), question(3, expert=OMAR)
    after = note_expert_advice(ledger(mine, other_indicator, of_another, question(4)), ANA, ("9a",), NOW)
    assert [q.state for q in after.review.questions] == ["closed", "open", "open", "open"]


def test_only_verdicts_on_the_indicator_asked_about_are_reset_by_an_answer():
    seen = view(verdicts=[(LIN, "pass", "5 9a"), (OMAR, "pass", "9a")])
    late = NOW - timedelta(days=1)
    after = replace_ledger(
        seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(question(1, state="answered", answered_at=late),)))
    )
    assert (len(after.standings["9a"].verdicts), len(after.standings["9a"].void)) == (0, 2)
    assert (len(after.standings["5"].verdicts), len(after.standings["5"].void)) == (1, 0)


@pytest.mark.parametrize(("later", "stands"), [(-1, True), (0, True), (1, False)])
def test_an_answer_resets_the_verdicts_before_it_and_none_of_the_same_second(later, stands):
    seen = view(verdicts=[(LIN, "pass", "9a")])
    answered = question(1, state="answered", answered_at=seen.ledger.review.verdicts[0].at + timedelta(seconds=later))
    after = replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(answered,))))
    assert bool(after.standings["9a"].verdicts) is stands


def test_an_experts_answer_resets_no_verdict():
    seen = view(verdicts=[(LIN, "pass", "9a")])
    told = question(1, state="closed", answered_at=NOW, expert=ANA)
    assert (
        len(
            replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(told,))))
            .standings["9a"]
            .verdicts
        )
        == 1
    )


def test_undecided_questions_are_counted_and_decided_ones_are_not():
    assert refuse_more_questions(asking(*(question(number) for number in range(1, MOST)))) is None
    full = asking(*(question(number, state=STATES[number % 2]) for number in range(1, MOST + 1)))
    assert refused(refuse_more_questions(full)).startswith("30 questions are open already.")
    assert refuse_more_questions(asking(*(question(number, state="closed") for number in range(1, 99)))) is None
