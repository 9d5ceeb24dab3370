"""Sets the labels of nomination, stage or ending, who is awaited, lateness, priority, category and route, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model import effects as fx
from bot.model.contracts import Phase, Rule, View
from bot.model.effects import Effect
from bot.review.announcement.channel_states import has_blind_entry
from bot.review.nomination_state import find_stage_label
from bot.review.routes import list_routes_taken
from bot.review.waits import Wait, list_waits


def sync_labels(view: View) -> Iterator[Effect]:
    """Add the new labels before the old ones are removed, so that a crash in between leaves two, never none."""
    if has_blind_entry(view):
        return
    here = {name.lower() for name in view.nomination.labels}
    wanted = _list_wanted_labels(view)
    new = tuple(name for name in wanted if name.lower() not in here)
    if new:
        yield fx.AddLabels(new)
    keep = {name.lower() for name in wanted}
    flow, of = view.workflow, view.workflow.labels
    single = (of.priority, of.late, *of.awaiting.values(), *(route.label for route in flow.routes if route.label))
    ours = {*flow.stage_labels, *flow.category_labels, *(label.name.lower() for label in single)}
    for name in sorted(view.nomination.labels):
        if name.lower() in ours and name.lower() not in keep:
            yield fx.RemoveLabel(name)


def _list_wanted_labels(view: View) -> list[str]:
    of, now = view.workflow.labels, list_waits(view)
    categories = view.reading.submission.nominee.get("type") or ()
    stage = find_stage_label(view)
    return [
        of.nomination.name,
        *([stage.name] if stage else []),
        *dict.fromkeys(of.awaiting[wait.side].name for wait in now if wait.side in of.awaiting),
        *([of.late.name] if any(_is_late(view, wait) for wait in now) else []),
        *([of.priority.name] if view.ledger.review.priority else []),
        *(of.categories[name].name for name in of.categories if name in categories),
        *dict.fromkeys(route.label.name for route in list_routes_taken(view) if route.label),
    ]


def _is_late(view: View, wait: Wait) -> bool:
    """Tell whether a reviewer, expert or maintainer is past the date; a nominator is warned instead, without a label that blames."""
    return wait.side != "nominator" and wait.by is not None and wait.by <= view.now


FEATURE = Rule(name="labels", phase=Phase.LABELS, run=sync_labels)
