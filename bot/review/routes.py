"""Finds the workflow's routes that a nomination takes: communities and countries that want to know of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.model.contracts import View
from bot.model.identity_key import ByIdentity
from bot.review.nomination_state import list_incomplete_indicators
from bot.text.form.submission import Submission
from config.countries import country
from config.models import Workflow
from config.publishing import Route, Where


def list_routes_taken(view: View) -> tuple[Route, ...]:
    """List the routes whose every condition holds, in the order of the file."""
    return _find_taken(ByIdentity(view.reading.submission), ByIdentity(view.workflow))


@lru_cache(maxsize=64)
def _find_taken(submission: ByIdentity[Submission], workflow: ByIdentity[Workflow]) -> tuple[Route, ...]:
    """Kept, because a pass asks several times, and most passes find the answers of the last one."""
    nominee, screening = submission.value.nominee, submission.value.screening
    goals = {goal.get("SDGNumber") for goal in nominee.get("SDGs") or ()}
    where = screening.get("locations") or {}
    deployed, developed = (_normalize_countries(where.get(f"{kind}Countries")) for kind in ("deployment", "development"))

    given = (goals, nominee.get("sectors") or (), nominee.get("type") or (), deployed, developed)

    def is_taken(when: Where) -> bool:
        wanted = (when.sdg, when.sector, when.category, when.deployment, when.development)
        return all(not one or set(one) & set(found) for one, found in zip(wanted, given, strict=True))

    return tuple(route for route in workflow.value.routes if is_taken(route.when))


def _normalize_countries(names: Iterable[str] | None) -> frozenset[str]:
    return frozenset(map(country, names or ()))


def list_notified_teams(view: View) -> frozenset[str]:
    """List the notified teams, with those whose route the nomination takes now that its mandatory answers are there."""
    teams = {route.mention for route in list_routes_taken(view) if route.mention}
    if not teams - view.ledger.review.routed or view.workflow.is_closed(view.stage):
        return view.ledger.review.routed
    open_ones = list_incomplete_indicators(view, ("project", *view.workflow.pulls["candidate"].indicators))
    return view.ledger.review.routed if open_ones else view.ledger.review.routed | teams


def list_experts(view: View) -> tuple[str, ...]:
    """List the experts whom a reviewer may want to ask, without the nominator."""
    author = view.nomination.author.login.lower() if view.nomination.author else ""
    names = dict.fromkeys(login for route in list_routes_taken(view) for login in route.expert)
    return tuple(login for login in names if login.lower() != author)
