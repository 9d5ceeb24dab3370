"""`/migrate`: assess the nomination by the registry's present version of the Standard."""

from __future__ import annotations

from dataclasses import replace

from bot.answers import fingerprint
from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import Ledger, Question, Verdict
from bot.reading import submission_in
from bot.versions import difference, new_in
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
    asks_more = {new.question[name].indicator for name in new_in(view.standard, new)}

    def verdict(given: Verdict) -> Verdict:
        return replace(given, answers="") if given.indicator in asks_more else given

    def question(asked: Question) -> Question:
        if asked.indicator not in new.indicator:
            return replace(asked, state="closed")
        same = asked.answers == view.reading.fingerprints.get(asked.indicator)
        return replace(asked, answers=fingerprint(new, submission, asked.indicator)) if same else asked

    verdicts, questions = map(verdict, view.ledger.verdicts), map(question, view.ledger.questions)
    return replace(view.ledger, standard=new.version, verdicts=tuple(verdicts), questions=tuple(questions))


FEATURE = Command(
    name="migrate",
    summary="Assess this nomination by the newest version of the Standard",
    usage="/migrate",
    example="/migrate",
    roles=("reviewer", "maintainer"),
    own=False,
    run=migrate,
)
