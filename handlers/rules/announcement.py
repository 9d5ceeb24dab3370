"""The announcement of an approved digital public good: each channel once, after its entry stands on the board."""

from __future__ import annotations

from collections.abc import Iterator

from bot.announcing import to_send
from bot.contracts import Phase, Rule, View
from bot.effects import Effect


def announcement(view: View) -> Iterator[Effect]:
    """One effect for each channel that is still to be used."""
    for name in to_send(view):
        use = view.workflow.channels[name]
        yield view.catalogue.channels[use.kind].run(view, name, use)


FEATURE = Rule(name="announcement", phase=Phase.ANNOUNCEMENT, run=announcement)
