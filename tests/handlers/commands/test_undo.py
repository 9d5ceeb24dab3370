"""`/undo`: the last change of stage that a person has made by command, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ledger import Move
from handlers.commands.undo import FEATURE
from tests.nominations import LIN, MAYA, OPENED, ask, done, refused, run, view

AT = ask("/x").request.at


def after(*moves: Move, **changed):
    start = (Move("submitted", OPENED), Move("technical-review", OPENED + timedelta(days=1)))
    return view("technical-review", ledger={"moves": (*start, *moves)}, **changed)


def by_command(stage: str, **ago: float) -> Move:
    return Move(stage, AT - timedelta(**ago), LIN, "by mistake", by_command=True)


def test_it_goes_back_to_the_stage_before_and_says_so():
    seen = after(by_command("ineligible", hours=3))
    back = Move("technical-review", AT, MAYA, "undo of ineligible", by_command=True)
    assert done(run(FEATURE, seen, "/undo", MAYA)).ledger.moves == (*seen.ledger.moves, back)


def test_what_the_bot_made_of_it_in_the_same_moment_goes_with_it():
    reopened = by_command("submitted", hours=1)
    seen = after(by_command("ineligible", days=9), reopened, Move("screening", reopened.at))
    assert done(run(FEATURE, seen, "/undo", MAYA)).ledger.stage == "ineligible"


@pytest.mark.parametrize(("hours", "works"), [(23, True), (24, True), (25, False)])
def test_it_reaches_back_a_day(hours, works):
    outcome = run(FEATURE, after(by_command("ineligible", hours=hours)), "/undo", MAYA)
    assert done(outcome).ledger.stage == "technical-review" if works else "`/reopen`" in refused(outcome)


@pytest.mark.parametrize("last", [Move("candidate", AT), Move("candidate", AT, MAYA), None])
def test_a_merge_and_what_the_bot_did_by_itself_stay(last):
    reason = refused(run(FEATURE, after(*([last] if last else [])), "/undo", MAYA))
    assert "was not made by a command" in reason
    assert "`/explain`" in reason


def test_a_stage_that_the_registry_has_removed_since_is_not_gone_back_to():
    seen = after(Move("pilot", OPENED), by_command("ineligible", hours=1))
    assert "`/override`" in refused(run(FEATURE, seen, "/undo", MAYA))


def test_an_undo_can_be_undone():
    seen = after(by_command("ineligible", hours=3), by_command("technical-review", hours=2))
    assert done(run(FEATURE, seen, "/undo", MAYA)).ledger.stage == "ineligible"
