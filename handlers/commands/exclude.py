"""`/exclude`: a maintainer closes a nomination of a kind that the Standard does not take."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View, lacking
from bot.moves import walk


def exclude(view: View, ask: Ask) -> Outcome:
    """Needs the reason; a record that is listed already moves to the excluded ones, with its row in their table."""
    if not ask.line.text.strip():
        return lacking(FEATURE, "the reason, for the record")
    return walk(view, ask, "exclude")


FEATURE = Command(
    name="exclude",
    summary="Close a nomination of a kind that the Standard does not take, such as hardware or a general developer tool",
    usage="/exclude reason",
    example="/exclude a general developer tool without relevance to a particular SDG",
    roles=("maintainer",),
    own=False,
    walks=True,
    run=exclude,
)
