"""`/advance`: take the workflow's next transition by hand, where it has one."""

from __future__ import annotations

from bot.model.contracts import Command, CommandRequest, Outcome, View
from bot.review.transitions import take_transition


def advance(view: View, ask: CommandRequest) -> Outcome:
    """Take the transition, or refuse with the condition that is still unmet."""
    return take_transition(view, ask, "advance")


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
