"""`/accept N`: the answer to a question is enough."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.questions import UNDECIDED, changed, numbered


def accept(view: View, ask: Ask) -> Outcome:
    """Closes the question; the indicator's verdict is still to be given."""
    question = numbered(view.ledger, ask.line.text)
    if question is None:
        return lacking(FEATURE, "the number of a question")
    if question.state not in UNDECIDED:
        return Refused(f"Question {question.number} is closed already.")
    return Done(changed(view.ledger, replace(question, state="accepted")))


FEATURE = Command(
    name="accept",
    summary="Close a question: the answer is enough",
    usage="/accept NUMBER",
    example="/accept 3",
    roles=("reviewer", "maintainer"),
    own=False,
    run=accept,
)
