"""`/claim`: a seat as a reviewer, in the order of claiming."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger import Actor
from handlers.commands.claim import FEATURE
from tests.nominations import LIN, OMAR, done, refused, run, view


def test_the_first_gives_the_first_review_and_the_next_the_second():
    first = done(run(FEATURE, view("submitted"), "/claim")).ledger
    second = done(run(FEATURE, replace(view(), ledger=first), "/claim", OMAR)).ledger
    assert [seat.by for seat in second.seats] == [LIN, OMAR]
    assert second.verdicts == ()


def test_claiming_twice_is_told_with_what_to_do_instead():
    seen = view(verdicts=[(LIN, "pass", "1")])
    reason = refused(run(FEATURE, seen, "/claim"))
    assert "already" in reason
    assert "`/pass`" in reason


def test_a_reviewer_who_took_another_login_is_the_same_person():
    seen = view(verdicts=[(LIN, "pass", "1")])
    assert "already" in refused(run(FEATURE, seen, "/claim", Actor(LIN.id, "lin-with-a-new-name")))
