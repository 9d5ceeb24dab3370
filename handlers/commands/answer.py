"""`/answer N text`: answer a reviewer's question; `/answer FIELD text`: change an answer in an issue that the bot wrote."""

from __future__ import annotations

from bot.changing import change
from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.questions import answered, numbered, waiting


def answer(view: View, ask: Ask) -> Outcome:
    """The asker is told, and decides whether it is enough. With one open question its number may be left out."""
    said = "\n".join(filter(None, (ask.line.text, ask.line.below)))
    open_ones, question = waiting(view.ledger, expert=False), numbered(view.ledger, ask.line.text)
    if question is None and (changed := change(view, ask, open_ones)) is not None:
        return changed
    if not open_ones:
        return Refused("No question is open here.")
    text = "".join(said.split(maxsplit=1)[1:])
    if question is None and len(open_ones) == 1:
        question, text = open_ones[0], said.strip()
    if question is None or not text:
        numbers = ", ".join(str(q.number) for q in open_ones)
        return lacking(FEATURE, f"the number of the question ({numbers}) and the answer")
    if question not in open_ones:
        return Refused(f"Question {question.number} is not open any more.")
    return Done(answered(view.ledger, question, ask.request.at, ask.request.comment, text))


FEATURE = Command(
    name="answer",
    summary="Answer a reviewer's question, or change an answer of the form where the bot wrote the issue",
    usage="/answer NUMBER|FIELD text",
    example="/answer 3 consent is kept in the form's own log, see docs/consent.md",
    roles=("nominator", "representative"),
    run=answer,
)
