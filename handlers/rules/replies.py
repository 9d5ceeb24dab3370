"""Replies to commands, and a comment for each change of stage that a person must notice."""

from __future__ import annotations

from collections.abc import Iterator
from string import Template

from bot import effects as fx
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.guards import failing, listed
from bot.text import escape


def replies(view: View) -> Iterator[Effect]:
    """Comments go out before the board that counts on them; their marks prove that they did."""
    yield from view.replies
    if view.nomination.stored is None and view.nomination.board is None and not view.nomination.comments:
        return  # The board itself is the news of a nomination that was just opened.
    for index in range(view.ledger.noticed, len(view.ledger.moves)):
        move = view.ledger.moves[index]
        stage = view.workflow.stages.get(move.stage)
        key = f"stage/{move.stage}/{index}"
        if stage and stage.notice and not _told(view, move.stage, key):
            yield fx.PostComment(view.nomination.number, key, _notice(view, stage.notice, move.reason))


def _told(view: View, stage: str, key: str) -> bool:
    """After a lost board the moves are counted anew: then one notice of the stage, whenever it was, is enough."""
    if view.nomination.stored is not None:
        return view.nomination.marked(key) is not None
    start = f"stage/{stage}/"
    return any(mark.key.startswith(start) for comment in view.nomination.comments for mark in comment.marks)


def _notice(view: View, text: str, reason: str) -> str:
    open_pull = next((p for p in view.nomination.pulls.values() if p.state == "open"), None)
    failed = failing(view)
    values = {
        "name": escape.inline(view.name),
        "nominator": f"@{view.nomination.author.login}" if view.nomination.author else "the nominator",
        "reason": _sentence(escape.inline(reason)),
        "failed": f"Not met: indicator {listed(failed)}." if failed else "",
        "pull": f"#{open_pull.number}" if open_pull else "a pull request",
    }
    return Template(text).safe_substitute(values).replace("  ", " ")


def _sentence(reason: str) -> str:
    return f"Reason given: {reason}{'' if reason[-1] in '.!?…' else '.'}" if reason else ""


FEATURE = Rule(name="replies", phase=Phase.ANSWERS, run=replies)
