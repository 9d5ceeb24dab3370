"""Previews the text for each channel, as Markdown in which no mention, link or reference works."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import View
from bot.model.effects import Effect
from bot.text.display_text import bounded

MOST_CHANNELS = 12
MOST_SHOWN = 4_000
"""Characters of one channel; all together fit into one comment of GitHub's 65,536."""
_TICKS = re.compile(r"`+")


def preview_channels(view: View) -> str:
    """Write a block of code for each channel; addresses and secrets are never looked up for it."""
    names = list(view.workflow.channels)
    parts = [
        f"**{name}** ({view.workflow.channels[name].kind})\n\n{_format_block(_preview_channel(view, name))}"
        for name in names[:MOST_CHANNELS]
    ]
    more = len(names) - MOST_CHANNELS
    return "\n\n".join([*parts, *([f"And {more} more."] if more > 0 else [])]) or "No channel is switched on."


def _preview_channel(view: View, name: str) -> str:
    use = view.workflow.channels[name]
    channel = view.catalogue.channels.get(use.kind)
    return "\n".join(_list_lines(channel.run(view, name, use))) if channel else "no such kind of channel"


def _list_lines(effect: Effect) -> Iterator[str]:
    match effect:
        case fx.PostComment(text=text):
            yield text
        case fx.PublishRelease(tag=tag, name=name, text=text):
            yield from (f"Tag: {tag}", f"Title: {name}", "", text)
        case fx.PublishPost(repo=repo, path=path, text=text):
            yield from (f"File: {path} in {repo}", "", text or "")
        case fx.Dispatch(repo=repo, event=event, payload=payload):
            yield from (f"Event: {event} to {repo}", "", _format_json(payload))
        case fx.Send(message=message):
            addresses = message.data if message.transport == "smtp" else {}
            yield from (f"{key.title()}: {value}" for key, value in sorted(addresses.items()))
            yield from (f"Title: {message.title}", "", message.text or _format_json(message.data))


def _format_json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def _format_block(text: str) -> str:
    """Write a block of code whose fence is longer than any row of backticks in it."""
    shown = bounded(text, MOST_SHOWN)
    fence = "`" * max(3, max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    return f"{fence}text\n{shown}\n{fence}"
