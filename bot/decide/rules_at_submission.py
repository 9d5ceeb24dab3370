"""Keeps the rules under which a nomination was submitted: quorum and days stay, whatever the registry changes later."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.model.identity_key import ByIdentity
from config.base import Kind
from config.models import Workflow
from config.waits import WaitRule

QUORUM, WAIT = "quorum", "wait"


def record_rules(workflow: Workflow) -> Mapping[str, int]:
    """List the quorums and days that a new ledger keeps: `quorum/dpg` -> 2, `wait/answers` -> 30, `wait/review/dpg` -> 21."""
    quorums = {f"{QUORUM}/{kind}": pull.quorum for kind, pull in workflow.pulls.items()}
    return quorums | {name: days for kind, wait in workflow.waits.items() for name, days in _list_days(kind, wait).items()}


def _list_days(kind: str, wait: WaitRule) -> dict[str, int]:
    if isinstance(wait.days, Mapping):
        return {f"{WAIT}/{kind}/{of}": days for of, days in wait.days.items()}
    return {f"{WAIT}/{kind}": wait.days} if wait.days is not None else {}


def apply_rules_at_submission(workflow: Workflow, rules: Mapping[str, int]) -> Workflow:
    """Replace the workflow's rules by these; those that are not in the list stay the workflow's."""
    return _replace_rules(ByIdentity(workflow), tuple(sorted(rules.items())))


@lru_cache(maxsize=256)
def _replace_rules(key: ByIdentity[Workflow], rules: tuple[tuple[str, int], ...]) -> Workflow:
    workflow, wanted = key.value, dict(rules)
    own = record_rules(workflow)
    if all(own.get(name, value) == value for name, value in wanted.items()):
        return workflow
    pulls = {
        kind: pull.model_copy(update={"quorum": wanted.get(f"{QUORUM}/{kind}", pull.quorum)})
        for kind, pull in workflow.pulls.items()
    }
    waits = {kind: wait.model_copy(update={"days": _choose_days(kind, wait, wanted)}) for kind, wait in workflow.waits.items()}
    return workflow.model_copy(update={"pulls": pulls, "waits": waits})


def _choose_days(kind: str, wait: WaitRule, wanted: Mapping[str, int]) -> int | dict[Kind, int] | None:
    if isinstance(wait.days, Mapping):
        return {of: wanted.get(f"{WAIT}/{kind}/{of}", days) for of, days in wait.days.items()}
    return wanted.get(f"{WAIT}/{kind}", wait.days) if wait.days is not None else None
