"""Which routes of the workflow a nomination takes: communities and countries that want to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.model.contracts import View
from bot.model.same import Same
from bot.review.conditions import incomplete_indicators
from bot.text.form.submission import Submission
from config.countries import country
from config.models import Workflow
from config.publishing import Route


def taken(view: View) -> tuple[Route, ...]:
    """The routes whose every condition holds, in the order of the file."""
    return _taken(Same(view.reading.submission), Same(view.workflow))


@lru_cache(maxsize=64)
def _taken(submission: Same[Submission], workflow: Same[Workflow]) -> tuple[Route, ...]:
    """Kept, because a pass asks several times, and most passes find the answers of the last one."""
    nominee, screening = submission.value.nominee, submission.value.screening
    goals = {goal.get("SDGNumber") for goal in nominee.get("SDGs") or ()}
    where = screening.get("locations") or {}
    deployed, developed = (_countries(where.get(f"{kind}Countries")) for kind in ("deployment", "development"))

    def holds(route: Route) -> bool:
        when = route.when
        pairs: list[tuple[Iterable[object], Iterable[object]]] = [
            (when.sdg, goals),
            (when.sector, nominee.get("sectors") or ()),
            (when.category, nominee.get("type") or ()),
            (when.deployment, deployed),
            (when.development, developed),
        ]
        return all(not wanted or set(wanted) & set(found) for wanted, found in pairs)

    return tuple(route for route in workflow.value.routes if holds(route))


def _countries(names: Iterable[str] | None) -> frozenset[str]:
    return frozenset(map(country, names or ()))


def told(view: View) -> frozenset[str]:
    """The teams that have been told of it, with those whose route it takes now that its mandatory answers are there."""
    teams = {route.mention for route in taken(view) if route.mention}
    if not teams - view.ledger.routed or view.workflow.is_closed(view.stage):
        return view.ledger.routed
    open_ones = incomplete_indicators(view, ("project", *view.workflow.pulls["candidate"].indicators))
    return view.ledger.routed if open_ones else view.ledger.routed | teams


def experts(view: View) -> tuple[str, ...]:
    """Experts whom a reviewer may want to ask, the nominator left out."""
    author = view.nomination.author.login.lower() if view.nomination.author else ""
    names = dict.fromkeys(login for route in taken(view) for login in route.expert)
    return tuple(login for login in names if login.lower() != author)
