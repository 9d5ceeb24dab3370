"""`/accept N` and `/reject N why`: accept or reject an answer to a question; `/settle reason`: end an appeal or a concern."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of, say
from bot.review.questions import UNDECIDED, find_question, reject_answer, replace_question
from bot.review.renewal import deny_appeal
from bot.review.roles import REVIEWERS
from bot.text import escape


def accept(view: View, ask: CommandRequest) -> Outcome:
    """Close the question; the indicator's verdict is still to be given."""
    question = find_question(view.ledger, ask.line.text)
    if question is None:
        return refuse_for_lack_of(ACCEPT, "the number of a question")
    if question.state not in UNDECIDED:
        return Refused(f"Question {question.number} is closed already.")
    return Done(replace_question(view.ledger, replace(question, state="accepted")))


def reject(view: View, ask: CommandRequest) -> Outcome:
    """Put the question again, with what is still missing."""
    question, why = find_question(view.ledger, ask.line.text), ask.line.text.strip().partition(" ")[2].strip()
    if question is None or not why:
        return refuse_for_lack_of(REJECT, "the number of a question and what is missing")
    if question.state not in UNDECIDED:
        return Refused(f"Question {question.number} is closed already; `/ask` puts a new one.")
    answers = view.reading.fingerprints.get(question.indicator, "")
    return Done(replace_question(view.ledger, reject_answer(question, why, answers, ask.request.at)))


def settle(view: View, ask: CommandRequest) -> Outcome:
    """Deny the appeal; if there is none, clear up all concerns, and keep a project whose announcement was taken back. The reply
    gives the reason to everybody in the thread."""
    ledger, reason = view.ledger, escape.inline(ask.line.text.strip())
    if ledger.ending.appeal is None and not ledger.ending.concerns and ledger.announcement.retracted is None:
        return Refused("No appeal and no concern is open here.")
    if not reason:
        return refuse_for_lack_of(SETTLE, "a reason")
    if ledger.ending.appeal is not None:
        return Done(deny_appeal(ledger, ask.request.at), say(view, SETTLE, "denied", reason=reason))
    sentence = "kept" if not ledger.ending.concerns else "both" if ledger.announcement.retracted else "done"
    return Done(
        ledger.with_parts(replace(ledger.ending, concerns=()), replace(ledger.announcement, retracted=None)),
        say(view, SETTLE, sentence, reason=reason),
    )


ACCEPT = Command(
    name="accept",
    summary="Close a question: the answer is enough",
    usage="/accept NUMBER",
    example="/accept 3",
    roles=REVIEWERS,
    own=False,
    run=accept,
)
REJECT = Command(
    name="reject",
    summary="Put a question again: the answer is not enough",
    usage="/reject NUMBER why",
    example="/reject 3 the page named is empty",
    roles=REVIEWERS,
    own=False,
    run=reject,
)
SETTLE = Command(
    name="settle",
    summary="Deny an appeal, or say that a concern about a digital public good is cleared up",
    usage="/settle reason",
    example="/settle the licence was changed back on 3 May, see the repository",
    roles=("maintainer",),
    own=False,
    run=settle,
    sentences={
        "done": "The concern is cleared up: ${reason}",
        "denied": "The appeal is denied, and the decision stands: ${reason}",
        "both": "The concern is cleared up, and the project stays in the registry: ${reason}",
        "kept": "The project stays in the registry: ${reason}",
    },
)
FEATURE = (ACCEPT, REJECT, SETTLE)
