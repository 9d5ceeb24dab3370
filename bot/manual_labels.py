"""Labels of stages that people change by hand: taken for the command that leads there, or put back, as the workflow says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.contracts import Ask, Done, View, Wants
from bot.moves import ways
from bot.nomination import Need, Relabelled, Request
from bot.roles import allowed
from bot.standings import with_ledger
from bot.text.commands import CommandLine

ADOPT = "adopt"
TOGETHER = timedelta(minutes=1)
"""GitHub tells of two labels that are exchanged in two deliveries."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a label that was changed by hand, and the commands that the person could use instead."""

    event: Relabelled
    adopted: bool
    ways: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The mark of the comment that says so."""
        return _key(self.event)


def adopted(view: View, settle: Callable[[View], View]) -> tuple[View, tuple[Need, ...]]:
    """The view once every label that the workflow adopts has done what its command would have done, and the facts that have
    to be known before: a person's right to the command, as for any command."""
    needs: list[Need] = []
    for event in view.nomination.relabelled:
        if view.workflow.manual_labels == ADOPT and _is_new(view, event):
            outcome = _walked(replace(view, moment=max(view.moment, min(event.at, view.now))), event)
            if isinstance(outcome, Wants):
                needs += outcome.needs
            elif outcome is not None:
                view = settle(with_ledger(view, outcome.ledger))
        others = ways(view, event.by)
        needs += others.needs if isinstance(others, Wants) else ()
    return view, tuple(dict.fromkeys(needs))


def first(view: View) -> datetime:
    """When the first label was changed that may still have to be adopted; the present time when there is none."""
    adopts = view.workflow.manual_labels == ADOPT
    return min((event.at for event in view.nomination.relabelled if adopts and _is_new(view, event)), default=view.now)


def told(view: View) -> Iterator[Told]:
    """What there is to say of each label that was changed by hand: nothing where it is the stage's own now."""
    for event in view.nomination.relabelled:
        others = ways(view, event.by)
        if _is_in_ledger(view, event):
            yield Told(event, True)
        elif event.added != (event.stage == view.stage) and not _exchanged(view, event):
            yield Told(event, False, () if isinstance(others, Wants) else others)


def _key(event: Relabelled) -> str:
    return f"label/{event.at.isoformat()}/{event.by.id}/{'on' if event.added else 'off'}/{event.stage}"


def _is_new(view: View, event: Relabelled) -> bool:
    return event.added and not _is_in_ledger(view, event) and view.nomination.marked(_key(event)) is None


def _is_in_ledger(view: View, event: Relabelled) -> bool:
    made = ((move.stage, move.at, move.by) for move in view.ledger.moves if move.by_command)
    return event.added and (event.stage, event.at, event.by) in made


def _exchanged(view: View, event: Relabelled) -> bool:
    """A label that was taken off for another one: one line is enough for both."""
    if event.added:
        return False
    if any(other.added and other.by == event.by for other in view.nomination.relabelled):
        return True
    just_now = (c for c in view.nomination.comments if c.is_ours and abs(c.at - event.at) < TOGETHER)
    return any(m.key.startswith("label/") and f"/{event.by.id}/on/" in m.key for c in just_now for m in c.marks)


def _walked(view: View, event: Relabelled) -> Done | Wants | None:
    """What the first command leads to that moves the nomination to the label's stage, if the person may use it here now."""
    arrows = (a for a in view.workflow.transitions if a.to == event.stage and view.stage in a.source and a.command)
    for name in dict.fromkeys(arrow.command for arrow in arrows):
        command = view.catalogue.command(name or "")
        right = allowed(view, event.by, command) if command else None
        if isinstance(right, Wants):
            return right
        if command is None or right is not None:
            continue
        request = Request(0, view.nomination.number, event.by, event.at, f"/{name}")
        outcome = command.run(view, Ask(request, CommandLine(0, str(name), "", f"/{name}")))
        if isinstance(outcome, Wants) or (isinstance(outcome, Done) and outcome.ledger.stage == event.stage):
            return outcome
    return None
