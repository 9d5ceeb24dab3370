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
        text = view.workflow.stages[move.stage].notice
        key = f"stage/{move.stage}/{index}"
        if text and view.nomination.marked(key) is None:
            yield fx.PostComment(view.nomination.number, key, _notice(view, text, move.reason))


def _notice(view: View, text: str, reason: str) -> str:
    open_pull = next((p for p in view.nomination.pulls.values() if p.state == "open"), None)
    failed = failing(view)
    values = {
        "name": escape.inline(view.name),
        "nominator": f"@{view.nomination.author.login}" if view.nomination.author else "the nominator",
        "reason": escape.inline(reason) or (f"Not met: indicator {listed(failed)}." if failed else ""),
        "pull": f"#{open_pull.number}" if open_pull else "a pull request",
    }
    return Template(text).safe_substitute(values)


FEATURE = Rule(name="replies", phase=Phase.ANSWERS, run=replies)
