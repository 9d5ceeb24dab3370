"""Says what was not carried out, where nobody would find out otherwise: edits by others, and what is beyond a budget."""

from __future__ import annotations

from collections.abc import Iterator

from bot.decide.plain_replies import PASSED_OVER
from bot.decide.request_list import is_meant, is_too_old
from bot.model.contracts import View
from bot.model.effects import PostComment
from bot.model.mark_keys import MarkKey
from bot.model.nomination import Comment, Request
from bot.review.reading_budget import find_unread
from bot.text import commands


def build_hints(view: View) -> Iterator[PostComment]:
    """Give the hints that the threads do not show yet."""
    yield from _hint_at_edits(view)
    yield from _hint_at_unread_comments(view)


def _hint_at_edits(view: View) -> Iterator[PostComment]:
    """Give one hint for each comment into which somebody else, or an edit that only a sweep has seen, brought commands."""
    own = {request.comment for request in view.nomination.requests if not request.foreign}
    foreign = {request.comment for request in view.nomination.requests if request.foreign and _adds_commands(request)}
    unread = find_unread(view).keys
    for comment in view.nomination.comments:
        if not _is_from_person(comment) or comment.edited_at <= comment.at or comment.id in own:
            continue
        if (comment.id, "") in unread or comment.id in view.nomination.postponed:
            continue
        if is_too_old(view, comment.edited_at):
            continue
        if comment.id not in foreign and not view.nomination.swept:
            continue  # The delivery that tells who wrote it may still be on its way.
        key = MarkKey.HINT.of(comment.id, comment.edited_at)
        written = sum(is_meant(view, line) for line in commands.parse(comment.body))
        new = written > (0 if comment.id in foreign or not written else _count_answered_commands(view, comment.id))
        if new and view.nomination.marked(key) is None:
            yield PostComment(comment.thread, key, EDITED, {"refused": "yes"})


EDITED = (
    "That comment was edited, and I cannot tell from here who wrote which words, so I have carried out nothing of the edit. "
    "Please write the command in a new comment."
)


def _adds_commands(request: Request) -> bool:
    added = commands.added(request.before, request.body)
    return bool(added) or commands.overflow(request.body, request.before) > 0


def _count_answered_commands(view: View, comment: int) -> int:
    """Count the commands of a comment that were answered, by the ledger and by replies; many are in both."""
    prefix = MarkKey.REPLY.of(comment, "")
    keys = (key for key in view.ledger.requests.answered if key[0] == comment and key[2] != PASSED_OVER)
    positions_by_edit = {(edit, str(position)) for _, edit, position in keys}
    for mark in (m for c in view.nomination.comments for m in c.marks if m.key.startswith(prefix)):
        edit, positions = mark.key.removeprefix(prefix), str((mark.data or {}).get("answered", ""))
        positions_by_edit |= {(edit, position) for position in positions.split(",") if position}
    return len(positions_by_edit)


def _hint_at_unread_comments(view: View) -> Iterator[PostComment]:
    """Say once for each budget that is used up that nothing beyond it is read; every one of those comments would be told else."""
    for budget in find_unread(view).exhausted:
        key = MarkKey.UNREAD.of(budget.by.id if budget.by else "strangers")
        if view.nomination.marked(key) is None:
            whose = OF_ONE.format(login=budget.by.login) if budget.by else OF_STRANGERS
            yield PostComment(budget.first.thread, key, UNREAD.format(lines=budget.lines, whose=whose))


UNREAD = (
    "In one nomination I read at most {lines:,} lines of comments {whose} for commands. That much is written here, so I carry out "
    "no commands in further ones. A maintainer can delete comments that are not needed; then I read on."
)
OF_ONE = "by `{login}`"
OF_STRANGERS = "by people without a role here"


def _is_from_person(comment: Comment) -> bool:
    return not comment.is_bot and comment.author is not None and "/" in comment.body
