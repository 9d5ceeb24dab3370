"""Walking an arrow of the workflow because a person asked for it."""

from __future__ import annotations

from bot.contracts import Ask, Outcome, Refused, View
from bot.contracts import Done as Carried
from bot.guards import by_command, unmet
from bot.ledger import Move


def walk(view: View, ask: Ask, command: str, reason: str | None = None) -> Outcome:
    """Change the stage as the workflow says for this command, or say which of its conditions is unmet.

    The reason is what the person wrote after the command, unless another one is given.
    """
    arrow = by_command(view, command)
    if arrow is None:
        legal = sorted({f"`/{a.command}`" for a in view.workflow.transitions if a.command and view.stage in a.source})
        here = view.workflow.stages[view.stage].title
        rest = f" From here these are possible: {', '.join(legal)}." if legal else ""
        return Refused(f"A nomination in **{here}** cannot be moved that way.{rest}")
    open_ones = list(unmet(arrow.when, view))
    if open_ones:
        return Refused(f"Not yet: {'; '.join(open_ones)}.")
    text = ask.line.text.strip() if reason is None else reason
    return Carried(view.ledger.moved(Move(arrow.to, ask.request.at, ask.request.by, text, by_command=True)))
