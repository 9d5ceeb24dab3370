"""Events about issues and pull requests; what happens to a pull request's thread arrives as `pull_request`."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.records import Account, Actor, Issue, Label
from bot.sandbox.shapes.issues import issue as issue_shape
from bot.sandbox.shapes.issues import label as label_shape
from bot.sandbox.shapes.pulls import full_pull
from bot.sandbox.shapes.users import user
from bot.sandbox.world import Json, World


def tell_issue(
    world: World,
    actor: Actor,
    issue: Issue,
    action: str,
    *,
    label: Label | None = None,
    assignee: Account | None = None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Send `issues` or `pull_request` with the thread as it is now."""

    def payload() -> Json:
        is_pull = issue.pull is not None
        subject = {"pull_request": full_pull(world, issue)} if is_pull else {"issue": issue_shape(world, issue)}
        shape: Json = {"number": issue.number, **subject} if is_pull else subject
        if label is not None:
            shape["label"] = label_shape(world, issue.repo, label)
        if assignee is not None:
            shape["assignee"] = user(world, assignee)
        return {**shape, **(extra or {})}

    world.emit(issue.repo, actor, "pull_request" if issue.pull else "issues", action, payload)
