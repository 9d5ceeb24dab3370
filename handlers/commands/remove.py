"""`/remove`: a maintainer takes a digital public good out of the registry."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View, lacking
from bot.moves import walk


def remove(view: View, ask: Ask) -> Outcome:
    """Needs the reason, which stands in the notice and in the pull request that moves the record to the archive."""
    if not ask.line.text.strip():
        return lacking(FEATURE, "the reason, for the record")
    return walk(view, ask, "remove")


FEATURE = Command(
    name="remove",
    summary="Take the project out of the registry: its licence or SDG relevance is lost, or its owner asks for it",
    usage="/remove reason",
    example="/remove the owner asks for it: the project has ended",
    roles=("maintainer",),
    own=False,
    walks=True,
    run=remove,
)
