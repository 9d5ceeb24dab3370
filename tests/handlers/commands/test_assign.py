"""`/assign @user`: a maintainer seats somebody who may review, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.contracts import Wants
from bot.ledger import Actor, Remark, Seat
from bot.nomination import UNKNOWN, Need
from handlers.commands.assign import FEATURE
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, RIGHTS, ask, done, flow, refused, run, view

ACCOUNT = Need("account", "rev-omar")
KNOWN = {**RIGHTS, ACCOUNT: str(OMAR.id), Need("account", "amina"): str(AMINA.id), Need("account", "a-stranger"): "104"}


def assign(text: str, **changed):
    return run(FEATURE, view(**{"facts": KNOWN, **changed}), text, MAYA)


def test_the_person_gets_the_first_free_seat_and_it_stands_who_gave_it():
    seen = view(facts=KNOWN)
    expected = replace(seen.ledger, seats=(Seat(OMAR, ask("/x").request.at, 1, MAYA),))
    assert done(run(FEATURE, seen, "/assign @rev-omar", MAYA)).ledger == expected


@pytest.mark.parametrize(("named", "tier"), [("l2", 2), ("L1", 1), ("second", 2), ("", 2)])
def test_a_seat_may_be_named(named, tier):
    seen = assign(f"/assign @rev-omar {named}", verdicts=[(LIN, "pass", "1")] if tier == 2 else ())
    assert [seat.tier for seat in done(seen).ledger.seats if seat.by == OMAR] == [tier]


def test_what_is_not_known_is_asked_for_first():
    assert assign("/assign @rev-omar", facts={}) == Wants((ACCOUNT,))
    rights = Need("permission", "rev-omar")
    wants = assign("/assign @rev-omar", facts={ACCOUNT: "102"})
    assert isinstance(wants, Wants)
    assert set(wants.needs) == {rights}


@pytest.mark.parametrize("need", [ACCOUNT, Need("permission", "rev-omar")])
def test_when_github_does_not_tell_nothing_is_done(need):
    assert "try again" in refused(assign("/assign @rev-omar", facts={**KNOWN, need: UNKNOWN}))


def test_an_account_that_there_is_not_is_told():
    assert refused(assign("/assign @rev-omar", facts={**KNOWN, ACCOUNT: "none"})) == "There is no account `rev-omar` on GitHub."


def test_somebody_who_may_not_review_is_no_reviewer():
    assert "is no reviewer here" in refused(assign("/assign @a-stranger"))


def test_nobody_is_seated_against_a_conflict_of_interest():
    own = assign("/assign @amina", facts={**KNOWN, Need("permission", "amina"): "admin"})
    assert "own nomination" in refused(own)
    aside = {"recused": (Remark(OMAR, NOW, 900, NUMBER, "worked there"),)}
    assert "has stepped aside" in refused(assign("/assign @rev-omar", ledger=aside))
    declared = flow("conflicts: [{person: 102, organizations: ['medic mobile,  inc.']}]")
    assert "conflict of interest" in refused(assign("/assign @rev-omar", flow=declared))
    assert "speaks for the project" in refused(assign("/assign @rev-omar", ledger={"representative": OMAR}))


def test_somebody_who_sits_there_already_is_told():
    seats = (Seat(Actor(OMAR.id, "omar-before"), NOW, 1),)
    assert "reviews this nomination already" in refused(assign("/assign @rev-omar l2", ledger={"seats": seats}))


@pytest.mark.parametrize("text", ["/assign @rev-omar @rev-lin", "/assign @rev-omar and @maya"])
def test_one_person_at_a_time(text):
    assert refused(assign(text)).startswith("It needs one person: `/assign")
