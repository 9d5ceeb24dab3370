"""The rules that a nomination was submitted under: quorum and waits stay as they were, whatever the registry changes later."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.same import Same
from config.models import Workflow

QUORUM, WAIT = "quorum", "wait"


def rules_of(workflow: Workflow) -> Mapping[str, int]:
    """What is written into a new ledger: `quorum/dpg` -> 2, `wait/screening` -> 7 days; a stage without a wait is left out."""
    quorums = {f"{QUORUM}/{kind}": pull.quorum for kind, pull in workflow.pulls.items()}
    waits = {f"{WAIT}/{name}": stage.wait for name, stage in workflow.stages.items() if stage.wait is not None}
    return {**quorums, **waits}


def under(workflow: Workflow, rules: Mapping[str, int]) -> Workflow:
    """The workflow with those rules in place of its own; what the rules do not name is the workflow's."""
    return _under(Same(workflow), tuple(sorted(rules.items())))


@lru_cache(maxsize=256)
def _under(key: Same[Workflow], rules: tuple[tuple[str, int], ...]) -> Workflow:
    workflow, wanted = key.value, dict(rules)
    own = rules_of(workflow)
    if all(own.get(name, value) == value for name, value in wanted.items()):
        return workflow
    pulls = {
        kind: pull.model_copy(update={"quorum": wanted.get(f"{QUORUM}/{kind}", pull.quorum)})
        for kind, pull in workflow.pulls.items()
    }
    stages = {
        name: stage.model_copy(update={"wait": wanted.get(f"{WAIT}/{name}", stage.wait)})
        for name, stage in workflow.stages.items()
    }
    return workflow.model_copy(update={"pulls": pulls, "stages": stages})
