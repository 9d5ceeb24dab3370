"""The announcement of an approved digital public good: each channel once, after its entry stands on the board."""

from __future__ import annotations

from collections.abc import Iterator

from bot.announcing import to_use
from bot.contracts import Phase, Rule, View
from bot.effects import Effect


def announcement(view: View) -> Iterator[Effect]:
    """One effect for each channel that is still to be used, to be edited, or to be taken back."""
    for name, state in to_use(view):
        use = view.workflow.channels[name]
        channel = view.catalogue.channels[use.kind]
        run = {"sending": channel.run, "editing": channel.edit, "retracting": channel.retract}[state]
        if run is not None:
            yield run(view, name, use)


FEATURE = Rule(name="announcement", phase=Phase.ANNOUNCEMENT, run=announcement)
