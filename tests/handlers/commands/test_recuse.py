"""`/recuse reason`: somebody steps aside for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ledger import Remark
from bot.roles import allowed
from handlers.commands.claim import FEATURE as CLAIM
from handlers.commands.recuse import FEATURE
from tests.nominations import LIN, NUMBER, OMAR, ask, done, refused, run, view

SEEN = view(verdicts=[(LIN, "pass", "1 2"), (OMAR, "fail", "2")])


def test_seat_and_verdicts_go_and_the_reason_is_kept():
    ledger = done(run(FEATURE, SEEN, "/recuse I know the owner")).ledger
    theirs = [seat for seat in SEEN.ledger.seats if seat.by == OMAR], [v for v in SEEN.ledger.verdicts if v.by == OMAR]
    remark = Remark(LIN, ask("/x").request.at, 900, NUMBER, "I know the owner")
    assert ledger == replace(SEEN.ledger, seats=tuple(theirs[0]), verdicts=tuple(theirs[1]), recused=(remark,))


def test_whoever_stepped_aside_does_not_come_back():
    aside = replace(SEEN, ledger=done(run(FEATURE, SEEN, "/recuse I know the owner")).ledger)
    for name in ("claim", "pass", "ask", "accept", "advance"):
        assert "has stepped aside" in refused(allowed(aside, LIN, aside.catalogue.commands[name]))
    assert allowed(aside, OMAR, CLAIM) is None


def test_it_is_said_once():
    aside = replace(SEEN, ledger=done(run(FEATURE, SEEN, "/recuse I know the owner")).ledger)
    assert refused(run(FEATURE, aside, "/recuse again")) == "You have stepped aside from this nomination already."


@pytest.mark.parametrize("text", ["/recuse", "/recuse  "])
def test_the_reason_is_needed_for_the_record(text):
    assert refused(run(FEATURE, SEEN, text)).startswith("It needs the reason, for the record: `/recuse reason`")


def test_one_may_step_aside_before_having_done_anything():
    assert done(run(FEATURE, view(), "/recuse I know the owner")).ledger.recused[0].by == LIN
