"""`/resume`: a nomination on hold goes on."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View


def resume(view: View, _ask: Ask) -> Outcome:
    """Goes on where it stood, with as many days left as there were; the clock stood still."""
    if view.ledger.hold is None:
        return Refused("This nomination is not on hold.")
    return Done(replace(view.ledger, hold=None))


FEATURE = Command(
    name="resume",
    summary="Let a nomination on hold go on",
    usage="/resume",
    example="/resume",
    roles=("reviewer", "maintainer"),
    aliases=("unhold",),
    own=False,
    run=resume,
)
