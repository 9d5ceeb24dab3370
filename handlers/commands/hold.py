"""`/hold [until DATE] reason`: let the nomination stand still."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking
from bot.dates import dated
from bot.ledger import TEXT_LIMIT, Hold


def hold(view: View, ask: Ask) -> Outcome:
    """Nothing is expected of anybody, until the day named or until `/resume`."""
    day = dated(ask.line.text, ask.request.at, view.workflow.zone)
    if day.wrong:
        return Refused(day.wrong)
    if not day.rest:
        return lacking(FEATURE, "a reason")
    if view.workflow.stages[view.stage].closes:
        return Refused("This nomination has come to its end; there is nothing to hold.")
    return Done(replace(view.ledger, hold=Hold(ask.request.by, ask.request.at, day.rest[:TEXT_LIMIT], day.at)))


FEATURE = Command(
    name="hold",
    summary="Let the nomination stand still, until a day or until /resume",
    usage="/hold [until DATE] reason",
    example="/hold until 14 March 2027 the owner is moving the project to a foundation",
    roles=("reviewer", "maintainer"),
    own=False,
    run=hold,
)
