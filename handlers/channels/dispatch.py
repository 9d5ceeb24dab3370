"""Announce to a partner's GitHub repository, whose workflows can start on it (`repository_dispatch`)."""

from __future__ import annotations

from bot.model.contracts import Channel, View
from bot.model.effects import Dispatch, Effect
from bot.review.announcement.approval_facts import find_approval_end, find_approval_time, list_sdgs, make_delivery_id
from config.publishing import ChannelUse

EVENT = "dpg-approved"


def dispatch_event(view: View, name: str, use: ChannelUse) -> Effect:
    """Send at most ten facts, which is GitHub's limit, and none in a nominator's own words.

    Workflows put such values into shell commands, so they hold only letters, digits and dates that the bot has put together.
    """
    slug = view.slug
    payload = {
        "id": make_delivery_id(view, name, EVENT),
        "registry": view.nomination.repo,
        "nomination": view.nomination.number,
        "link": view.nomination.url,
        "slug": slug,
        "record": f"{view.workflow.folders['candidate']}/{slug}.json",
        "sdgs": list(list_sdgs(view)),
        "standard": view.standard.version,
        "approved_at": find_approval_time(view).isoformat(),
        "valid_until": find_approval_end(view).isoformat(),
    }
    return Dispatch(name, use.repository or "", EVENT, payload)


FEATURE = Channel(name="dispatch", run=dispatch_event, asks_back=False, needs=frozenset({"repository"}))
