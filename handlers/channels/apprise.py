"""Announce through everything that apprise speaks: chat, social networks, mail."""

from __future__ import annotations

from bot import effects as fx
from bot.approval import facts
from bot.contracts import Channel, View, say
from bot.effects import Effect
from bot.text import escape
from config.models import ChannelUse


def message(view: View, name: str, use: ChannelUse) -> Effect:
    """One short plain message; such a channel cannot be asked afterwards whether it got it."""
    values = facts(view, escape.plain)
    text = say(view, FEATURE, "text", **values).strip()
    return fx.Send(name, "apprise", use.url or "", f"New digital public good: {values['name']}", text)


FEATURE = Channel(
    name="apprise",
    run=message,
    asks_back=False,
    sentences={"text": "${name} is a digital public good: ${description} (SDG ${sdgs}) ${url}"},
)
