"""The issue is opened again when somebody is awaited on it: the nomination goes on, or a maintainer has to decide."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.waits import keeps_open


def reopen_issue(view: View) -> Iterator[Effect]:
    """Only what the bot has closed itself: a person who closes an issue is left in peace. A person's merged pull request, by
    which a nomination was made, cannot be opened again by anybody."""
    merged = view.nomination.nominating_pull is not None and view.nomination.nominating_pull.state == "merged"
    if view.ledger.is_closed and keeps_open(view) and not view.nomination.is_open and not merged:
        partner = view.nomination.partner
        if partner is not None and partner.state == "closed":  # GitHub takes in no push to it as long as it is
            yield fx.ReopenPull(None, partner.number)
        yield fx.ReopenIssue()


FEATURE = Rule(name="reopening", phase=Phase.ISSUE, run=reopen_issue)
