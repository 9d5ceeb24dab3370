"""`/advance`: walk the workflow's next arrow by hand, where it has one."""

from __future__ import annotations

from bot.model.contracts import Ask, Command, Outcome, View
from bot.review.moves import walk


def advance(view: View, ask: Ask) -> Outcome:
    """Refused with what is still unmet."""
    return walk(view, ask, "advance")


FEATURE = Command(
    name="advance",
    summary="Move the nomination to the next stage, where the workflow leaves that to a person",
    usage="/advance",
    example="/advance",
    roles=("reviewer", "maintainer"),
    own=False,
    walks=True,
    run=advance,
)
