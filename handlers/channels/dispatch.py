"""Announce to a partner's GitHub repository, whose workflows can start on it (`repository_dispatch`)."""

from __future__ import annotations

from bot.model.announcement_effects import Dispatch
from bot.model.contracts import Channel, View
from bot.model.effects import Effect
from bot.review.announcement.approval_facts import approved_at, delivery_id, sdgs, valid_until
from bot.review.pulls.record_files import slug as slug_of
from config.publishing import ChannelUse

EVENT = "dpg-approved"


def dispatch(view: View, name: str, use: ChannelUse) -> Effect:
    """A few facts, at most ten, as GitHub wants it, and none in a nominator's own words.

    Workflows put such values into shell commands: only what the bot itself has made of letters, digits and dates goes there.
    """
    slug = slug_of(view)
    payload = {
        "id": delivery_id(view, name, EVENT),
        "registry": view.nomination.repo,
        "nomination": view.nomination.number,
        "link": view.nomination.url,
        "slug": slug,
        "record": f"{view.workflow.folders['candidate']}/{slug}.json",
        "sdgs": list(sdgs(view)),
        "standard": view.standard.version,
        "approved_at": approved_at(view).isoformat(),
        "valid_until": valid_until(view).isoformat(),
    }
    return Dispatch(name, use.repository or "", EVENT, payload)


FEATURE = Channel(name="dispatch", run=dispatch, asks_back=False, needs=frozenset({"repository"}))
