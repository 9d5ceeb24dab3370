"""`/priority [off]`: mark the nomination as urgent."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View


def set_priority(view: View, ask: CommandRequest) -> Outcome:
    """Set the priority, or take it away; the board and a label show it."""
    wanted = ask.line.text.strip().lower() not in ("off", "no", "normal")
    if wanted == view.ledger.review.priority:
        return Refused("It is a priority already." if wanted else "It is no priority.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, priority=wanted)))


FEATURE = Command(
    name="priority",
    summary="Mark the nomination as urgent, or not any more",
    usage="/priority [off]",
    example="/priority",
    roles=("maintainer",),
    own=False,
    run=set_priority,
)
