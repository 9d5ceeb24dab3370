"""Announce on a mailing list, by SMTP."""

from __future__ import annotations

from bot.model.contracts import Channel, View
from bot.model.effects import Effect, Send
from bot.model.message import Message
from bot.review.announcement.approval_facts import VALUES, find_approval_time, make_delivery_id, word_announcement, write_title
from bot.text import escape
from config.publishing import ChannelUse


def send_mail(view: View, name: str, use: ChannelUse) -> Effect:
    """Send one plain mail; its Message-ID is the same at every try, so that a list can drop the second of two."""
    text = word_announcement(view, FEATURE, use, escape.plain)
    addresses = {"to": use.to or "", "from": use.sender or ""}
    identity = make_delivery_id(view, name, "approved")
    return Send(
        name,
        Message("smtp", use.url or "", write_title(view, escape.plain), text, identity, addresses, at=find_approval_time(view)),
    )


FEATURE = Channel(
    name="mail",
    run=send_mail,
    asks_back=False,
    sentences={
        "text": (
            "${name} is a digital public good.\n\n${description}\n\n"
            "Category: ${category}\nSustainable Development Goals: ${sdgs}\nOwner: ${owner}\nDeveloped in: ${country}\n"
            "Website: ${url}\nNomination: ${link}\n\n"
            "Reviewed against version ${standard} of the DPG Standard on ${approved}; valid until ${valid_until}."
        )
    },
    values=VALUES,
    needs=frozenset({"url", "to", "from"}),
    takes=frozenset({"limit"}),
    limit=10_000,
)
