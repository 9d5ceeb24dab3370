"""`/migrate`: assess the nomination by the registry's present version of the Standard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.answers import fingerprint
from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import Ledger, Question, Verdict
from bot.reading import submission_in
from config.standard import Standard


def migrate(view: View, _ask: Ask) -> Outcome:
    """Answers stay as they are, and so do verdicts on indicators that ask nothing new; the reply says what is new."""
    present = view.workflow.standard
    if view.standard.version == present:
        return Refused(f"It is assessed by version {present} of the Standard already, the newest here.")
    new = view.catalogue.standards[present]
    lines = "\n".join(difference(view.standard, new)) or "The questions are the same."
    text = f"Assessed by version {present} of the Standard from now on (until now {view.standard.version}).\n\n{lines}"
    return Done(_carried_over(view, new), text)


def _carried_over(view: View, new: Standard) -> Ledger:
    """The ledger under the new version: verdicts do not rest on what was not asked, and no question counts as answered by it."""
    submission = submission_in(view.nomination.written, new)
    asks_more = {new.question[name].indicator for name in _new(view.standard, new)}

    def verdict(given: Verdict) -> Verdict:
        return replace(given, answers="") if given.indicator in asks_more else given

    def question(asked: Question) -> Question:
        if asked.indicator not in new.indicator:
            return replace(asked, state="closed")
        same = asked.answers == view.reading.fingerprints.get(asked.indicator)
        return replace(asked, answers=fingerprint(new, submission, asked.indicator)) if same else asked

    verdicts, questions = map(verdict, view.ledger.verdicts), map(question, view.ledger.questions)
    return replace(view.ledger, standard=new.version, verdicts=tuple(verdicts), questions=tuple(questions))


def _new(old: Standard, new: Standard) -> Iterator[str]:
    """Questions that are new, or mandatory only now."""
    for name, question in new.question.items():
        if name not in old.question or (question.mandatory and not old.question[name].mandatory):
            yield name


def difference(old: Standard, new: Standard) -> Iterator[str]:
    """One line for each question that is new, has gone, or has become mandatory."""
    for name in _new(old, new):
        question = new.question[name]
        if name in old.question:
            yield f"- mandatory now: **{question.label}**"
        else:
            yield f"- new: **{question.label}**{' (mandatory)' if question.mandatory else ''}"
    yield from (f"- no longer asked: {question.label}" for name, question in old.question.items() if name not in new.question)


FEATURE = Command(
    name="migrate",
    summary="Assess this nomination by the newest version of the Standard",
    usage="/migrate",
    example="/migrate",
    roles=("reviewer", "maintainer"),
    own=False,
    run=migrate,
)
