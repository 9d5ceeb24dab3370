"""Announce to a partner's catalogue by a signed webhook."""

from __future__ import annotations

from bot.model.contracts import Channel, View
from bot.model.effects import Effect, Send
from bot.model.message import Message
from bot.review.announcement.approval_facts import collect_data, find_approval_time, make_delivery_id, write_title
from bot.text import escape
from config.publishing import ChannelUse


def send_webhook(view: View, name: str, use: ChannelUse) -> Effect:
    """Send the facts for machines as one JSON object."""
    return _build_message(view, name, use, "dpg.approved", {"project": collect_data(view)})


def retract_webhook(view: View, name: str, use: ChannelUse) -> Effect:
    """Send another event, which takes the first one back and says why."""
    facts = collect_data(view)
    project = {key: facts[key] for key in ("name", "slug", "nomination", "link")}
    return _build_message(view, name, use, "dpg.retracted", {"project": project, "reason": view.ledger.announcement.retraction})


def _build_message(view: View, name: str, use: ChannelUse, event: str, facts: dict[str, object]) -> Effect:
    """Build the signed message; its id is the same at every try, so that the partner can drop one that is sent again."""
    identity = make_delivery_id(view, name, event)
    data = {"event": event, "id": identity, "registry": view.nomination.repo, **facts}
    title = write_title(view, escape.plain)
    return Send(
        name, Message("webhook", use.url or "", title, "", identity, data, secret=use.secret or "", at=find_approval_time(view))
    )


FEATURE = Channel(
    name="webhook",
    run=send_webhook,
    asks_back=True,
    needs=frozenset({"url", "secret"}),
    retract=retract_webhook,
)
