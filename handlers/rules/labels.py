"""Labels: the nomination's own, one for the stage, one for each category and route; a person's other labels are left alone."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.routes import taken


def labels(view: View) -> Iterator[Effect]:
    """The new labels before the old ones go, so that a death in between leaves two, never none."""
    here = {name.lower() for name in view.nomination.labels}
    wanted = _wanted(view)
    new = tuple(name for name in wanted if name.lower() not in here)
    if new:
        yield fx.AddLabels(new)
    keep = {name.lower() for name in wanted}
    routed = (route.label.name.lower() for route in view.workflow.routes if route.label)
    ours = {*view.workflow.stage_labels, *view.workflow.category_labels, view.workflow.priority.name.lower(), *routed}
    for name in sorted(view.nomination.labels):
        if name.lower() in ours and name.lower() not in keep:
            yield fx.RemoveLabel(name)


def _wanted(view: View) -> list[str]:
    workflow = view.workflow
    categories = view.reading.submission.nominee.get("type") or ()
    return [
        workflow.nomination.name,
        workflow.stages[view.stage].label.name,
        *((workflow.priority.name,) if view.ledger.priority else ()),
        *(workflow.categories[c].label.name for c in workflow.categories if c in categories),
        *dict.fromkeys(route.label.name for route in taken(view) if route.label),
    ]


FEATURE = Rule(name="labels", phase=Phase.LABELS, run=labels)
