"""Adds a thumbs-up to a comment whose commands were carried out, and a puzzled face to one with a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.model.mark_keys import MarkKey


def add_reactions(view: View) -> Iterator[Effect]:
    """Add a reaction where the comment shows none of that kind; adding it twice changes nothing on GitHub."""
    marks = [mark for comment in view.nomination.comments for mark in comment.marks]
    marks_now = [(reply.key, reply.data or {}) for reply in view.replies]
    refused: set[int] = set()
    answered = {comment for comment, _, position in view.ledger.requests.answered - view.answered_by_reply if position >= 0}
    for key, data in [*((mark.key, mark.data or {}) for mark in marks), *marks_now]:
        kind, _, rest = key.partition("/")
        number = rest.partition("/")[0]
        if kind in (MarkKey.REPLY, MarkKey.HINT) and number.isdigit():
            (refused if data.get("refused") == "yes" else answered).add(int(number))
    for comment in (comment for comment in view.nomination.comments if not comment.is_ours):
        if comment.id in view.nomination.postponed:
            continue
        if comment.id in refused and not comment.confused:
            yield fx.React(comment.id, "confused")
        elif comment.id in answered - refused and not comment.thumbs_up:
            yield fx.React(comment.id, "+1")


FEATURE = Rule(name="reactions", phase=Phase.REACTIONS, run=add_reactions)
