"""Labels: the nomination's own, those of stage, turn, category and route; a person's other labels are left alone."""

from __future__ import annotations

from collections.abc import Iterator

from bot import effects as fx
from bot.contracts import Phase, Rule, View
from bot.effects import Effect
from bot.routes import taken
from bot.turn import Turn, turn


def labels(view: View) -> Iterator[Effect]:
    """The new labels before the old ones go, so that a death in between leaves two, never none."""
    here = {name.lower() for name in view.nomination.labels}
    wanted = _wanted(view)
    new = tuple(name for name in wanted if name.lower() not in here)
    if new:
        yield fx.AddLabels(new)
    keep = {name.lower() for name in wanted}
    flow = view.workflow
    single = (flow.priority, flow.late, *flow.awaiting.values(), *(route.label for route in flow.routes if route.label))
    ours = {*flow.stage_labels, *flow.category_labels, *(label.name.lower() for label in single)}
    for name in sorted(view.nomination.labels):
        if name.lower() in ours and name.lower() not in keep:
            yield fx.RemoveLabel(name)


def _wanted(view: View) -> list[str]:
    workflow, now = view.workflow, turn(view)
    awaiting = workflow.awaiting.get(now.side)
    categories = view.reading.submission.nominee.get("type") or ()
    return [
        workflow.nomination.name,
        workflow.stages[view.stage].label.name,
        *((awaiting.name,) if awaiting else ()),
        *((workflow.late.name,) if _is_late(view, now) else ()),
        *((workflow.priority.name,) if view.ledger.priority else ()),
        *(workflow.categories[c].label.name for c in workflow.categories if c in categories),
        *dict.fromkeys(route.label.name for route in taken(view) if route.label),
    ]


def _is_late(view: View, now: Turn) -> bool:
    """Those who review have let their target pass; a nominator who does has a warning coming, and no label that blames."""
    return now.side not in ("nominator", "nobody") and now.by is not None and now.by <= view.now


FEATURE = Rule(name="labels", phase=Phase.LABELS, run=labels)
