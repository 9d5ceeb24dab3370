"""How a nomination came to its stage, and what is missing for each way forward: for `/status` and `dpgbot explain`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.review.guards import find_unmet
from bot.text import escape
from bot.text.board import day
from config.models import Transition


def explain_stage(view: View) -> Iterator[str]:
    """Markdown, line by line."""
    last = view.ledger.moves[-1]
    by = f"by `{last.by.login}`" if last.by else "by the bot"
    why = f": {escape.inline(last.reason)}" if last.reason else "."
    yield f"It came to this stage on {day(last.at, view.workflow.zone)}, {by}{why}"
    ahead = [arrow for arrow in view.workflow.leaves(view.stage) if _leads_on(view, arrow)]
    if ahead:
        yield ""
    for arrow in ahead:
        how = f" with `/{arrow.command}`" if arrow.command else ""
        lacking = "; ".join(find_unmet(arrow.when, view)) or "nothing is in the way"
        yield f"- to **{view.workflow.stages[arrow.to].title}**{how}: {lacking}"


def _leads_on(view: View, arrow: Transition) -> bool:
    """It is a way forward; how one that is closed is taken up again, the headline says."""
    path = view.workflow.path
    here = path.index(view.stage) if view.stage in path else -1
    return arrow.to in path and path.index(arrow.to) > here and not arrow.when.back
