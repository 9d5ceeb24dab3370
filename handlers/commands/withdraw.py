"""`/withdraw`: the nominator takes the nomination back."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.moves import walk


def withdraw(view: View, ask: Ask) -> Outcome:
    """The stage pull requests are closed with it."""
    return walk(view, ask, "withdraw")


FEATURE = Command(
    name="withdraw",
    summary="Take the nomination back",
    usage="/withdraw [reason]",
    example="/withdraw we will apply again next year",
    roles=("nominator", "maintainer"),
    walks=True,
    run=withdraw,
)
