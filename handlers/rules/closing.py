"""Closes the issue once its stage closes it and nobody is awaited; the other pull request of a pair is closed before it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.announcement.channel_states import is_over
from bot.review.waits import keeps_open


def close_issue(view: View) -> Iterator[Effect]:
    """Close the issue, and the partner, only once: one that a person has opened again since stays open."""
    closes, partner = view.workflow.stages[view.stage].closes, view.nomination.partner
    if not closes or keeps_open(view) or not is_over(view) or view.ledger.ending.is_closed:
        return
    if partner is not None and partner.state == "open":
        yield fx.ClosePull(None, partner.number)
    if view.nomination.is_open:
        yield fx.CloseIssue(closes)


FEATURE = Rule(name="closing", phase=Phase.CLOSING, run=close_issue)
