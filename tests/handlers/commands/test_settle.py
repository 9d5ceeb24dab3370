"""`/settle`: a maintainer has looked at the concerns."""

from __future__ import annotations

from bot.ledger import Remark
from bot.turn import turn
from handlers.commands.settle import FEATURE
from tests.nominations import MAYA, NOW, NUMBER, STRANGER, done, refused, run, view

CONCERN = Remark(STRANGER, NOW, 900, NUMBER, "the licence was changed last week")


def test_it_settles_all_with_a_reason_that_is_said_and_does_nothing():
    seen = view("dpg", ledger={"concerns": (CONCERN,)})
    outcome = done(run(FEATURE, seen, "/settle it was changed back, see @everyone", MAYA))
    assert outcome.ledger.concerns == ()
    assert "@everyone" not in (outcome.reply or "")


def test_without_a_concern_or_a_reason_it_is_refused():
    assert refused(run(FEATURE, view("dpg"), "/settle all is well", MAYA)) == "No concern is open here."
    assert "It needs a reason" in refused(run(FEATURE, view("dpg", ledger={"concerns": (CONCERN,)}), "/settle", MAYA))


def test_a_concern_is_a_maintainers_turn_until_it_is_settled():
    assert turn(view("dpg", ledger={"concerns": (CONCERN,)})).side == "maintainer"
    assert turn(view("dpg")).side == "nobody"


def test_nobody_settles_concerns_about_their_own_project():
    assert not FEATURE.own
