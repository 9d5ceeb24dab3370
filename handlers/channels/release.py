"""Announce as a GitHub release, with a linked discussion where the workflow names a category for it."""

from __future__ import annotations

from string import Template

from bot import effects as fx
from bot.approval import facts
from bot.contracts import Channel, View, say
from bot.effects import Effect
from bot.text import escape
from config.models import ChannelUse


def release(view: View, name: str, use: ChannelUse) -> Effect:
    """One release, known by its tag."""
    values = facts(view)
    tag = Template(view.workflow.release_tag).safe_substitute(slug=values["slug"])
    title = escape.title(f"New digital public good: {view.name}")
    return fx.PublishRelease(name, tag, title, say(view, FEATURE, "text", **values), use.discussion)


FEATURE = Channel(
    name="release",
    run=release,
    asks_back=True,
    sentences={
        "text": (
            "**${name}** is a digital public good.\n\n> ${description}\n\n"
            "| | |\n| --- | --- |\n| Category | ${category} |\n| Sustainable Development Goals | ${sdgs} |\n"
            "| Owner | ${owner} |\n| Website | ${website} |\n| Record | `${record}` |\n| Nomination | #${nomination} |\n\n"
            "Reviewed against version ${standard} of the DPG Standard."
        )
    },
)
