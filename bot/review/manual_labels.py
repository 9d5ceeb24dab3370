"""Finds the stage labels that people change by hand: they are put back, and the person learns why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.model.contracts import NeedsFacts, View
from bot.model.mark_keys import MarkKey
from bot.model.needs import Need
from bot.model.nomination import Relabelled
from bot.review.nomination_state import find_stage_label
from bot.review.transitions import list_ways_on

TOGETHER = timedelta(minutes=1)
"""GitHub reports an exchange of two labels in two deliveries, at most this far apart."""


@dataclass(frozen=True, slots=True)
class LabelNotice:
    """A label that was changed by hand, and the commands that the person could use instead."""

    event: Relabelled
    ways: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Give the mark of the comment about it."""
        return MarkKey.LABEL.of(self.event.at, self.event.by.id, "on" if self.event.added else "off", self.event.label)


def list_needs(view: View) -> tuple[Need, ...]:
    """List the facts about a person's rights that are needed to name the commands."""
    others = (list_ways_on(view, event.by) for event in view.nomination.relabelled)
    return tuple(dict.fromkeys(need for found in others if isinstance(found, NeedsFacts) for need in found.needs))


def list_label_notices(view: View) -> Iterator[LabelNotice]:
    """List the labels that were changed by hand and have to be put back, with what the person can do instead."""
    label = find_stage_label(view)
    wanted = label.name.lower() if label else ""
    for event in view.nomination.relabelled:
        others = list_ways_on(view, event.by)
        if event.added != (event.label == wanted) and not _is_exchange(view, event):
            yield LabelNotice(event, () if isinstance(others, NeedsFacts) else others)


def _is_exchange(view: View, event: Relabelled) -> bool:
    """Tell whether the label was taken off for another one: one line is enough for both."""
    if event.added:
        return False
    if any(other.added and other.by == event.by for other in view.nomination.relabelled):
        return True
    just_now = (c for c in view.nomination.comments if c.is_ours and abs(c.at - event.at) < TOGETHER)
    return any(MarkKey.LABEL.begins(m.key) and f"/{event.by.id}/on/" in m.key for c in just_now for m in c.marks)
