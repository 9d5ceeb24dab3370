"""Decides which channels still have to announce, and reads what the ledger says of each.

| state | meaning |
| --- | --- |
| sending | entered on the board, then sent; what a crash leaves in this state is looked for, or becomes unknown |
| sent | it went out; `delivered` says when, and where it can be seen |
| failed | nobody has received it; a maintainer may write `/announce retry` |
| unknown | it may have gone out; a maintainer looks |
| editing | it is being brought up to date, as often as it takes |
| retracting, retracted | it is being taken back; it was taken back |
| stays | the bot cannot take it back: a maintainer does it by hand |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model.contracts import Channel, View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import TEXT_LIMIT
from bot.model.mark_keys import MarkKey

APPROVED = "dpg"
UNDER_WAY = frozenset({"sending", "editing", "retracting"})
LOOKED_FOR = frozenset({"sending", "failed", "unknown"})


def make_comment_key(channel: str) -> str:
    """Make the mark of an announcement comment."""
    return MarkKey.ANNOUNCE.of(channel)


def has_unconfirmed_merge(view: View) -> bool:
    """Tell whether a stage pull request was merged without a green `dpg-review` and no maintainer has confirmed it."""
    return any(not override.reason for override in view.ledger.pull_requests.overrides)


def find_embargo_end(view: View) -> datetime | None:
    """Find until when nothing is announced: a maintainer's day, or the workflow's wait; None where that has passed."""
    if view.stage != APPROVED or view.ledger.announcement.channels:
        return None
    until = view.ledger.announcement.embargo
    if until is None and view.workflow.embargo_days:
        until = view.ledger.moves[-1].at + timedelta(days=view.workflow.embargo_days)
    return until if until and until > view.now else None


def enter_channels(view: View) -> Ledger:
    """Enter in the ledger every channel that is due, and take up again those that a crash has interrupted."""
    ledger = view.ledger
    if view.stage != APPROVED or has_unconfirmed_merge(view) or (find_embargo_end(view) and not _has_announcement(view)):
        return ledger
    channels = _take_turns(view, {name: _find_state(view, name) for name in view.workflow.channels})
    # A channel that the registry has removed keeps its last state, but nothing waits for it any more.
    channels = {**{name: state for name, state in ledger.announcement.channels.items() if state not in UNDER_WAY}, **channels}
    if channels == dict(ledger.announcement.channels):
        return ledger
    deliveries = MappingProxyType({**ledger.announcement.delivered, **dict(_list_new_deliveries(view, channels))})
    return ledger.with_parts(replace(ledger.announcement, channels=MappingProxyType(channels), delivered=deliveries))


def _take_turns(view: View, channels: dict[str, str]) -> dict[str, str]:
    """Leave out new channels that cannot be asked afterwards while another one is sending: a death then leaves one of them in doubt,
    and the others untried. Each costs a writing of the board more."""
    entered = view.ledger.announcement.channels
    blind = [name for name, state in channels.items() if state == "sending" and not asks_back(view, name)]
    new = [name for name in blind if name not in entered]
    wait = new if len(new) < len(blind) else new[1:]
    return {name: state for name, state in channels.items() if name not in wait}


def _find_state(view: View, name: str) -> str:
    """Find the channel's state: `sending` where this pass sends it or the channel can be asked, `unknown` after a crash."""
    state = view.ledger.announcement.channels.get(name)
    if view.nomination.marked(make_comment_key(name)) is not None and (state is None or state in LOOKED_FOR):
        return "sent"
    if state is None:
        # There is no approval without a board, so the board was lost, and what may have gone out is not sent again.
        fresh = view.nomination.stored is not None or asks_back(view, name)
        return "sent" if _has_announcement(view) else "sending" if fresh else "unknown"
    if state == "sending" and name not in view.nomination.in_flight and _is_on_board(view, name) and not asks_back(view, name):
        return "unknown"
    return state


def _list_new_deliveries(view: View, channels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """List the announcements that were just found on the issue, with their time and place."""
    for name, state in channels.items():
        comment = view.nomination.marked(make_comment_key(name))
        if state == "sent" and comment is not None and view.ledger.announcement.channels.get(name) != state:
            yield name, f"{comment.at.isoformat()} {view.nomination.url}#issuecomment-{comment.id}"[:TEXT_LIMIT]


def read_delivery(ledger: Ledger, name: str) -> tuple[datetime | None, str]:
    """Read when a channel was last used, and where the announcement can be seen or why it failed."""
    at, _, note = ledger.announcement.delivered.get(name, "").partition(" ")
    try:
        return datetime.fromisoformat(at), note
    except ValueError:
        return None, note


def _has_announcement(view: View) -> bool:
    """Tell whether the board was lost but an announcement stands in the thread: nothing is announced twice."""
    return not view.ledger.announcement.channels and any(
        view.nomination.marked(make_comment_key(name)) for name in view.workflow.channels
    )


def find_channel(view: View, name: str) -> Channel | None:
    """Find the kind of one of the registry's channels; None where the registry has removed the channel."""
    use = view.workflow.channels.get(name)
    return view.catalogue.channels.get(use.kind) if use else None


def asks_back(view: View, name: str) -> bool:
    """Tell whether the channel can be asked if it was used, or may be used twice without harm."""
    channel = find_channel(view, name)
    return channel is not None and channel.asks_back


def _is_on_board(view: View, name: str) -> bool:
    """Tell whether the board has the channel's state as the ledger has it."""
    stored = view.nomination.stored
    return stored is not None and stored.announcement.channels.get(name) == view.ledger.announcement.channels.get(name)


def list_channels_to_use(view: View) -> tuple[tuple[str, str], ...]:
    """List the channels to use now, because their entry is on the board: name, and sending, editing or retracting."""
    entered = ((n, state) for n, state in view.ledger.announcement.channels.items() if n in view.workflow.channels)
    return tuple((n, state) for n, state in entered if state in UNDER_WAY and _is_on_board(view, n))


def is_blind_under_way(view: View) -> bool:
    """Tell whether a channel is to be used now that cannot be asked afterwards, be it on the board already or not."""
    entered = view.ledger.announcement.channels.items()
    return any(state in UNDER_WAY and name in view.workflow.channels and not asks_back(view, name) for name, state in entered)


def has_blind_entry(view: View) -> bool:
    """Tell whether a channel that cannot be asked afterwards is entered and not used yet: whatever the bot does in between, a
    death there would leave the channel in doubt."""
    states = view.ledger.announcement.channels.items()
    return any(state in UNDER_WAY and name in view.workflow.channels and not asks_back(view, name) for name, state in states)


def is_over(view: View) -> bool:
    """Tell whether nothing of the announcement is still to come and no concern is open."""
    if view.ledger.ending.concerns:
        return False
    if view.stage != APPROVED:
        return True
    return (
        not has_unconfirmed_merge(view)
        and find_embargo_end(view) is None
        and "sending" not in view.ledger.announcement.channels.values()
    )
