"""The text of an issue that the bot wrote: it is edited where a command has changed an answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.contracts import Phase, Rule, View
from bot.effects import Effect


def answers(view: View) -> Iterator[Effect]:
    """The edit comes before the board that counts the command as carried out; it ends the plan, so that a refusal is heard of."""
    if view.before is not None and view.before != view.nomination.body:
        yield fx.EditIssue(view.nomination.body, view.before)


FEATURE = Rule(name="answers", phase=Phase.ISSUE, run=answers)
