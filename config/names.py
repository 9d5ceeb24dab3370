"""Names in a workflow that lead nowhere, and labels that two things claim, each with the place where it stands."""

from __future__ import annotations

from difflib import get_close_matches

from config.base import Label
from config.load import dotted
from config.models import BUILT_IN_ROLES, OPEN, Workflow
from config.publishing import Where
from config.strict_yaml import Faults, Path
from config.waits import DECISION, EXPIRE, SIDES, SUBMIT, amiss


def astray(workflow: Workflow, sectors: frozenset[str], countries: frozenset[str]) -> Faults:
    """Key paths of routes that no nomination could ever take, each with the reason."""
    for index, route in enumerate(workflow.routes):
        at, when = ("routes", index), route.when
        if when == Where():
            yield (*at, "when"), "write at least one of sdg, sector, category, deployment, development"
        if route.label is None and route.mention is None and not route.expert:
            yield at, "the route leads to nothing: write label, mention or expert"
        yield from _find_missing((*at, "when", "category"), when.category, set(workflow.labels.categories), "category")
        yield from _find_unlisted((*at, "when", "sector"), when.sector, sectors, "sector")
        yield from _find_unlisted((*at, "when", "deployment"), when.deployment, countries, "country")
        yield from _find_unlisted((*at, "when", "development"), when.development, countries, "country")


def _find_unlisted(path: Path, names: tuple[str, ...], known: frozenset[str], what: str) -> Faults:
    """There are too many to list them all: the nearest is named."""
    for index, name in enumerate(names):
        if name not in known:
            near = get_close_matches(name, known, 1)
            yield (*path, index), f"no such {what} in the registry: {name}{f' (did you mean {near[0]}?)' if near else ''}"


def find_dangling_names(workflow: Workflow, indicators: frozenset[str] | None = None) -> Faults:
    """Key paths that name something which does not exist, each with the reason.

    `indicators` are the ids of the Standard's version; without them indicator names are not looked at.
    """
    stages, roles, endings = set(workflow.stages), {*workflow.roles, *BUILT_IN_ROLES}, set(workflow.endings)
    for index, transition in enumerate(workflow.transitions):
        at = ("transitions", index)
        yield from _find_missing((*at, "from"), transition.source, {*stages, OPEN}, "stage")
        yield from _find_missing((*at, "to"), (transition.to,), stages, "stage", single=True)
        yield from _find_missing((*at, "as"), transition.endings, endings, "ending")
        if indicators is not None:
            yield from _find_missing((*at, "when", "complete"), transition.when.complete, indicators, "indicator")
    for name in workflow.further_roles:
        if name in ("reviewer", "maintainer", *BUILT_IN_ROLES):
            yield ("roles", name), f"{name} is always there; write reviewers or maintainers at the top to change who that is"
    for name, ending in workflow.endings.items():
        yield from _find_missing(("endings", name, "by"), ending.by, roles, "role")
    for awaited, wait in workflow.waits.items():
        yield from ((("waits", awaited, *key), why) for key, why in amiss(awaited, wait, workflow.renewal.begins))
        yield from _follows(workflow, ("waits", awaited, "then"), wait.then, is_renewal=awaited == "renewal")
    for name, rule in workflow.commands.items():
        yield from _find_missing(("commands", name, "roles"), rule.roles or (), roles, "role")
        yield from _find_missing(("commands", name, "stages"), rule.stages or (), {*stages, *SIDES}, "stage or wait")
    for kind, pull in workflow.pulls.items():
        yield from _find_missing(("pulls", kind, "stages"), pull.stages, stages, "stage")
        if indicators is not None:
            yield from _find_missing(("pulls", kind, "indicators"), pull.indicators, indicators, "indicator")
    yield from _twice(workflow)


def _follows(workflow: Workflow, path: Path, then: str | None, *, is_renewal: bool) -> Faults:
    """Report a `then` that names nothing that silence could bring."""
    known = {SUBMIT, EXPIRE} if is_renewal else {*workflow.endings, DECISION}
    yield from _find_missing(path, (then,) if then else (), known, "ending", single=True)
    if then in workflow.endings and not is_renewal and workflow.endings[then].needs == "other":
        yield path, f"{then} needs to be told of the other nomination, which silence does not name"


def _find_missing(
    path: Path, names: tuple[str, ...], known: set[str] | frozenset[str], what: str, *, single: bool = False
) -> Faults:
    for index, name in enumerate(names):
        if name not in known:
            yield (path if single else (*path, index)), f"no such {what}: {name} (known: {', '.join(sorted(known))})"


def _twice(workflow: Workflow) -> Faults:
    """One label for two things would never come to rest; GitHub matches label names without case."""
    labels, seen = workflow.labels, dict[str, str]()
    everything: list[tuple[Path, Label | None]] = [
        (("labels", "nomination"), labels.nomination),
        *((("stages", name, "label"), stage.label) for name, stage in workflow.stages.items()),
        *((("endings", name, "label"), ending.label) for name, ending in workflow.endings.items()),
        *((("labels", "categories", name), label) for name, label in labels.categories.items()),
        *((("labels", "awaiting", name), label) for name, label in labels.awaiting.items()),
        (("labels", "priority"), labels.priority),
        (("labels", "late"), labels.late),
        (("reminders", "label"), workflow.reminders.label),
    ]
    for path, label in everything:
        name = label.name.lower() if label else ""
        if name in seen:
            yield (*path, "name"), f"the label is taken by {seen[name]} already"
        elif label:
            seen[name] = dotted(path).removesuffix(".label")
    for index, route in enumerate(workflow.routes):  # several routes may lead to one label
        if route.label and route.label.name.lower() in seen:
            yield ("routes", index, "label", "name"), f"the label is taken by {seen[route.label.name.lower()]} already"
