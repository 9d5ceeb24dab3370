"""Announces an approved digital public good: on each channel once, after the channel's entry stands on the board."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.announcement.approved_record import show_as_approved
from bot.review.announcement.channel_states import asks_back, is_blind_under_way, list_channels_to_use


def announce(view: View) -> Iterator[Effect]:
    """Announce on each channel that is still to be used, or edit or take back what it announced.

    Channels that cannot be asked afterwards come first, one after the other: the outcome of each is written on the board before
    anything else is tried, so that trouble with a release on GitHub puts no mail in doubt.
    """
    approved, waiting = show_as_approved(view), list_channels_to_use(view)
    if approved is None:
        return
    if is_blind_under_way(view):
        waiting = tuple((name, state) for name, state in waiting if not asks_back(view, name))
    for name, state in waiting:
        use = view.workflow.channels[name]
        channel = view.catalogue.channels[use.kind]
        run = {"sending": channel.run, "editing": channel.edit, "retracting": channel.retract}[state]
        if run is not None:
            yield run(approved, name, use)


FEATURE = Rule(name="announcement", phase=Phase.ANNOUNCEMENT, run=announce)
