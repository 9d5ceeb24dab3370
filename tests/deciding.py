"""Carries plans out as the pure ring expects them to turn out, so that decisions can be followed without any GitHub."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.decide.decide import Plan, decide, project, view_of
from bot.model.contracts import View
from bot.model.effects import Made
from bot.model.nomination import Nomination
from config.models import Workflow
from tests.nominations import CATALOGUE, NOW, WORKFLOW, Facts, branch_facts

HOUR = timedelta(hours=1)


def decided(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> Plan:
    return decide(seen, workflow, CATALOGUE, now)


def seen_by_rules(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> View:
    return view_of(seen, workflow, CATALOGUE, now)


def settled(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> Nomination:
    """Every plan carried out as expected, until none is left."""
    for number in range(40):
        if (plan := decided(seen, workflow, now)).needs:
            kinds_of = {pull.head: kind for kind, pull in seen.pulls.items()}
            view = seen_by_rules(seen, workflow, now)
            told = [
                branch_facts(view, kinds_of[need.subject.partition("...")[2]]) for need in plan.needs if need.kind == "diff"
            ]
            seen = replace(seen, facts=Facts({**seen.facts, **{need: text for facts in told for need, text in facts.items()}}))
            plan = decided(seen, workflow, now)
        effects = plan.effects
        if not effects:
            return seen
        for effect in effects:
            made = Made(id=1000 + number * 50 + effects.index(effect), head=f"head{number}", at=now)
            seen = project(seen, effect, made)
    raise AssertionError("it does not come to an end")


def kinds(effects: Iterable[object]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def replies(seen: Nomination, workflow: Workflow = WORKFLOW) -> list[str]:
    return [reply.text for reply in seen_by_rules(seen, workflow).replies]
