"""Why a nomination is in its stage, and what is missing for every way out of it: for `/status` and `dpgbot explain`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conditions import title
from bot.contracts import View
from bot.guards import unmet
from bot.text import escape
from bot.text.board import day


def reasons(view: View) -> Iterator[str]:
    """Markdown, line by line."""
    stages, last = view.workflow.stages, view.ledger.moves[-1]
    by = f"by `{last.by.login}`" if last.by else "by the bot, as the workflow says"
    why = f" ({escape.inline(last.reason)})" if last.reason else ""
    yield f"In **{title(view)}** since {day(last.at, view.workflow.zone)}, {by}{why}."
    yield ""
    arrows = view.workflow.leaves(view.stage)
    if not arrows:
        yield "No way leads out of this stage."
    for arrow in arrows:
        said = f" {'|'.join(arrow.endings)}" if arrow.endings else ""
        how = f"with `/{arrow.command}{said}`" if arrow.command else "by itself"
        open_ones = list(unmet(arrow.when, view))
        yield f"- to **{stages[arrow.to].title}** {how}: {'; '.join(open_ones) if open_ones else 'nothing is in the way'}"
