"""Takes a comment of the nominator without a command as the answer to the one question that is open."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import CommandRequest, Done, View
from bot.model.effects import PostComment
from bot.model.mark_keys import MarkKey
from bot.model.nomination import Request
from bot.review.questions import answer_question, list_waiting_questions
from bot.review.roles import holds_by_itself
from bot.text.commands import CommandLine

PLAIN_REPLY = ""
"""The empty name, which no command has."""
PASSED_OVER = -1
"""The position under which the ledger remembers a plain comment that could have answered several questions."""
WHICH = (
    "Questions {numbers} are open, and I cannot tell which of them that comment answers. If it answers one, "
    "please write `/answer {first} …` with the answer."
)


def may_answer(view: View, request: Request) -> bool:
    """Tell whether the comment is new, and was written on the issue by somebody who answers for the project."""
    if not view.ledger.review.questions or request.thread != view.nomination.number:
        return False
    looked_at = {(request.comment, "", 0), (request.comment, "", PASSED_OVER)}
    return not looked_at & view.ledger.requests.answered and (
        holds_by_itself(view, request.by, "nominator") or holds_by_itself(view, request.by, "representative")
    )


def make_plain_reply(request: Request) -> CommandRequest:
    """Make a request of the comment, as if its words were a command's."""
    return CommandRequest(request, CommandLine(0, PLAIN_REPLY, " ".join(request.body.split()), ""))


def take_plain_reply(view: View, ask: CommandRequest) -> Done | None:
    """Answer the question that was open when the comment was written, if it was the only one and the comment has words."""
    open_ones = [question for question in list_waiting_questions(view.ledger, expert=False) if question.at < ask.request.at]
    if len(open_ones) != 1 or not ask.line.text:
        return None
    return Done(answer_question(view.ledger, open_ones[0], ask.request.at, ask.request.comment, ask.line.text))


def note_passed_over(view: View, ask: CommandRequest) -> View:
    """Remember a plain comment that could have answered several questions, so that it is not taken as an answer to the last
    of them later; the nominator is asked which one is meant, once for the same questions."""
    open_ones = [question for question in list_waiting_questions(view.ledger, expert=False) if question.at < ask.request.at]
    if len(open_ones) < 2:
        return view
    numbers = [str(question.number) for question in open_ones]
    key = MarkKey.WHICH.of("-".join(numbers))
    ledger = view.ledger.with_parts(
        replace(view.ledger.requests, answered=view.ledger.requests.answered | {(ask.request.comment, "", PASSED_OVER)})
    )
    is_asked = view.nomination.marked(key) is not None or any(reply.key == key for reply in view.replies)
    text = WHICH.format(numbers=" and ".join(numbers), first=numbers[0])
    replies = view.replies if is_asked else (*view.replies, PostComment(ask.request.thread, key, text))
    return replace(view, ledger=ledger, replies=replies)
