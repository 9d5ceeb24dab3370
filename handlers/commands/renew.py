"""`/renew`: the answers are up to date, the renewal is submitted."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.moves import walk


def renew(view: View, ask: Ask) -> Outcome:
    """The review begins; what nobody submits is submitted as it stands when the approval ends, where the workflow says so."""
    return walk(view, ask, "renew")


FEATURE = Command(
    name="renew",
    summary="Submit the yearly renewal: the answers in the issue are up to date",
    usage="/renew",
    example="/renew",
    roles=("nominator", "representative", "maintainer"),
    stages=("renewal-due",),
    walks=True,
    run=renew,
)
