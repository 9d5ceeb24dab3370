"""`/answer N text`: answer a reviewer's question."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.nominating_pull import reword_for_thread
from bot.review.questions import answer_question, find_question, list_waiting_questions

ELSEWHERE = "An answer of the form is changed by editing the issue text above."


def answer(view: View, ask: CommandRequest) -> Outcome:
    """Store the answer; the asker decides whether it is enough. The number may be left out if only one question is open."""
    words = "\n".join(filter(None, (ask.line.text, ask.line.below)))
    open_ones, question = list_waiting_questions(view.ledger, expert=False), find_question(view.ledger, ask.line.text)
    if not open_ones:
        return Refused(reword_for_thread(f"No question is open here. {ELSEWHERE}", is_pull=view.nomination.is_pull))
    text = "".join(words.split(maxsplit=1)[1:])
    if question is None and len(open_ones) == 1:
        question, text = open_ones[0], words.strip()
    if question is None or not text:
        numbers = ", ".join(str(q.number) for q in open_ones)
        return refuse_for_lack_of(FEATURE, f"the number of the question ({numbers}) and the answer")
    if question not in open_ones:
        return Refused(f"Question {question.number} is not open any more.")
    return Done(answer_question(view.ledger, question, ask.request.at, ask.request.comment, text))


FEATURE = Command(
    name="answer",
    summary="Answer a reviewer's question",
    usage="/answer NUMBER text",
    example="/answer 3 consent is kept in the form's own log, see docs/consent.md",
    roles=("nominator", "representative"),
    run=answer,
)
