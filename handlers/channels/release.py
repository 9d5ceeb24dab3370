"""Announce as a GitHub release, with a linked discussion where the workflow names a category for it."""

from __future__ import annotations

from string import Template

from bot.model.contracts import Channel, View
from bot.model.effects import EditRelease, Effect, PublishRelease
from bot.review.announcement.approval_facts import VALUES, word_announcement
from bot.text import escape
from config.publishing import ChannelUse

DEFAULT_TAG = "dpg-${slug}"


def publish_release(view: View, name: str, use: ChannelUse) -> Effect:
    """Publish one release, which its tag identifies."""
    return PublishRelease(
        name, _make_tag(view, use), _write_title(view), word_announcement(view, FEATURE, use, escape.inline), use.discussion
    )


def edit_release(view: View, name: str, use: ChannelUse) -> Effect:
    """Bring the title and the text of that release up to date."""
    return EditRelease(name, _make_tag(view, use), _write_title(view), word_announcement(view, FEATURE, use, escape.inline))


def retract_release(view: View, name: str, use: ChannelUse) -> Effect:
    """Say in the release that the announcement was taken back; the release stays, so that links to it still work."""
    why = escape.inline(view.ledger.announcement.retraction)
    text = word_announcement(view, FEATURE, use, escape.inline, "retracted", reason=why)
    return EditRelease(name, _make_tag(view, use), escape.title(f"Taken back: {view.name}"), text)


def _make_tag(view: View, use: ChannelUse) -> str:
    return Template(use.tag or DEFAULT_TAG).safe_substitute(slug=view.slug)


def _write_title(view: View) -> str:
    return escape.title(f"New digital public good: {view.name}")


FEATURE = Channel(
    name="release",
    run=publish_release,
    asks_back=True,
    sentences={
        "text": (
            "**${name}** is a digital public good.\n\n> ${description}\n\n"
            "| | |\n| --- | --- |\n| Category | ${category} |\n| Sustainable Development Goals | ${sdgs} |\n"
            "| Owner | ${owner} |\n| Developed in | ${country} |\n| Website | ${website} |\n| Record | `${record}` |\n"
            "| Nomination | #${nomination} |\n\n"
            "Reviewed against version ${standard} of the DPG Standard. The approval is valid until ${valid_until}."
        ),
        "retracted": "**This announcement was taken back.** Reason given: ${reason}\n\nNomination #${nomination} says more.",
    },
    values=VALUES,
    takes=frozenset({"discussion", "limit", "tag"}),
    edit=edit_release,
    retract=retract_release,
)
