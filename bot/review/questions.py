"""Keeps the questions to the nominator and to experts: numbered, with a due date, answered by command, edit or reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.model.contracts import CommandRequest, Refused, View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Question

UNDECIDED = frozenset({"open", "answered", "rejected"})
"""States in which the asker has not closed the question yet."""
WAITING = frozenset({"open", "rejected"})
"""States in which the question waits for the person who was asked."""
MOST = 30
"""Questions that may be undecided at once."""


def list_waiting_questions(ledger: Ledger, *, expert: bool) -> tuple[Question, ...]:
    """List the questions that wait for the nominator, or for an expert."""
    return tuple(q for q in ledger.review.questions if q.state in WAITING and (q.expert is not None) == expert)


def find_question(ledger: Ledger, text: str) -> Question | None:
    """Find the question whose number the text begins with: `3`, `#3`, `Q3`, `3.`"""
    word = text.strip().partition(" ")[0].strip("#.:qQ")
    return next((q for q in ledger.review.questions if str(q.number) == word), None)


def refuse_more_questions(view: View) -> Refused | None:
    """Refuse another question while too many are open: the board lists them all, and people lose sight of so many."""
    undecided = sum(question.state in UNDECIDED for question in view.ledger.review.questions)
    if undecided < MOST:
        return None
    return Refused(f"{undecided} questions are open already. `/accept` closes one that is answered; then another can be put.")


def add_question(
    view: View, ask: CommandRequest, indicator: str, text: str, due: datetime | None, expert: Actor | None = None
) -> Ledger:
    """Add a question to the ledger."""
    question = Question(
        number=max((question.number for question in view.ledger.review.questions), default=0) + 1,
        indicator=indicator,
        by=ask.request.by,
        at=ask.request.at,
        comment=ask.request.comment,
        thread=ask.request.thread,
        text=text[:TEXT_LIMIT],
        answers=view.reading.fingerprints.get(indicator, ""),
        due=due,
        expert=expert,
    )
    return view.ledger.with_parts(replace(view.ledger.review, questions=(*view.ledger.review.questions, question)))


def replace_question(ledger: Ledger, question: Question) -> Ledger:
    """Replace the question that has this number in the ledger."""
    return ledger.with_parts(
        replace(ledger.review, questions=tuple(question if q.number == question.number else q for q in ledger.review.questions))
    )


def answer_question(ledger: Ledger, question: Question, at: datetime, comment: int, text: str) -> Ledger:
    """Enter the answer in the ledger; the asker decides what it is worth."""
    return replace_question(
        ledger, replace(question, state="answered", answered_at=at, answer=comment, reply=text[:TEXT_LIMIT])
    )


def accept_answers_of_asker(ledger: Ledger, asker: Actor, indicators: tuple[str, ...]) -> Ledger:
    """Accept the answers to a reviewer's questions about the indicators on which they have now given a verdict."""
    for question in ledger.review.questions:
        if question.state == "answered" and question.by.id == asker.id and question.indicator in indicators:
            ledger = replace_question(ledger, replace(question, state="accepted"))
    return ledger


def note_answers_by_edit(ledger: Ledger, fingerprints: Mapping[str, str], at: datetime) -> Ledger:
    """Mark as answered the nominator's questions whose indicator has other answers than when they were asked."""
    for question in list_waiting_questions(ledger, expert=False):
        if fingerprints.get(question.indicator, question.answers) != question.answers:
            now = fingerprints[question.indicator]
            ledger = replace_question(ledger, replace(question, state="answered", answered_at=at, answer=0, answers=now))
    return ledger


def reject_answer(question: Question, why: str, fingerprint: str, at: datetime) -> Question:
    """Ask the question again, because the answer was not enough, with as much time as there was before."""
    again = replace(question, state="rejected", reply=why[:TEXT_LIMIT], answers=fingerprint, answered_at=None)
    return renew_due_date(again, at)


def renew_due_date(question: Question, at: datetime) -> Question:
    """Give the question as many days from now as it had when it was asked."""
    return replace(question, at=at, due=at + (question.due - question.at) if question.due else None)


def ask_questions_anew(ledger: Ledger, at: datetime) -> Ledger:
    """Ask again what waits for an answer in a nomination that goes on after it had ended, with as much time as before."""
    return ledger.with_parts(
        replace(
            ledger.review, questions=tuple(renew_due_date(q, at) if q.state in WAITING else q for q in ledger.review.questions)
        )
    )


def note_expert_advice(ledger: Ledger, expert: Actor, indicators: tuple[str, ...], at: datetime) -> Ledger:
    """Close the questions about the indicators on which the expert has now given the verdict that was asked for."""
    for question in list_waiting_questions(ledger, expert=True):
        if question.expert and question.expert.id == expert.id and question.indicator in indicators:
            ledger = replace_question(ledger, replace(question, state="closed", answered_at=at))
    return ledger
