"""Which channels still have to carry the announcement, and what the ledger says of each: sending, sent, failed, unknown."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bot.contracts import View
from bot.ledger import Ledger

APPROVED = "dpg"


def key(channel: str) -> str:
    """The mark of an announcement comment."""
    return f"announce/{channel}"


def held(view: View) -> bool:
    """A stage pull request was merged without a green `dpg-review`, and no maintainer has confirmed it."""
    return any(not override.reason for override in view.ledger.overrides)


def advance(view: View) -> Ledger:
    """The ledger with every channel entered that is due, and those taken up again that a crash has left behind."""
    ledger = view.ledger
    if view.stage != APPROVED or held(view):
        return ledger
    channels = {name: _state(view, name) for name in view.workflow.channels}
    # A channel that the registry has removed since keeps what became of it, but nothing waits for it any more.
    channels = {**{name: state for name, state in ledger.channels.items() if state != "sending"}, **channels}
    return ledger if channels == dict(ledger.channels) else replace(ledger, channels=MappingProxyType(channels))


def _state(view: View, name: str) -> str:
    """`sending` belongs to this pass or to a channel that can be asked; what a crash left in the dark is `unknown`."""
    state = view.ledger.channels.get(name)
    if view.nomination.marked(key(name)) is not None:
        return "sent"
    if state is None:
        return "sent" if _announced_before(view) else "sending"
    if state == "sending" and name not in view.nomination.in_flight and _stored(view, name) and not _asks_back(view, name):
        return "unknown"
    return state


def _announced_before(view: View) -> bool:
    """The board was lost, but an announcement stands in the thread: nothing is announced twice."""
    return not view.ledger.channels and any(view.nomination.marked(key(name)) for name in view.workflow.channels)


def _asks_back(view: View, name: str) -> bool:
    channel = view.catalogue.channels.get(view.workflow.channels[name].kind)
    return channel is not None and channel.asks_back


def _stored(view: View, name: str) -> bool:
    stored = view.nomination.stored
    return stored is not None and stored.channels.get(name) == "sending"


def to_send(view: View) -> tuple[str, ...]:
    """Channels whose "sending" entry is on the board, so that they may be used now."""
    entered = ((n, state) for n, state in view.ledger.channels.items() if n in view.workflow.channels)
    return tuple(n for n, state in entered if state == "sending" and _stored(view, n))


def over(view: View) -> bool:
    """Nothing of an announcement is still to come, and no concern is open."""
    if view.ledger.concerns:
        return False
    return view.stage != APPROVED or (not held(view) and "sending" not in view.ledger.channels.values())
