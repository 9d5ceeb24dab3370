"""`/ineligible`: a maintainer confirms that failed indicators end the nomination."""

from __future__ import annotations

from bot.contracts import Ask, Command, Outcome, View
from bot.moves import walk


def ineligible(view: View, ask: Ask) -> Outcome:
    """Needs an indicator that stands failed; the reasons are the reviewers' own."""
    return walk(view, ask, "ineligible")


FEATURE = Command(
    name="ineligible",
    summary="Confirm failed indicators: the project does not meet the Standard at present",
    usage="/ineligible [reason]",
    example="/ineligible the licence forbids commercial use",
    roles=("maintainer",),
    own=False,
    walks=True,
    run=ineligible,
)
