"""`/spam`: a maintainer says that this is no nomination; it is closed without a word about anybody."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.moves import walk


def spam(view: View, ask: Ask) -> Outcome:
    """Nothing is locked or deleted, and `/reopen` takes it back."""
    return walk(view, ask, "spam")


FEATURE = Command(
    name="spam",
    summary="Close what is no nomination: a test, an advertisement, nonsense",
    usage="/spam",
    example="/spam",
    roles=("maintainer",),
    own=False,
    walks=True,
    run=spam,
)
