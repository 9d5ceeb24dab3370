"""Which channels still have to carry the announcement, and what the ledger says of each.

| state | means |
| --- | --- |
| sending | entered on the board, then handed over; what a crash leaves so is looked for, or becomes unknown |
| sent | it went out; `delivered` says when, and where it can be seen |
| failed | nobody has got it; a maintainer may write `/announce retry` |
| unknown | it may have gone out; a maintainer looks |
| editing | it is being brought up to date, as often as it takes |
| retracting, retracted | it is being taken back; it was |
| stays | it cannot be taken back by the bot: a maintainer does it by hand |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model.contracts import Channel, View
from bot.model.ledger import TEXT_LIMIT, Ledger

APPROVED = "dpg"
UNDER_WAY = frozenset({"sending", "editing", "retracting"})
LOOKED_FOR = frozenset({"sending", "failed", "unknown"})


def make_comment_key(channel: str) -> str:
    """The mark of an announcement comment."""
    return f"announce/{channel}"


def has_unconfirmed_merge(view: View) -> bool:
    """A stage pull request was merged without a green `dpg-review`, and no maintainer has confirmed it."""
    return any(not override.reason for override in view.ledger.overrides)


def find_embargo_end(view: View) -> datetime | None:
    """Until when nothing is announced, if that is still to come: a maintainer's day, or the workflow's wait."""
    if view.stage != APPROVED or view.ledger.channels:
        return None
    until = view.ledger.embargo
    if until is None and view.workflow.embargo_days:
        until = view.ledger.moves[-1].at + timedelta(days=view.workflow.embargo_days)
    return until if until and until > view.now else None


def enter_channels(view: View) -> Ledger:
    """The ledger with every channel entered that is due, and those taken up again that a crash has left behind."""
    ledger = view.ledger
    if view.stage != APPROVED or has_unconfirmed_merge(view) or (find_embargo_end(view) and not _has_announcement(view)):
        return ledger
    channels = {name: _find_state(view, name) for name in view.workflow.channels}
    # A channel that the registry has removed since keeps what became of it, but nothing waits for it any more.
    channels = {**{name: state for name, state in ledger.channels.items() if state not in UNDER_WAY}, **channels}
    if channels == dict(ledger.channels):
        return ledger
    note_delivery = MappingProxyType({**ledger.delivered, **dict(_list_new_deliveries(view, channels))})
    return replace(ledger, channels=MappingProxyType(channels), delivered=note_delivery)


def _find_state(view: View, name: str) -> str:
    """`sending` belongs to this pass or to a channel that can be asked; what a crash left in the dark is `unknown`."""
    state = view.ledger.channels.get(name)
    if view.nomination.marked(make_comment_key(name)) is not None and (state is None or state in LOOKED_FOR):
        return "sent"
    if state is None:
        # Without a board there was no way to the approval: it was lost, and what may have gone out is not sent again.
        fresh = view.nomination.stored is not None or asks_back(view, name)
        return "sent" if _has_announcement(view) else "sending" if fresh else "unknown"
    if state == "sending" and name not in view.nomination.in_flight and _is_on_board(view, name) and not asks_back(view, name):
        return "unknown"
    return state


def _list_new_deliveries(view: View, channels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Announcements found on the issue just now, with their time and place."""
    for name, state in channels.items():
        comment = view.nomination.marked(make_comment_key(name))
        if state == "sent" and comment is not None and view.ledger.channels.get(name) != state:
            yield name, f"{comment.at.isoformat()} {view.nomination.url}#issuecomment-{comment.id}"[:TEXT_LIMIT]


def read_delivery(ledger: Ledger, name: str) -> tuple[datetime | None, str]:
    """When something last came of a channel, and where it can be seen or why it failed."""
    at, _, note = ledger.delivered.get(name, "").partition(" ")
    try:
        return datetime.fromisoformat(at), note
    except ValueError:
        return None, note


def _has_announcement(view: View) -> bool:
    """The board was lost, but an announcement stands in the thread: nothing is announced twice."""
    return not view.ledger.channels and any(view.nomination.marked(make_comment_key(name)) for name in view.workflow.channels)


def find_channel(view: View, name: str) -> Channel | None:
    """The kind of one of the registry's channels; None for one that the registry has removed."""
    use = view.workflow.channels.get(name)
    return view.catalogue.channels.get(use.kind) if use else None


def asks_back(view: View, name: str) -> bool:
    """It can be found out whether the channel was used, or using it twice is using it once."""
    channel = find_channel(view, name)
    return channel is not None and channel.asks_back


def _is_on_board(view: View, name: str) -> bool:
    """What is under way stands on the board as it is in the ledger."""
    stored = view.nomination.stored
    return stored is not None and stored.channels.get(name) == view.ledger.channels.get(name)


def list_channels_to_use(view: View) -> tuple[tuple[str, str], ...]:
    """Channels whose entry is on the board, so that they may be used now: name, and sending, editing or retracting."""
    entered = ((n, state) for n, state in view.ledger.channels.items() if n in view.workflow.channels)
    return tuple((n, state) for n, state in entered if state in UNDER_WAY and _is_on_board(view, n))


def is_over(view: View) -> bool:
    """Nothing of an announcement is still to come, and no concern is open."""
    if view.ledger.concerns:
        return False
    if view.stage != APPROVED:
        return True
    return not has_unconfirmed_merge(view) and find_embargo_end(view) is None and "sending" not in view.ledger.channels.values()
