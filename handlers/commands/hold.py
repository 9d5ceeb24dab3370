"""`/hold [until DATE] reason` and `/resume`: put the nomination on hold, and let it go on."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, Refused, View, refuse_for_lack_of
from bot.model.ledger_entries import TEXT_LIMIT, Hold
from bot.review.roles import REVIEWERS
from bot.review.waits import list_all_waits
from bot.text.dates import dated


def hold(view: View, ask: CommandRequest) -> Outcome:
    """Put the nomination on hold: nothing is expected of anybody until the day named, or until `/resume`."""
    day = dated(ask.line.text, ask.request.at, view.workflow.zone)
    if day.wrong:
        return Refused(day.wrong)
    if not day.rest:
        return refuse_for_lack_of(HOLD, "a reason")
    if not list_all_waits(view):
        return Refused("Nobody is waited for here, so there is nothing to hold.")
    return Done(
        view.ledger.with_parts(
            replace(view.ledger.review, hold=Hold(ask.request.by, ask.request.at, day.rest[:TEXT_LIMIT], day.at))
        )
    )


def resume(view: View, _ask: CommandRequest) -> Outcome:
    """End the hold: everybody has as many days left as before, because the clocks stood still."""
    if view.ledger.review.hold is None:
        return Refused("This nomination is not on hold.")
    return Done(view.ledger.with_parts(replace(view.ledger.review, hold=None)))


HOLD = Command(
    name="hold",
    summary="Let the nomination stand still, until a day or until /resume",
    usage="/hold [until DATE] reason",
    example="/hold until 14 March 2027 the owner is moving the project to a foundation",
    roles=REVIEWERS,
    own=False,
    run=hold,
)
RESUME = Command(
    name="resume",
    summary="Let a nomination on hold go on",
    usage="/resume",
    example="/resume",
    roles=REVIEWERS,
    aliases=("unhold",),
    own=False,
    run=resume,
)
FEATURE = (HOLD, RESUME)
