"""Opens the issue again when somebody is awaited on it: the nomination goes on, or a maintainer has to decide."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.waits import keeps_open


def reopen_issue(view: View) -> Iterator[Effect]:
    """Open the issue again if the bot has closed it: one that a person has closed stays closed. A nomination made by a pull
    request that is merged by now stays closed too, because GitHub opens no merged pull request again."""
    merged = view.nomination.nominating_pull is not None and view.nomination.nominating_pull.state == "merged"
    if view.ledger.ending.is_closed and keeps_open(view) and not view.nomination.is_open and not merged:
        partner = view.nomination.partner
        if partner is not None and partner.state == "closed":  # as long as it is closed, GitHub shows no push to it
            yield fx.ReopenPull(None, partner.number)
        yield fx.ReopenIssue()


FEATURE = Rule(name="reopening", phase=Phase.ISSUE, run=reopen_issue)
