"""`/recheck`: look at every link, repository and possible duplicate again, now."""

from __future__ import annotations

from dataclasses import replace

from bot.model.contracts import Command, CommandRequest, Done, Outcome, View


def recheck(view: View, _ask: CommandRequest) -> Outcome:
    """Ask for new checks. The earlier findings stay on the board until newer ones replace them: nothing changes meanwhile."""
    return Done(replace(view.ledger, recheck=view.now))


FEATURE = Command(
    name="recheck",
    summary="Look at all links, repositories and possible duplicates again",
    usage="/recheck",
    example="/recheck",
    roles=("nominator", "representative", "reviewer", "maintainer"),
    run=recheck,
)
