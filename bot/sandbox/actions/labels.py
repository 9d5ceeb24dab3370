"""Labels: those a repository defines, and those on its issues; names match without regard to case."""

import re
from collections.abc import Iterable

from bot.sandbox.actions.events import tell_issue
from bot.sandbox.actions.text import missing, too_long, wrong_type
from bot.sandbox.records import Actor, Issue, Label, Repo
from bot.sandbox.refused import Refused, invalid, not_found
from bot.sandbox.roles import require
from bot.sandbox.shapes.issues import label as label_shape
from bot.sandbox.world import World

LONGEST_NAME = 50
LONGEST_DESCRIPTION = 100
MOST_ON_ISSUE = 100
COLOR = re.compile(r"[0-9a-fA-F]{6}")


def create_label(
    world: World, actor: Actor, repo: Repo, name: object, color: object = None, description: object = None
) -> Label:
    """Define a label; 422 `already_exists` when the name is taken in any case."""
    require(repo, actor, "write")
    label = Label(0, _name(name), _color(color), _description(description))
    if label.name.lower() in repo.labels:
        raise invalid("Label", "already_exists", "name")
    label.id = world.next_id()
    repo.labels[label.name.lower()] = label
    world.emit(repo, actor, "label", "created", lambda: {"label": label_shape(world, repo, label)})
    return label


def update_label(
    world: World, actor: Actor, repo: Repo, name: str, new_name: object, color: object, description: object
) -> Label:
    """Change a label; None leaves a part as it is. Issues that carry it show the new name."""
    require(repo, actor, "write")
    label = find_label(repo, name)
    wanted = label.name if new_name is None else _name(new_name)
    if wanted.lower() != label.name.lower() and wanted.lower() in repo.labels:
        raise invalid("Label", "already_exists", "name")
    parts = {
        "name": wanted,
        "color": label.color if color is None else _color(color),
        "description": label.description if description is None else _description(description),
    }
    changes = {key: {"from": getattr(label, key) or ""} for key, value in parts.items() if getattr(label, key) != value}
    del repo.labels[label.name.lower()]
    repo.labels[wanted.lower()] = label
    for key, value in parts.items():
        setattr(label, key, value)
    shape = label_shape(world, repo, label)
    if changes:
        world.emit(repo, actor, "label", "edited", lambda: {"label": shape, "changes": changes})
    return label


def delete_label(world: World, actor: Actor, repo: Repo, name: str) -> None:
    """Remove a label from the repository and from every issue."""
    require(repo, actor, "write")
    label = find_label(repo, name)
    del repo.labels[label.name.lower()]
    for issue in repo.issues.values():
        if label in issue.labels:
            issue.labels.remove(label)
    world.emit(repo, actor, "label", "deleted", lambda: {"label": label_shape(world, repo, label)})


def find_label(repo: Repo, name: str) -> Label:
    """The label of this name in any case, or 404."""
    if name.lower() not in repo.labels:
        raise not_found()
    return repo.labels[name.lower()]


def add_labels(world: World, actor: Actor, issue: Issue, names: object) -> None:
    """Put labels on an issue; names that the repository lacks are created, as GitHub does."""
    require(issue.repo, actor, "triage")
    attach(world, actor, issue, read_names(names))


def attach(world: World, actor: Actor, issue: Issue, names: Iterable[str]) -> None:
    """The same without asking for rights."""
    for label in fresh_labels(world, actor, issue, names):
        issue.labels.append(label)
        issue.updated_at = world.clock.now()
        tell_issue(world, actor, issue, "labeled", label=label)


def fresh_labels(world: World, actor: Actor, issue: Issue, names: Iterable[str]) -> list[Label]:
    """The labels among these that the issue lacks; those that the repository lacks are created."""
    present = {label.name.lower() for label in issue.labels}
    fresh = [name for name in _distinct(names) if name.lower() not in present]
    if len(issue.labels) + len(fresh) > MOST_ON_ISSUE:
        raise invalid("Issue", "custom", "labels", f"an issue can have at most {MOST_ON_ISSUE} labels")
    return [_ensure(world, actor, issue.repo, name) for name in fresh]


def remove_label(world: World, actor: Actor, issue: Issue, name: str) -> None:
    """Take one label off; 404 when the issue does not carry it."""
    require(issue.repo, actor, "triage")
    label = next((each for each in issue.labels if each.name.lower() == name.lower()), None)
    if label is None:
        raise not_found("Label does not exist")
    _detach(world, actor, issue, label)


def set_labels(world: World, actor: Actor, issue: Issue, names: object) -> None:
    """Make these the issue's labels: what is missing comes on, all others go."""
    require(issue.repo, actor, "triage")
    wanted = _distinct(read_names(names))
    keys = {name.lower() for name in wanted}
    if len(keys) > MOST_ON_ISSUE:
        raise invalid("Issue", "custom", "labels", f"an issue can have at most {MOST_ON_ISSUE} labels")
    for label in [each for each in issue.labels if each.name.lower() not in keys]:
        _detach(world, actor, issue, label)
    attach(world, actor, issue, wanted)


def read_names(names: object) -> list[str]:
    """The names in a request: strings, or objects with a name."""
    if not isinstance(names, list):
        raise wrong_type("labels", "array")
    read = [each.get("name") if isinstance(each, dict) else each for each in names]
    for name in read:
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
            raise Refused(
                422,
                "Validation Failed",
                [{"resource": "Label", "code": "invalid", "field": "name", "value": str(name)}],
            )
    return [str(name) for name in read]


def _distinct(names: Iterable[str]) -> list[str]:
    return list({name.lower(): name for name in reversed(list(names))}.values())[::-1]


def _ensure(world: World, actor: Actor, repo: Repo, name: str) -> Label:
    if name.lower() not in repo.labels:
        label = repo.labels[name.lower()] = Label(world.next_id(), name, "ededed", None)
        world.emit(repo, actor, "label", "created", lambda: {"label": label_shape(world, repo, label)})
    return repo.labels[name.lower()]


def _detach(world: World, actor: Actor, issue: Issue, label: Label) -> None:
    issue.labels.remove(label)
    issue.updated_at = world.clock.now()
    tell_issue(world, actor, issue, "unlabeled", label=label)


def _name(name: object) -> str:
    if name is None:
        raise missing("name")
    if not isinstance(name, str):
        raise wrong_type("name", "string")
    if not name.strip():
        raise invalid("Label", "missing_field", "name")
    if len(name) > LONGEST_NAME:
        raise invalid("Label", "custom", "name", too_long("name", LONGEST_NAME))
    return name


def _color(color: object) -> str:
    if color is None:
        return "ededed"
    if not isinstance(color, str) or not COLOR.fullmatch(color):
        raise invalid("Label", "invalid", "color")
    return color


def _description(description: object) -> str | None:
    if description is None:
        return None
    if not isinstance(description, str):
        raise wrong_type("description", "string")
    if len(description) > LONGEST_DESCRIPTION:
        raise invalid("Label", "custom", "description", too_long("description", LONGEST_DESCRIPTION))
    # Names take emoji; descriptions take no character outside the basic plane.
    if any(ord(character) > 0xFFFF for character in description):
        raise invalid("Label", "custom", "description", "description contains unicode characters above 0xffff")
    return description
