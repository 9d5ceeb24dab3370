"""Names in a workflow that lead nowhere, and labels that two things claim, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from config.models import BUILT_IN_ROLES, Workflow
from config.publishing import Where


def astray(
    workflow: Workflow, sectors: frozenset[str], countries: frozenset[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Key paths of routes that no nomination could ever take, each with the reason."""
    for index, route in enumerate(workflow.routes):
        at, when = ("routes", index), route.when
        if when == Where():
            yield (*at, "when"), "write at least one of sdg, sector, category, deployment, development"
        if route.label is None and route.mention is None and not route.expert:
            yield at, "the route leads to nothing: write label, mention or expert"
        yield from _missing((*at, "when", "category"), when.category, set(workflow.categories), "category")
        yield from _unlisted((*at, "when", "sector"), when.sector, sectors, "sector")
        yield from _unlisted((*at, "when", "deployment"), when.deployment, countries, "country")
        yield from _unlisted((*at, "when", "development"), when.development, countries, "country")


def _unlisted(
    path: tuple[str | int, ...], names: tuple[str, ...], known: frozenset[str], what: str
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """There are too many to list them all: the nearest is named."""
    for index, name in enumerate(names):
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield (*path, index), f"no such {what} in the registry: {name}{f' (did you mean {near[0]}?)' if near else ''}"


def dangling(workflow: Workflow, indicators: frozenset[str] | None = None) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Key paths that name something which does not exist, each with the reason.

    `indicators` are the ids of the Standard's version; without them indicator names are not looked at.
    """
    stages, roles = set(workflow.stages), {*workflow.roles, *BUILT_IN_ROLES}
    yield from _missing(("first",), (workflow.first,), stages, "stage", single=True)
    yield from _missing(("progress",), workflow.progress, stages, "stage")
    for index, arrow in enumerate(workflow.transitions):
        yield from _missing(("transitions", index, "from"), arrow.source, stages, "stage")
        yield from _missing(("transitions", index, "to"), (arrow.to,), stages, "stage", single=True)
        if indicators is not None:
            yield from _missing(("transitions", index, "when", "complete"), arrow.when.complete, indicators, "indicator")
            yield from _missing(("transitions", index, "when", "incomplete"), arrow.when.incomplete, indicators, "indicator")
    for name, nudge in workflow.nudges.items():
        yield from _missing(("nudges", name, "stages"), nudge.stages, stages, "stage")
    for name, rule in workflow.commands.items():
        yield from _missing(("commands", name, "roles"), rule.roles or (), roles, "role")
        yield from _missing(("commands", name, "stages"), rule.stages or (), stages, "stage")
    for kind, pull in workflow.pulls.items():
        yield from _missing(("pulls", kind, "stages"), pull.stages, stages, "stage")
        if indicators is not None:
            yield from _missing(("pulls", kind, "indicators"), pull.indicators, indicators, "indicator")
    yield from _twice(workflow)


def _missing(
    path: tuple[str | int, ...], names: tuple[str, ...], known: set[str] | frozenset[str], what: str, *, single: bool = False
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, name in enumerate(names):
        if name not in known:
            yield (path if single else (*path, index)), f"no such {what}: {name} (known: {', '.join(sorted(known))})"


def _twice(workflow: Workflow) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """One label for two things would never come to rest; GitHub matches label names without case."""
    seen = {workflow.nomination.name.lower(): "the nomination itself"}
    stages = [("stages", name, stage.label) for name, stage in workflow.stages.items()]
    kinds = [("categories", name, kind.label) for name, kind in workflow.categories.items()]
    turns = [("awaiting", name, label) for name, label in workflow.awaiting.items()]
    others = [
        ("", name, label)
        for name, label in (("priority", workflow.priority), ("late", workflow.late), ("queue", workflow.queue))
    ]
    for group, name, label in (*stages, *kinds, *turns, *others):
        if label.name.lower() in seen:
            yield _place_of(group, name), f"the label is taken by {seen[label.name.lower()]} already"
        seen.setdefault(label.name.lower(), f"{group}.{name}".strip("."))
    for index, route in enumerate(workflow.routes):  # several routes may lead to one label
        if route.label and route.label.name.lower() in seen:
            yield ("routes", index, "label", "name"), f"the label is taken by {seen[route.label.name.lower()]} already"


def _place_of(group: str, name: str) -> tuple[str, ...]:
    """Where the name of a label stands in the file."""
    return (name, "name") if not group else (group, name, "name") if group == "awaiting" else (group, name, "label", "name")
