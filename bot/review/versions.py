"""Compares two versions of the DPG Standard, and carries a nomination over from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.model.contracts import View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Question, Verdict
from bot.review.answer_gaps import compute_fingerprint
from bot.review.reading import parse_submission
from config.standard import Standard


def list_new_questions(old: Standard, new: Standard) -> Iterator[str]:
    """List the questions that are new, or mandatory only now."""
    for name, question in new.question.items():
        if name not in old.question or (question.mandatory and not old.question[name].mandatory):
            yield name


def list_differences(old: Standard, new: Standard) -> Iterator[str]:
    """List one line for each question that is new, has gone, or has become mandatory."""
    for name in list_new_questions(old, new):
        question = new.question[name]
        if name in old.question:
            yield f"- mandatory now: **{question.label}**"
        else:
            yield f"- new: **{question.label}**{' (mandatory)' if question.mandatory else ''}"
    yield from (f"- no longer asked: {question.label}" for name, question in old.question.items() if name not in new.question)


def carry_over_to_version(view: View, ledger: Ledger, version: str) -> Ledger:
    """Carry the ledger over to another version: verdicts cover no new question, and the change itself answers none."""
    new, old = view.catalogue.standards.get(version), view.standard
    if new is None or new.version == ledger.standard:
        return ledger
    submission = parse_submission(view.nomination.written, new)
    asks_more = {new.question[name].indicator for name in list_new_questions(old, new)}

    def carry_verdict(given: Verdict) -> Verdict:
        return replace(given, answers="") if given.indicator in asks_more else given

    def carry_question(asked: Question) -> Question:
        if asked.indicator not in new.indicator:
            return replace(asked, state="closed")
        same = asked.answers == view.reading.fingerprints.get(asked.indicator)
        return replace(asked, answers=compute_fingerprint(new, submission, asked.indicator)) if same else asked

    verdicts, questions = map(carry_verdict, ledger.review.verdicts), map(carry_question, ledger.review.questions)
    return replace(ledger, standard=new.version).with_parts(
        replace(ledger.review, verdicts=tuple(verdicts), questions=tuple(questions))
    )
