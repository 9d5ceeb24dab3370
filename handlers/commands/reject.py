"""`/reject N why`: the answer to a question is not enough."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.questions import UNDECIDED, changed, numbered, reopened


def reject(view: View, ask: Ask) -> Outcome:
    """The question is put again, with what is still missing."""
    question, why = numbered(view.ledger, ask.line.text), ask.line.text.strip().partition(" ")[2].strip()
    if question is None or not why:
        return lacking(FEATURE, "the number of a question and what is missing")
    if question.state not in UNDECIDED:
        return Refused(f"Question {question.number} is closed already; `/ask` puts a new one.")
    return Done(
        changed(view.ledger, reopened(question, why, view.reading.fingerprints.get(question.indicator, ""), ask.request.at))
    )


FEATURE = Command(
    name="reject",
    summary="Put a question again: the answer is not enough",
    usage="/reject NUMBER why",
    example="/reject 3 the page named is empty",
    roles=("reviewer", "maintainer"),
    own=False,
    run=reject,
)
