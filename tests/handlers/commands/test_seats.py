"""`/assign`, `/claim`, `/unclaim`, `/pool` and `/recuse`: who sits down to review, who stands up, and who may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.contracts import NeedsFacts
from bot.model.ledger_entries import Actor, Remark, Seat
from bot.model.needs import UNKNOWN, Need
from bot.review.permissions import check_permission
from handlers.commands.seats import ASSIGN, CLAIM, POOL, RECUSE, UNCLAIM
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, RIGHTS, ask, done, flow, refused, run, view

# `/assign`

ACCOUNT = Need("account", "rev-omar")
KNOWN = {**RIGHTS, ACCOUNT: str(OMAR.id), Need("account", "amina"): str(AMINA.id), Need("account", "a-stranger"): "104"}


def assign(text: str, **changed):
    return run(ASSIGN, view(**{"facts": KNOWN, **changed}), text, MAYA)


def test_the_person_gets_the_first_free_seat_and_it_stands_who_gave_it():
    seen = view(facts=KNOWN)
    expected = seen.ledger.with_parts(replace(seen.ledger.review, seats=(Seat(OMAR, ask("/x").request.at, 1, MAYA),)))
    assert done(run(ASSIGN, seen, "/assign @rev-omar", MAYA)).ledger == expected


@pytest.mark.parametrize(("named", "tier"), [("l2", 2), ("L1", 1), ("second", 2), ("", 2)])
def test_a_seat_may_be_named(named, tier):
    seen = assign(f"/assign @rev-omar {named}", verdicts=[(LIN, "pass", "1")] if tier == 2 else ())
    assert [seat.tier for seat in done(seen).ledger.review.seats if seat.by == OMAR] == [tier]


def test_what_is_not_known_is_asked_for_first():
    assert assign("/assign @rev-omar", facts={}) == NeedsFacts((ACCOUNT,))
    rights = Need("permission", "rev-omar")
    wants = assign("/assign @rev-omar", facts={ACCOUNT: "102"})
    assert isinstance(wants, NeedsFacts)
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
    declared = flow("reviewers: {conflicts: [{person: 102, organizations: ['medic mobile,  inc.']}]}")
    assert "conflict of interest" in refused(assign("/assign @rev-omar", flow=declared))
    assert "speaks for the project" in refused(assign("/assign @rev-omar", ledger={"representative": OMAR}))


def test_somebody_who_sits_there_already_is_told():
    seats = (Seat(Actor(OMAR.id, "omar-before"), NOW, 1),)
    assert "reviews this nomination already" in refused(assign("/assign @rev-omar l2", ledger={"seats": seats}))


@pytest.mark.parametrize("text", ["/assign @rev-omar @rev-lin", "/assign @rev-omar and @maya"])
def test_one_person_at_a_time(text):
    assert refused(assign(text)).startswith("It needs one person: `/assign")


# `/claim`


def test_the_first_gives_the_first_review_and_the_next_the_second():
    first = done(run(CLAIM, view("submitted"), "/claim")).ledger
    second = done(run(CLAIM, replace(view(), ledger=first), "/claim", OMAR)).ledger
    assert [seat.by for seat in second.review.seats] == [LIN, OMAR]
    assert second.review.verdicts == ()


def test_claiming_twice_is_told_with_what_to_do_instead():
    seen = view(verdicts=[(LIN, "pass", "1")])
    reason = refused(run(CLAIM, seen, "/claim"))
    assert "already" in reason
    assert "`/pass`" in reason


def test_a_reviewer_who_took_another_login_is_the_same_person():
    seen = view(verdicts=[(LIN, "pass", "1")])
    assert "already" in refused(run(CLAIM, seen, "/claim", Actor(LIN.id, "lin-with-a-new-name")))


# `/unclaim`

SEEN = view(verdicts=[(LIN, "pass", "1 2"), (OMAR, "fail", "2")])


def test_only_the_own_seat_goes():
    left = tuple(seat for seat in SEEN.ledger.review.seats if seat.by == OMAR)
    assert done(run(UNCLAIM, SEEN, "/unclaim")).ledger == SEEN.ledger.with_parts(replace(SEEN.ledger.review, seats=left))


def test_a_reviewer_is_known_by_number():
    assert len(done(run(UNCLAIM, SEEN, "/unclaim", Actor(LIN.id, "renamed"))).ledger.review.seats) == 1


def test_somebody_without_a_seat_is_told_how_to_get_one():
    assert refused(run(UNCLAIM, view(), "/unclaim")) == "You are no reviewer of this nomination. `/claim` makes you one."


# `/pool`

FIRST, SECOND, THIRD = Seat(LIN, NOW, 1), Seat(OMAR, NOW, 2), Seat(MAYA, NOW, 3)


def pool(text: str, *seats: Seat):
    return run(POOL, view(verdicts=[(LIN, "pass", "1")], ledger={"seats": seats}), text, MAYA)


@pytest.mark.parametrize(
    ("text", "left"),
    [("/pool l1", (SECOND, THIRD)), ("/pool L2", (FIRST, THIRD)), ("/pool second", (FIRST, THIRD)), ("/pool", ())],
)
def test_the_seat_named_is_free_again_or_all_of_them(text, left):
    assert done(pool(text, FIRST, SECOND, THIRD)).ledger.review.seats == left


def test_verdicts_stay():
    assert [v.by for v in done(pool("/pool", FIRST)).ledger.review.verdicts] == [LIN]


@pytest.mark.parametrize("text", ["/pool @rev-omar", "/pool l3", "/pool please"])
def test_what_is_not_understood_frees_nobody(text):
    reason = refused(pool(text, FIRST, SECOND))
    assert POOL.usage in reason
    assert POOL.example in reason


@pytest.mark.parametrize(("text", "seats"), [("/pool", ()), ("/pool l2", (FIRST,))])
def test_an_empty_seat_is_told(text, seats):
    assert refused(pool(text, *seats)).startswith("Nobody sits there.")


# `/recuse`


def test_seat_and_verdicts_go_and_the_reason_is_kept():
    ledger = done(run(RECUSE, SEEN, "/recuse I know the owner")).ledger
    theirs = (
        [seat for seat in SEEN.ledger.review.seats if seat.by == OMAR],
        [v for v in SEEN.ledger.review.verdicts if v.by == OMAR],
    )
    remark = Remark(LIN, ask("/x").request.at, 900, NUMBER, "I know the owner")
    assert ledger == SEEN.ledger.with_parts(
        replace(SEEN.ledger.review, seats=tuple(theirs[0]), verdicts=tuple(theirs[1]), recused=(remark,))
    )


def test_whoever_stepped_aside_does_not_come_back():
    aside = replace(SEEN, ledger=done(run(RECUSE, SEEN, "/recuse I know the owner")).ledger)
    for name in ("claim", "pass", "ask", "accept", "advance"):
        assert "has stepped aside" in refused(check_permission(aside, LIN, aside.catalogue.commands[name]))
    assert check_permission(aside, OMAR, CLAIM) is None


def test_it_is_said_once():
    aside = replace(SEEN, ledger=done(run(RECUSE, SEEN, "/recuse I know the owner")).ledger)
    assert refused(run(RECUSE, aside, "/recuse again")) == "You have stepped aside from this nomination already."


@pytest.mark.parametrize("text", ["/recuse", "/recuse  "])
def test_the_reason_is_needed_for_the_record(text):
    assert refused(run(RECUSE, SEEN, text)).startswith("It needs the reason, for the record: `/recuse reason`")


def test_one_may_step_aside_before_having_done_anything():
    assert done(run(RECUSE, view(), "/recuse I know the owner")).ledger.review.recused[0].by == LIN
