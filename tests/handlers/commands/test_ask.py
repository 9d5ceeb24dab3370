"""`/ask IND question`: a numbered question to the nominator, with a day by which."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.contracts import Done, Refused
from bot.model.ledger_entries import Question
from bot.review.turn_headline import write_headline
from handlers.commands.ask import FEATURE
from tests.asking import asking, question
from tests.nominations import LIN, NUMBER, ask, done, flow, refused, run, view

AT = ask("/x").request.at
"""One o'clock less an hour on 2 March 2026."""


def test_it_is_numbered_and_rests_on_the_answers_that_stand_now():
    seen = view()
    ledger = done(run(FEATURE, seen, "/ask 9a Where is consent kept? in 14 days")).ledger
    due = datetime(2026, 3, 16, 23, 59, 59, tzinfo=UTC)
    put = Question(1, "9a", LIN, AT, 900, NUMBER, "Where is consent kept?", seen.reading.fingerprints["9a"], due)
    assert ledger == seen.ledger.with_parts(replace(seen.ledger.review, questions=(put,)))


def test_numbers_go_on_and_are_never_given_twice():
    assert done(run(FEATURE, asking(question(1), question(4)), "/ask 5 Where?")).ledger.review.questions[-1].number == 5


def test_without_a_day_the_workflows_wait_is_given():
    assert done(run(FEATURE, view(), "/ask 5 Where?")).ledger.review.questions[0].due == AT + timedelta(days=30)


def test_in_a_workflow_that_gives_no_days_there_is_no_day():
    without = flow("waits: {question: {days: null, then: null}}")
    assert done(run(FEATURE, view(flow=without), "/ask 5 Where?")).ledger.review.questions[0].due is None


def test_a_day_ends_where_the_registry_is():
    nairobi = flow("reminders: {zone: Africa/Nairobi}")
    due = done(run(FEATURE, view(flow=nairobi), "/ask 5 Where? by 2026-03-16")).ledger.review.questions[0].due
    assert due == datetime(2026, 3, 16, 20, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["Is data deleted in 30 days after use?", "What changed on 2024-01-05", "Who are the 12 users 2024?"]
)
def test_a_day_in_the_middle_of_a_question_belongs_to_the_question(text):
    assert done(run(FEATURE, view(), f"/ask 5 {text}")).ledger.review.questions[0].text == text


@pytest.mark.parametrize("day", ["by 2025-03-01", "by 31 February 2027", "in 500 days", "until 2099-01-01", "by 9999-12-31"])
def test_a_day_that_cannot_be_is_told(day):
    reason = refused(run(FEATURE, view(flow=flow("reminders: {zone: America/Los_Angeles}")), f"/ask 5 Where? {day}"))
    assert "`" in reason
    assert "day" in reason


@pytest.mark.parametrize("text", ["/ask", "/ask 9a", "/ask Where?", "/ask 1 2 Where?", "/ask all Where?", "/ask 9a in 3 days"])
def test_without_one_indicator_and_words_it_shows_how_it_is_used(text):
    reason = refused(run(FEATURE, view(), text))
    assert all(part in reason for part in ("one indicator and the question", FEATURE.usage, FEATURE.example))


def test_there_is_a_limit_of_questions_at_once_and_what_to_do_about_it():
    many = asking(*(question(number) for number in range(1, 31)))
    assert "`/accept`" in refused(run(FEATURE, many, "/ask 5 Where?"))
    closed = asking(*(question(number, state="accepted") for number in range(1, 31)))
    assert done(run(FEATURE, closed, "/ask 5 Where?")).ledger.review.questions[-1].number == 31


def test_it_moves_no_stage_and_is_waited_for():
    seen = view("technical-review")
    after = replace(seen, ledger=done(run(FEATURE, seen, "/ask 9a Where is consent kept? in 14 days")).ledger)
    assert after.stage == "technical-review"
    assert write_headline(after) == (
        "**@amina, your answer is needed by 16 March 2026:** question 1. A reminder comes on 9 March 2026. "
        "Without an answer, and after a last reminder, the nomination becomes *inactive*. "
        "**Waiting for a reviewer until 23 March 2026:** first review of indicators 1 to 9 and 9c; "
        "second review of indicators 1 to 9 and 9c."
    )


@pytest.mark.parametrize(
    ("stage", "works"),
    [
        *((stage, True) for stage in ("submitted", "screening", "candidate", "technical-review", "approved")),
        *((stage, False) for stage in ("dpg", "expired", "withdrawn")),
    ],
)
def test_it_is_asked_while_a_nomination_goes_on(stage, works):
    outcome = run_command(view(stage), ask("/ask 5 Where?"))
    assert isinstance(outcome, Done if works else Refused)


def test_a_long_question_is_cut_in_the_ledger():
    assert len(done(run(FEATURE, view(), f"/ask 5 {'x' * 5000}")).ledger.review.questions[0].text) == 200
