"""`/override because REASON`: a maintainer confirms a merge that was made while `dpg-review` was not green."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View
from bot.ledger import TEXT_LIMIT


def override(view: View, ask: Ask) -> Outcome:
    """The reason is shown on the board for good, and the announcement goes out."""
    if not any(not entry.reason for entry in view.ledger.overrides):
        return Refused("No merge is waiting to be confirmed here, so there is nothing to do.")
    word, _, reason = ask.line.text.strip().partition(" ")
    if word.lower() != "because" or not reason.strip():
        return Refused(f"It needs the reason, for the record: `{FEATURE.usage}`, for instance `{FEATURE.example}`.")
    confirmed = tuple(
        entry if entry.reason else replace(entry, confirmed_by=ask.request.by, reason=reason.strip()[:TEXT_LIMIT])
        for entry in view.ledger.overrides
    )
    return Done(replace(view.ledger, overrides=confirmed))


FEATURE = Command(
    name="override",
    summary="Confirm a merge that was made before `dpg-review` was green",
    usage="/override because REASON",
    example="/override because the second review was given in the meeting of 3 March",
    roles=("maintainer",),
    own=False,
    run=override,
)
