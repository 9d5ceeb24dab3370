"""`/answer N text`: answer a reviewer's question."""

from __future__ import annotations

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.questions import answered, numbered, waiting


def answer(view: View, ask: Ask) -> Outcome:
    """The asker is told, and decides whether it is enough. With one open question its number may be left out."""
    open_ones = waiting(view.ledger, expert=False)
    if not open_ones:
        return Refused("No question is open here.")
    question, text = numbered(view.ledger, ask.line.text), ask.line.text.strip().partition(" ")[2].strip()
    if question is None and len(open_ones) == 1:
        question, text = open_ones[0], ask.line.text.strip()
    if question is None or not text:
        numbers = ", ".join(str(q.number) for q in open_ones)
        return lacking(FEATURE, f"the number of the question ({numbers}) and the answer")
    if question not in open_ones:
        return Refused(f"Question {question.number} is not open any more.")
    return Done(answered(view.ledger, question, ask.request.at, ask.request.comment, text))


FEATURE = Command(
    name="answer",
    summary="Answer a reviewer's question",
    usage="/answer NUMBER text",
    example="/answer 3 consent is kept in the form's own log, see docs/consent.md",
    roles=("nominator", "representative"),
    run=answer,
)
