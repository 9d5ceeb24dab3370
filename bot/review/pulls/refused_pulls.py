"""Refuses a pull request whose records cannot be a nomination, such as those of several projects."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.effects import Effect, PostComment
from bot.model.mark_keys import MarkKey
from bot.model.nominating_pull import MOST_NAMED
from bot.model.nomination import MOST_CHANGED, Nomination
from bot.text import escape

REFUSALS = {
    "many": (
        "This pull request changes more than {most} files, so I do not read it as a nomination. To nominate, open one that brings "
        "the records of one project and nothing else; any other change of the registry is for the maintainers, who see this."
    ),
    "several": (
        "This pull request changes the records of several projects ({named}), so I cannot review it as a nomination. To nominate, "
        "open one pull request for each project; any other change of the registry is for the maintainers, who see this."
    ),
    "removed": (
        "This pull request deletes or renames records of the registry ({named}), which no nomination does. "
        "It is for the maintainers, who see this; I leave it alone."
    ),
}


def refuse_record_pulls(nomination: Nomination) -> Iterator[Effect]:
    """Refuse, in one comment, a pull request whose records cannot be a nomination; nothing for any other thread."""
    nominating_pull = nomination.nominating_pull
    if nominating_pull is None or not nominating_pull.refusal or nominating_pull.is_plain or nominating_pull.state != "open":
        return
    key = MarkKey.REFUSED.of(nominating_pull.refusal)
    if nomination.marked(key) is None:
        named = nominating_pull.removed if nominating_pull.refusal == "removed" else nominating_pull.stems
        said = ", ".join(escape.code(each) for each in named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
        yield PostComment(nominating_pull.number, key, REFUSALS[nominating_pull.refusal].format(named=said, most=MOST_CHANGED))
