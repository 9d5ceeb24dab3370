"""Writes what the board says of the announcement: each channel, when it was used, where to see it, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import View
from bot.review.announcement.channel_states import find_embargo_end, read_delivery
from bot.text import escape
from bot.text.board_layout import day

WORDS = {
    "sending": "on its way",
    "sent": "{sent}{on}",
    "failed": "**failed**{on}{why}; `/announce retry {name}` tries it again",
    "unknown": (
        "**not certain**; a maintainer looks whether it arrived, it is not sent again by itself: "
        "`/announce sent {name}` if it did, else `/announce retry {name}`"
    ),
    "editing": "being brought up to date",
    "retracting": "being taken back",
    "retracted": "taken back{on}",
    "stays": "**not taken back**{why}; a maintainer does it by hand",
}
WEB = ("https://", "http://")


def list_announcements(view: View) -> Iterator[str]:
    """Write one line on the announcement's date and one on its channels; none while there is nothing to say."""
    until = find_embargo_end(view)
    if until is not None:
        yield f"Announcement: waits until {day(until, view.workflow.zone)}; `/announce now` lets it go out."
    if view.ledger.announcement.channels:
        yield f"Announcement: {'; '.join(_describe_channel(view, name) for name in sorted(view.ledger.announcement.channels))}."


def _describe_channel(view: View, name: str) -> str:
    at, note = read_delivery(view.ledger, name)
    words = {
        "name": name,
        "sent": f"[sent]({note})" if note.startswith(WEB) else "sent",
        "on": f" on {day(at, view.workflow.zone)}" if at else "",
        "why": f" ({escape.inline(note)})" if note and not note.startswith(WEB) else "",
    }
    return f"{name} {WORDS.get(view.ledger.announcement.channels[name], '{sent}').format(**words)}"
