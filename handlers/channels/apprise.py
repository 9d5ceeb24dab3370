"""Announce through everything that apprise speaks: chat, social networks, mail."""

from __future__ import annotations

from bot.model.contracts import Channel, View
from bot.model.effects import Effect, Send
from bot.model.message import Message
from bot.review.announcement.approval_facts import VALUES, find_approval_time, word_announcement, write_title
from bot.text import escape
from config.publishing import ChannelUse


def announce_in_chat(view: View, name: str, use: ChannelUse) -> Effect:
    """Send one short plain message; such a channel cannot be asked afterwards whether it got it.

    Where a service has no titles, apprise puts the title before the text: both together keep the limit.
    """
    title = write_title(view, escape.plain)
    text = word_announcement(view, FEATURE, use, escape.plain, taken=len(title) + 2)
    return Send(name, Message("apprise", use.url or "", title, text, at=find_approval_time(view)))


FEATURE = Channel(
    name="apprise",
    run=announce_in_chat,
    asks_back=False,
    sentences={"text": "${name} is a digital public good: ${description} (SDG ${sdgs}) ${url}"},
    values=VALUES,
    needs=frozenset({"url"}),
    takes=frozenset({"limit"}),
    limit=500,
)
