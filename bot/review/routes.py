"""Finds the workflow's routes that a nomination takes: communities and countries that want to know of it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.contracts import View
from bot.review.conditions import list_incomplete_indicators
from config.countries import country
from config.publishing import Route


def list_routes_taken(view: View) -> tuple[Route, ...]:
    """List the routes whose every condition holds, in the order of the file."""
    nominee, screening = view.reading.submission.nominee, view.reading.submission.screening
    goals = {goal.get("SDGNumber") for goal in nominee.get("SDGs") or ()}
    where = screening.get("locations") or {}
    deployed, developed = (_normalize_countries(where.get(f"{kind}Countries")) for kind in ("deployment", "development"))

    def is_taken(route: Route) -> bool:
        when = route.when
        pairs: list[tuple[Iterable[object], Iterable[object]]] = [
            (when.sdg, goals),
            (when.sector, nominee.get("sectors") or ()),
            (when.category, nominee.get("type") or ()),
            (when.deployment, deployed),
            (when.development, developed),
        ]
        return all(not wanted or set(wanted) & set(found) for wanted, found in pairs)

    return tuple(route for route in view.workflow.routes if is_taken(route))


def _normalize_countries(names: Iterable[str] | None) -> frozenset[str]:
    return frozenset(map(country, names or ()))


def list_notified_teams(view: View) -> frozenset[str]:
    """List the notified teams, with those whose route the nomination takes now that its mandatory answers are there."""
    teams = {route.mention for route in list_routes_taken(view) if route.mention}
    if not teams - view.ledger.routed or view.workflow.is_closed(view.stage):
        return view.ledger.routed
    open_ones = list_incomplete_indicators(view, ("project", *view.workflow.pulls["candidate"].indicators))
    return view.ledger.routed if open_ones else view.ledger.routed | teams


def list_experts(view: View) -> tuple[str, ...]:
    """List the experts whom a reviewer may want to ask, without the nominator."""
    author = view.nomination.author.login.lower() if view.nomination.author else ""
    names = dict.fromkeys(login for route in list_routes_taken(view) for login in route.expert)
    return tuple(login for login in names if login.lower() != author)
