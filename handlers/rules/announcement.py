"""The announcement of an approved digital public good: each channel once, after its entry stands on the board."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.announcement.channel_states import asks_back, list_channels_to_use


def announce(view: View) -> Iterator[Effect]:
    """One effect for each channel that is still to be used, to be edited, or to be taken back.

    First those that cannot be asked afterwards: what became of them is written on the board before anything else is tried, so
    that GitHub's trouble with a release puts no mail in doubt.
    """
    waiting = list_channels_to_use(view)
    blind = [(name, state) for name, state in waiting if not asks_back(view, name)]
    for name, state in blind or waiting:
        use = view.workflow.channels[name]
        channel = view.catalogue.channels[use.kind]
        run = {"sending": channel.run, "editing": channel.edit, "retracting": channel.retract}[state]
        if run is not None:
            yield run(view, name, use)


FEATURE = Rule(name="announcement", phase=Phase.ANNOUNCEMENT, run=announce)
