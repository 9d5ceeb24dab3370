"""Finds the workflow's routes that a nomination takes: communities and countries that want to know of it."""

from __future__ import annotations

from bot.model.contracts import View
from bot.model.identity_cache import keep_last
from bot.review.conditions import list_incomplete_indicators
from bot.text.form.submission import Submission
from config.countries import country
from config.publishing import Route, Where


def list_routes_taken(view: View) -> tuple[Route, ...]:
    """List the routes whose every condition holds, in the order of the file."""
    given = _read_conditions(view.reading.submission)

    def holds(when: Where) -> bool:
        wanted = (when.sdg, when.sector, when.category, when.deployment, when.development)
        return all(not one or not found.isdisjoint(one) for one, found in zip(wanted, given, strict=True))

    return tuple(route for route in view.workflow.routes if holds(route.when))


@keep_last(64)
def _read_conditions(submission: Submission) -> tuple[frozenset[object], ...]:
    """Read what routes ask of: goals, sectors, categories, and the countries of deployment and of development."""
    nominee, where = submission.nominee, submission.screening.get("locations") or {}
    goals = frozenset[object](goal.get("SDGNumber") for goal in nominee.get("SDGs") or ())
    named = (frozenset[object](nominee.get(key) or ()) for key in ("sectors", "type"))
    return (
        goals,
        *named,
        *(frozenset(map(country, where.get(f"{kind}Countries") or ())) for kind in ("deployment", "development")),
    )


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
