"""Notifies the teams of communities and countries once of a nomination that is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View, say
from bot.model.effects import Effect
from bot.model.file_notes import digest
from bot.model.mark_keys import MarkKey

SPLIT = " "


def notify_teams(view: View) -> Iterator[Effect]:
    """Mention all new teams in one comment; its mark names them, so that nobody is notified twice when the board was lost."""
    before = view.nomination.stored.review.routed if view.nomination.stored else frozenset()
    new = sorted(view.ledger.review.routed - before - _list_mentioned_teams(view))
    if new:
        text = say(view, FEATURE, "mention", teams=", ".join(f"@{team}" for team in new))
        key = MarkKey.ROUTE.of(digest(SPLIT.join(new)))
        yield fx.PostComment(view.nomination.number, key, text, {"teams": SPLIT.join(new)})


def _list_mentioned_teams(view: View) -> frozenset[str]:
    marks = (mark for comment in view.nomination.comments for mark in comment.marks if MarkKey.ROUTE.begins(mark.key))
    return frozenset(team for mark in marks for team in str((mark.data or {}).get("teams", "")).split(SPLIT))


FEATURE = Rule(
    name="routes",
    phase=Phase.ANSWERS,
    run=notify_teams,
    sentences={"mention": "${teams}: a nomination that concerns you. The board above says where it stands."},
)
