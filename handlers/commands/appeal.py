"""`/appeal`: ask the maintainers to look at a decision again."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View, lacking
from bot.moves import walk


def appeal(view: View, ask: Ask) -> Outcome:
    """Needs the reason; a maintainer opens the nomination again or confirms the decision."""
    if not ask.line.text.strip():
        return lacking(FEATURE, "the reason")
    return walk(view, ask, "appeal")


FEATURE = Command(
    name="appeal",
    summary="Ask the maintainers to look at the decision again",
    usage="/appeal reason",
    example="/appeal the licence was changed to MIT on 2 March",
    roles=("nominator", "representative"),
    walks=True,
    run=appeal,
)
