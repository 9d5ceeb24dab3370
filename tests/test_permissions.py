"""Who may do what: the facts that are asked for, what they grant, and the words of a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.contracts import NeedsFacts, Refused
from bot.model.ledger_entries import Actor, Round, Seat
from bot.model.needs import UNKNOWN, Need
from bot.review.permissions import check_permission, list_current_names, list_rights_to_ask
from bot.review.roles import drop_lost_roles, list_roles
from bot.review.waits import list_waits
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NOW, OPENED, STRANGER, flow, refused, view
from tests.story import body_with_gap
from tests.waiting import DAY, at, good

PASS, CLOSE, STATUS, OVERRIDE, CLAIM = (CATALOGUE.commands[n] for n in ("pass", "close", "status", "override", "claim"))
TEAMS = "reviewers: {permissions: [admin], teams: [dpga/reviewers]}"
PEOPLE = "reviewers: {permissions: [admin], people: [104]}"
OF_STRANGER = Need("permission", STRANGER.login)
IN_TEAM = Need("team", f"dpga/reviewers/{STRANGER.login}")


def facts(**rights: str) -> dict[Need, str]:
    return {Need("permission", login): right for login, right in rights.items()}


@pytest.mark.parametrize("right", ["triage", "write", "maintain", "admin"])
def test_a_right_that_the_role_names_opens_the_command(right):
    assert check_permission(view(facts=facts(someone=right)), Actor(9, "someone"), PASS) is None


@pytest.mark.parametrize("right", ["read", "none", "", "ADMIN", "owner"])
def test_any_other_right_does_not(right):
    reason = refused(check_permission(view(facts=facts(someone=right)), Actor(9, "someone"), PASS))
    assert reason == "Only a reviewer, a maintainer or the expert can do this. `/help` lists what you can do here."


def test_what_is_not_known_is_asked_for_first():
    assert check_permission(view(facts={}), STRANGER, PASS) == NeedsFacts((OF_STRANGER, OF_STRANGER))
    assert check_permission(view(facts={}), STRANGER, OVERRIDE) == NeedsFacts((OF_STRANGER,))


def test_what_github_would_not_say_grants_nothing_and_is_told_as_its_fault():
    reason = refused(check_permission(view(facts={OF_STRANGER: UNKNOWN}), STRANGER, PASS))
    assert reason == "GitHub did not tell me just now what rights you have. Please try again in a minute."


def test_everybody_may_use_what_is_public_and_nothing_is_asked():
    assert check_permission(view(facts={}), STRANGER, STATUS) is None


def test_the_nominator_needs_no_right_to_close_and_is_known_by_number():
    assert check_permission(view(facts={}), AMINA, CLOSE) is None
    assert check_permission(view(facts={}), Actor(AMINA.id, "amina-renamed"), CLOSE) is None
    impostor = Actor(999, AMINA.login)
    assert isinstance(check_permission(view(facts=facts(amina="read")), impostor, CLOSE), Refused)


def test_a_nomination_of_an_account_that_is_gone_has_no_nominator():
    assert isinstance(check_permission(view(author=None), AMINA, CLOSE), Refused)


@pytest.mark.parametrize("right", ["triage", "maintain", "admin"])
def test_nobody_reviews_their_own_nomination_whatever_their_rights(right):
    seen = view(facts=facts(amina=right))
    assert (
        refused(check_permission(seen, AMINA, PASS)) == "Nobody reviews their own nomination; another reviewer has to do this."
    )
    assert refused(check_permission(seen, AMINA, CLAIM)).startswith("Nobody reviews")


def test_a_wrong_stage_is_told_with_the_right_ones_and_this_one():
    assert refused(check_permission(view("withdrawn"), LIN, CLAIM)) == (
        "It can be used while a nomination is in submitted, screening, candidate or technical review; "
        "this one is in **withdrawn**."
    )


def test_what_is_waited_for_gives_a_right_as_a_stage_does():
    assert list_current_names(view(body=body_with_gap())) == {"screening", "answers", "review"}
    assert list_current_names(good()) == {"dpg"}
    assert list_current_names(good(now=Round(NOW))) == {"dpg", "renewal"}
    assert list_current_names(good(now=Round(NOW, NOW))) >= {"dpg", "review"}
    assert isinstance(check_permission(good(), LIN, CLAIM), Refused)
    assert check_permission(good(now=Round(NOW, NOW)), LIN, CLAIM) is None


def test_who_has_no_right_is_not_told_about_stages():
    assert refused(check_permission(view("withdrawn"), STRANGER, CLAIM)).startswith("Only ")


def test_a_registry_may_give_a_command_to_others():
    seen = view(flow=flow("commands: {status: {roles: [maintainer]}, pass: {roles: [nominator]}}"))
    assert isinstance(check_permission(seen, LIN, STATUS), Refused)
    assert check_permission(seen, MAYA, STATUS) is None
    assert refused(check_permission(seen, LIN, PASS)).startswith("Only the nominator can do this.")


def test_a_registry_may_move_a_command_to_other_stages():
    seen = view("dpg", flow=flow("commands: {claim: {stages: [dpg]}, pass: {stages: []}}"))
    assert check_permission(seen, LIN, CLAIM) is None
    assert check_permission(seen, LIN, PASS) is None


def test_a_registry_may_switch_a_command_off():
    seen = view(flow=flow("commands: {status: {enabled: false}}"))
    assert refused(check_permission(seen, MAYA, STATUS)).startswith("It is switched off in this registry.")


def test_a_command_that_no_role_is_given_is_for_nobody():
    seen = view(flow=flow("commands: {claim: {roles: []}}"))
    assert refused(check_permission(seen, MAYA, CLAIM)) == (
        "Nobody may do this in this registry. `/help` lists what you can do here."
    )


def test_members_of_a_team_hold_its_role():
    seen = view(flow=flow(TEAMS), facts={OF_STRANGER: "read", IN_TEAM: "yes"})
    assert check_permission(seen, STRANGER, PASS) is None
    outside = view(flow=flow(TEAMS), facts={OF_STRANGER: "read", IN_TEAM: "no"})
    assert isinstance(check_permission(outside, STRANGER, PASS), Refused)


def test_one_fact_that_grants_is_enough_and_one_that_is_missing_is_asked():
    seen = view(flow=flow(TEAMS), facts={IN_TEAM: "yes"})
    assert check_permission(seen, STRANGER, PASS) is None
    seen = view(flow=flow(TEAMS), facts={OF_STRANGER: "read"})
    assert check_permission(seen, STRANGER, PASS) == NeedsFacts((IN_TEAM,))


def test_a_team_that_cannot_be_asked_grants_nothing():
    seen = view(flow=flow(TEAMS), facts={OF_STRANGER: "read", IN_TEAM: UNKNOWN})
    assert "try again" in refused(check_permission(seen, STRANGER, PASS))


def test_people_may_be_named_by_number():
    assert check_permission(view(flow=flow(PEOPLE), facts={}), STRANGER, PASS) is None


def test_every_role_that_a_person_holds_is_found():
    assert list_roles(view(), AMINA) == {"public", "nominator"}
    assert list_roles(view(), LIN) == {"public", "reviewer"}
    assert list_roles(view(), MAYA) == {"public", "reviewer", "maintainer"}
    assert isinstance(list_roles(view(facts={}), LIN), NeedsFacts)


# A seat whose holder has lost the role.


def seated(**rights: str):
    """rev-lin sits in the first seat; the review was due a week ago."""
    seen = view(
        ledger={"seats": (Seat(LIN, OPENED, 1),)}, facts=facts(**{name.replace("_", "-"): of for name, of in rights.items()})
    )
    return at(seen, NOW + 2 * DAY)


def test_before_a_reviewer_is_reminded_github_is_asked_whether_they_may_still_review():
    asked = (Need("permission", LIN.login),)
    assert list_rights_to_ask(seated()) == asked
    assert list_rights_to_ask(seated(rev_lin="triage")) == ()
    assert list_rights_to_ask(replace(seated(), now=NOW)) == (), "nobody is reminded yet"
    assert list_rights_to_ask(replace(seated(), now=(NOW + 2 * DAY).replace(hour=3))) == (), "nor at night"


@pytest.mark.parametrize(("right", "person"), [("triage", LIN), ("read", None), ("none", None), (UNKNOWN, LIN)])
def test_a_seat_is_free_once_its_holder_may_not_review_any_more(right, person):
    (one,) = list_waits(drop_lost_roles(seated(rev_lin=right)))
    assert (one.key, one.person) == ("review/1", person)


def test_a_seat_is_kept_while_nobody_has_asked():
    seen = seated()
    assert drop_lost_roles(seen) is seen
