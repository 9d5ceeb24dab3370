"""Explains how a nomination came to its stage, and what is missing for each way forward: for `/status` and `dpgbot explain`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.review.guards import find_unmet
from bot.text import escape
from bot.text.board_layout import day
from config.models import Transition


def explain_stage(view: View) -> Iterator[str]:
    """Write the explanation as Markdown, line by line."""
    last = view.ledger.moves[-1]
    by = f"by `{last.by.login}`" if last.by else "by the bot"
    why = f": {escape.inline(last.reason)}" if last.reason else "."
    yield f"It came to this stage on {day(last.at, view.workflow.zone)}, {by}{why}"
    ahead = [transition for transition in view.workflow.leaves(view.stage) if _is_way_forward(view, transition)]
    if ahead:
        yield ""
    for transition in ahead:
        how = f" with `/{transition.command}`" if transition.command else ""
        lacking = "; ".join(find_unmet(transition.when, view)) or "nothing is in the way"
        yield f"- to **{view.workflow.stages[transition.to].title}**{how}: {lacking}"


def _is_way_forward(view: View, transition: Transition) -> bool:
    """Tell whether it is a way forward; the headline says how a closed nomination is taken up again."""
    path = view.workflow.path
    here = path.index(view.stage) if view.stage in path else -1
    return transition.to in path and path.index(transition.to) > here and not transition.when.back
