"""Which routes a nomination takes: every condition that is written has to hold, by one of its values."""

from __future__ import annotations

import pytest

from bot.review.routes import list_experts, list_notified_teams, list_routes_taken
from tests.nominations import flow, view
from tests.story import body_with_gap, complete_body, records

PLACES = records()[1]["locations"]
BODY = complete_body(sectors=["Health"])
TAKEN = {
    "sdg": ([3], [14]),
    "sector": (["Health"], ["Energy"]),
    "category": (["software"], ["data"]),
    "deployment": (PLACES["deploymentCountries"][:1], ["Iceland"]),
    "development": (PLACES["developmentCountries"][-1:], ["Iceland"]),
}
TEAM = "my-org/health"


def routed(body: str = BODY, stage: str = "screening", experts: str = "", told: frozenset[str] = frozenset(), **when):
    conditions = ", ".join(f"{key}: {list(values)}" for key, values in (when or {"sdg": [3]}).items())
    routes = f"routes: [{{when: {{{conditions}}}, mention: {TEAM}, expert: [{experts}]}}]"
    return view(stage, body=body, flow=flow(routes), ledger={"routed": told})


@pytest.mark.parametrize("key", TAKEN)
def test_each_condition_holds_by_one_of_its_values_and_by_no_other(key):
    fitting, other = TAKEN[key]
    assert list_routes_taken(routed(**{key: fitting}))
    assert list_routes_taken(routed(**{key: [*other, *fitting]}))
    assert not list_routes_taken(routed(**{key: other}))


@pytest.mark.parametrize("key", TAKEN)
def test_every_condition_has_to_hold(key):
    all_hold = {name: fitting for name, (fitting, _) in TAKEN.items()}
    assert list_routes_taken(routed(**all_hold))
    assert not list_routes_taken(routed(**{**all_hold, key: TAKEN[key][1]}))


@pytest.mark.parametrize("key", TAKEN)
def test_without_the_answer_the_condition_does_not_hold(key):
    assert not list_routes_taken(routed("", **{key: TAKEN[key][0]}))


def test_a_team_is_told_once_the_first_answers_are_there_and_only_while_the_nomination_goes_on():
    assert list_notified_teams(routed()) == {TEAM}
    assert list_notified_teams(routed(body_with_gap())) == frozenset()
    assert list_notified_teams(routed(stage="withdrawn")) == frozenset()
    assert list_notified_teams(routed(sdg=[14])) == frozenset()


def test_teams_that_were_told_stay_in_memory_when_the_route_is_left():
    before = frozenset({"my-org/else"})
    assert list_notified_teams(routed(told=before)) == {TEAM, "my-org/else"}
    assert list_notified_teams(routed(complete_body(), sdg=[14], told=before)) == before


def test_experts_are_named_once_each_and_the_nominator_is_none_of_them():
    assert list_experts(routed(experts="dr-ana, Amina, dr-ana, dr-omar")) == ("dr-ana", "dr-omar")
    assert list_experts(routed(experts="dr-ana", sdg=[14])) == ()
