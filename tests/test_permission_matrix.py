"""Every command, every role and every answer that GitHub can give: who may do what stands in a table written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.decide.command_dispatch import run_command, run_requests
from bot.github.errors import RateLimited
from bot.model.contracts import CommandRequest, Done, NeedsFacts, Outcome, Refused, View
from bot.model.ledger_entries import Actor, Question, Round, Seat
from bot.model.needs import UNKNOWN, Need
from bot.reconcile.find_facts import Facts
from bot.review.permissions import check_permission, find_command_rule
from bot.review.transitions import list_usable_commands
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NOW, NUMBER, OMAR, STRANGER, ask, flow, view
from tests.scripted_github import HANG, REPO, RESET, says
from tests.scripted_github import connect as connect
from tests.scripted_github import hub as hub

# + the role itself opens it, and GitHub is not asked
# ? only if GitHub says yes, now, to the permission that a reviewer (or a maintainer) needs
# - not even then
#
# GitHub's "yes" is triage for the two reviewers and maintain for everybody else: so the column of the public is also that of
# a maintainer who has nothing to do with this nomination, and the nominator's that of a maintainer on their own nomination.
TABLE = """
command         nominator  representative  L1  L2  expert  maintainer  public
accept          -          -               ?   ?   ?       ?           ?
accept-role     +          +               +   +   +       +           +
advance         -          -               ?   ?   ?       ?           ?
announce        -          -               -   -   ?       ?           ?
answer          +          +               -   -   -       -           -
appeal          +          +               -   -   -       -           -
ask             -          -               ?   ?   ?       ?           ?
assign          -          -               -   -   ?       ?           ?
claim           -          -               ?   ?   ?       ?           ?
close           +          ?               ?   ?   ?       ?           ?
concern         -          -               ?   ?   ?       ?           ?
confirm         -          -               ?   ?   ?       ?           ?
consult         -          -               ?   ?   ?       ?           ?
fail            -          -               ?   ?   +       ?           ?
help            +          +               +   +   +       +           +
hold            -          -               ?   ?   ?       ?           ?
migrate         -          -               ?   ?   ?       ?           ?
na              -          -               ?   ?   +       ?           ?
note            ?          ?               ?   ?   ?       ?           ?
override        -          -               -   -   ?       ?           ?
pass            -          -               ?   ?   +       ?           ?
pool            -          -               -   -   ?       ?           ?
priority        -          -               -   -   ?       ?           ?
recheck         +          +               ?   ?   ?       ?           ?
recuse          ?          ?               ?   ?   ?       ?           ?
reject          -          -               ?   ?   ?       ?           ?
remind          +          +               ?   ?   +       ?           ?
renew           +          +               -   -   ?       ?           ?
rename-record   -          -               -   -   ?       ?           ?
reopen          +          ?               -   -   ?       ?           ?
representative  +          -               -   -   -       -           -
reset           -          -               ?   ?   ?       ?           ?
resume          -          -               ?   ?   ?       ?           ?
settle          -          -               -   -   ?       ?           ?
snooze          +          +               ?   ?   +       ?           ?
status          +          +               +   +   +       +           +
unclaim         ?          ?               ?   ?   ?       ?           ?
undo            -          -               -   -   ?       ?           ?
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
RIGHTS = {row[0]: dict(zip(HEAD[1:], row[1:], strict=True)) for row in ROWS}

# Where each of them may be used, whoever may use it; in `round` a renewal is under review, and every ending is `closed`.
# + by those who may   * by everybody   - by nobody
PLACES = """
command         submitted  screening  candidate  technical-review  approved  dpg  round  expired  closed
announce        +          +          +          +                 +         +    +      +        +
appeal          -          -          -          -                 -         +    +      +        +
ask             +          +          +          +                 +         -    +      -        -
assign          +          +          +          +                 -         -    +      -        -
claim           +          +          +          +                 -         -    +      -        -
concern         +          +          +          +                 +         *    *      *        -
confirm         +          +          +          +                 +         -    +      -        -
consult         +          +          +          +                 +         -    +      -        -
fail            +          +          +          +                 +         -    +      -        -
na              +          +          +          +                 +         -    +      -        -
pass            +          +          +          +                 +         -    +      -        -
rename-record   +          +          +          +                 +         -    +      -        -
renew           -          -          -          -                 -         +    +      +        -
reopen          -          -          -          -                 -         +    +      +        +
reset           +          +          +          +                 +         -    +      -        -
"""
PLACE, *PLACE_ROWS = [line.split() for line in PLACES.strip().splitlines()]
SOMEWHERE = {row[0]: dict(zip(PLACE[1:], row[1:], strict=True)) for row in PLACE_ROWS}
"""Every other command may be used wherever a nomination stands."""
EVERYWHERE = (*PLACE[1:-1], *view().workflow.endings)

REPRESENTATIVE, EXPERT = Actor(200, "lead-developer"), Actor(201, "privacy-ana")
PEOPLE = {
    "nominator": AMINA,
    "representative": REPRESENTATIVE,
    "L1": LIN,
    "L2": OMAR,
    "expert": EXPERT,
    "maintainer": MAYA,
    "public": STRANGER,
}


def permission(right: str) -> dict[str, str]:
    """GitHub's answer to the question which permission somebody has."""
    return {"permission": {"triage": "read", "maintain": "write"}.get(right, right), "role_name": right}


NOT_FOUND = (404, {"message": "Not Found"})
ANSWERS: Mapping[str, object] = {
    "no": permission("read"),
    "404": NOT_FOUND,  # no collaborator: as good as a no
    "403": (403, {"message": "Resource not accessible by integration"}),
    "500": (500, {"message": "Server Error"}),
    "502, a page": (502, "<html>"),
    "time-out": HANG,
    "hung up": RESET,
    "200, nothing": {},
    "200, a list": [],
    "200, a page": (200, "<html>"),
}
NO = {"no", "404"}


def there(facts: Mapping[Need, str]) -> View:
    """A nomination in technical review with everybody in their role; every command does one thing that can be seen."""
    question = Question(1, "9a", LIN, NOW, 800, NUMBER, "Is it lawful?", "", expert=EXPERT)
    seats = (Seat(LIN, NOW, 1), Seat(OMAR, NOW, 2))
    ledger = {"representative": REPRESENTATIVE, "questions": (question,), "seats": seats}
    seen = view("technical-review", ledger=ledger, facts=facts)
    return replace(
        seen, catalogue=replace(CATALOGUE, commands={n: replace(c, run=runs, stages=()) for n, c in CATALOGUE.commands.items()})
    )


def standing(place: str) -> View:
    """Everybody in their role, where GitHub gives the reviewers triage and everybody else maintain, in that place."""
    people = ((person, "triage" if role in ("L1", "L2") else "maintain") for role, person in PEOPLE.items())
    facts = {need: value for person, right in people for need, value in of_github(person, right).items()}
    ledger = there(facts).ledger
    more = {"questions": ledger.review.questions, "seats": ledger.review.seats, "representative": REPRESENTATIVE}
    if place != "round":
        return view(place, ledger=more, facts=facts)
    return view("dpg", ledger={**more, "round": Round(NOW, NOW), "rounds": 1}, facts=facts)


def runs(seen: View, _ask: CommandRequest) -> Outcome:
    return Done(seen.ledger.with_parts(replace(seen.ledger.review, priority=True)))


def becomes(seen: View, person: Actor, command: str) -> str:
    """What becomes of a command: runs, refused, try again; or "asks" when something has to be found out first."""
    after, needs = run_requests(seen, (ask(f"/{command} 9a", person),), lambda same: same)
    if needs:
        return "asks"
    if after.ledger.review.priority:
        return "runs"
    assert after.ledger.with_parts(replace(after.ledger.requests, answered=frozenset())) == seen.ledger
    (reply,) = after.replies
    assert reply.data == {"answered": "0", "refused": "yes"}
    return "try again" if "Please try again in a minute." in reply.text else "refused"


def everything(seen: View) -> dict[str, dict[str, str]]:
    return {name: {role: becomes(seen, person, name) for role, person in PEOPLE.items()} for name in RIGHTS}


def expected(yes: str, otherwise: str) -> dict[str, dict[str, str]]:
    found = {"+": "runs", "?": yes, "-": otherwise}
    return {name: {role: found[cell] for role, cell in row.items()} for name, row in RIGHTS.items()}


def of_github(person: Actor, right: str) -> dict[Need, str]:
    return {Need("permission", person.login): right}


def test_every_command_has_its_row():
    assert set(RIGHTS) == set(CATALOGUE.commands)
    assert tuple(HEAD[1:]) == tuple(PEOPLE)


def test_with_githubs_yes_each_role_may_do_exactly_what_the_table_says():
    facts = {}
    for role, person in PEOPLE.items():
        facts |= of_github(person, "triage" if role in ("L1", "L2") else "maintain")
    assert everything(there(facts)) == expected("runs", "refused")


@pytest.mark.parametrize("right", ["none", "read"])
def test_with_githubs_no_only_what_the_nomination_itself_gives_is_left(right):
    facts = {need: value for person in PEOPLE.values() for need, value in of_github(person, right).items()}
    assert everything(there(facts)) == expected("refused", "refused")


@pytest.mark.parametrize("place", EVERYWHERE)
def test_each_place_has_its_commands_for_exactly_those_who_may(place):
    seen = standing(place)
    for name, command in CATALOGUE.commands.items():
        where = SOMEWHERE.get(name, {}).get("closed" if place in seen.workflow.endings else place, "+")
        for role, person in PEOPLE.items():
            may = where == "*" or (where == "+" and RIGHTS[name][role] != "-")
            assert (check_permission(seen, person, command) is None) is may, (name, role)


@pytest.mark.parametrize("place", EVERYWHERE)
def test_help_offers_what_may_be_used_and_leads_somewhere(place):
    seen = standing(place)
    for role, person in PEOPLE.items():
        offered = list_usable_commands(seen, ask("/help", person))
        assert not isinstance(offered, NeedsFacts)
        may = {name for name, command in CATALOGUE.commands.items() if check_permission(seen, person, command) is None}
        nowhere = may - {command.name for command in offered}
        endings = [
            name for name in seen.workflow.endings if isinstance(run_command(seen, ask(f"/close {name} x", person)), Done)
        ]
        assert {command.name for command in offered} <= may, role
        assert nowhere <= {"advance", "close"}, role
        assert "close" not in nowhere or not endings, role


# A registry's own rights.


@pytest.mark.parametrize("name", CATALOGUE.commands)
def test_a_registry_gives_each_command_to_whom_it_will(name):
    command = CATALOGUE.commands[name]
    seen = standing("technical-review")
    holders = {
        "nominator": {"nominator"},
        "representative": {"representative"},
        "expert": {"expert"},
        "reviewer": set(PEOPLE),  # those who may maintain may review as well
        "maintainer": set(PEOPLE) - {"L1", "L2"},
        "public": set(PEOPLE),
    }
    for role, people in holders.items():
        there = replace(seen, workflow=flow(f"commands: {{{name}: {{roles: [{role}], stages: [technical-review]}}}}"))
        own = set() if command.own else {"nominator", "representative"}
        found = {one for one, person in PEOPLE.items() if check_permission(there, person, command) is None}
        assert found == people - own, role


@pytest.mark.parametrize("name", CATALOGUE.commands)
@pytest.mark.parametrize(
    ("rule", "place", "works"),
    [
        ("stages: [candidate]", "candidate", True),
        ("stages: [candidate]", "technical-review", False),
        ("stages: [review]", "round", True),
        ("stages: [review]", "approved", False),
        ("stages: [decision]", "removed", False),
        ("roles: []", "candidate", False),
        ("enabled: false", "candidate", False),
    ],
)
def test_a_registry_says_where_each_command_may_be_used(name, rule, place, works):
    command = CATALOGUE.commands[name]
    role = "" if rule.startswith("roles") else "roles: [public], "
    seen = replace(standing(place), workflow=flow(f"commands: {{{name}: {{{role}{rule}}}}}"))
    assert (check_permission(seen, STRANGER, command) is None) is works


def test_where_only_waits_are_named_the_refusal_names_them():
    named = flow("commands: {priority: {stages: [review, answers]}}")
    seen = replace(standing("approved"), workflow=named)
    refusal = Refused("It can be used while a nomination waits for answers or a review; this one is in **approved**.")
    assert check_permission(seen, MAYA, CATALOGUE.commands["priority"]) == refusal


def test_before_github_is_asked_nothing_runs_that_needs_its_yes():
    for name, row in everything(there({})).items():
        for role, what in row.items():
            cell = RIGHTS[name][role]
            assert what == "runs" if cell == "+" else what in ("asks", "refused")
            assert what == "asks" or cell != "?"


async def learned(connect, hub, given: object) -> Mapping[Need, str]:
    """What the bot makes of one answer of GitHub about everybody."""
    for person in PEOPLE.values():
        hub.on(f"GET /repos/{REPO}/collaborators/{person.login}/permission", given)
    needs = tuple(Need("permission", person.login) for person in PEOPLE.values())
    return await Facts(connect(timeout=0.03)).learn(there({}).nomination, needs)


@pytest.mark.parametrize("name", ANSWERS)
async def test_any_answer_but_yes_or_no_refuses_with_try_again_and_changes_nothing(hub, connect, name):
    facts = await learned(connect, hub, ANSWERS[name])
    assert set(facts.values()) <= ({"none", "read"} if name in NO else {UNKNOWN})
    if name in NO:
        assert everything(there(facts)) == expected("refused", "refused")
        return
    found, asked = everything(there(facts)), GITHUB_IS_ASKED
    assert found == {
        command: {role: {"+": "runs"}.get(cell, "try again" if asked[command] else "refused") for role, cell in row.items()}
        for command, row in RIGHTS.items()
    }


GITHUB_IS_ASKED = {
    name: bool({"reviewer", "maintainer"} & set(find_command_rule(view(), c).roles or ()))
    for name, c in CATALOGUE.commands.items()
}


async def test_a_yes_of_github_is_read_as_one(hub, connect):
    hub.on(f"GET /repos/{REPO}/collaborators/{LIN.login}/permission", permission("triage"))
    facts = await Facts(connect()).learn(there({}).nomination, (Need("permission", LIN.login),))
    assert becomes(there(facts), LIN, "pass") == "runs"


async def test_an_own_role_of_an_organization_counts_as_the_permission_that_it_rests_on(hub, connect):
    hub.on(f"GET /repos/{REPO}/collaborators/{LIN.login}/permission", {"permission": "write", "role_name": "registrar"})
    facts = await Facts(connect()).learn(there({}).nomination, (Need("permission", LIN.login),))
    assert set(facts.values()) == {"write"}


async def test_when_github_asks_to_wait_nothing_is_answered_until_it_may_be_asked_again(hub, connect):
    place = f"GET /repos/{REPO}/collaborators/{LIN.login}/permission"
    hub.on(place, lambda _: says(403, {"message": "You have exceeded a secondary rate limit"}, Retry_After="3600"))
    with pytest.raises(RateLimited):
        await Facts(connect()).learn(there({}).nomination, (Need("permission", LIN.login),))


async def test_an_unclear_answer_is_asked_for_again_and_a_clear_one_is_kept(hub, connect):
    place = f"GET /repos/{REPO}/collaborators/{LIN.login}/permission"
    hub.on(place, (403, {"message": "Resource not accessible by integration"}), permission("triage"))
    facts, need = Facts(connect()), Need("permission", LIN.login)
    nomination = there({}).nomination
    assert [(await facts.learn(nomination, (need,)))[need] for _ in range(3)] == [UNKNOWN, "triage", "triage"]
    assert len(hub.seen(place)) == 2


TEAM = Need("team", f"dpga/reviewers/{STRANGER.login}")
MEMBERSHIP = f"GET /orgs/dpga/teams/reviewers/memberships/{STRANGER.login}"


@pytest.mark.parametrize(
    ("given", "fact"),
    [
        ({"state": "active"}, "yes"),
        ({"state": "pending"}, "no"),
        (NOT_FOUND, "no"),
        ((403, {"message": "no"}), UNKNOWN),
        ((500, {}), UNKNOWN),
        (HANG, UNKNOWN),
        ([], UNKNOWN),
    ],
)
async def test_the_same_holds_for_teams(hub, connect, given, fact):
    hub.on(MEMBERSHIP, given)
    assert (await Facts(connect(timeout=0.03)).learn(there({}).nomination, (TEAM,)))[TEAM] == fact


def test_the_facts_of_one_person_say_nothing_of_another():
    seen = there(MappingProxyType(of_github(MAYA, "admin") | of_github(STRANGER, "read")))
    assert becomes(seen, MAYA, "override") == "runs"
    assert becomes(seen, STRANGER, "override") == "refused"
    assert becomes(seen, Actor(999, "maya-2"), "override") == "asks"
