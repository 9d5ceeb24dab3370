"""`/settle reason`: a maintainer has looked at the concerns about a digital public good."""

from __future__ import annotations

from dataclasses import replace

from bot.contracts import Ask, Command, Done, Outcome, Refused, View, lacking, say
from bot.text import escape


def settle(view: View, ask: Ask) -> Outcome:
    """All concerns at once; the reason is said in the thread, for whoever raised them."""
    if not view.ledger.concerns:
        return Refused("No concern is open here.")
    reason = ask.line.text.strip()
    if not reason:
        return lacking(FEATURE, "a reason")
    return Done(replace(view.ledger, concerns=()), say(view, FEATURE, "done", reason=escape.inline(reason)))


FEATURE = Command(
    name="settle",
    summary="Settle the concerns that were raised about a digital public good",
    usage="/settle reason",
    example="/settle the licence was changed back on 3 May, see the repository",
    roles=("maintainer",),
    own=False,
    run=settle,
    sentences={"done": "The concern is settled: ${reason}"},
)
