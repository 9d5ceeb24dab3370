"""`/withdraw`: the nominator takes the nomination back, from any stage that is not over."""

from __future__ import annotations

import pytest
from handlers.commands.withdraw import FEATURE

from tests.nominations import AMINA, NOW, ask, done, refused, run, view

OPEN_STAGES = ("submitted", "needs-info", "screening", "candidate", "technical-review", "approved")


@pytest.mark.parametrize("stage", OPEN_STAGES)
def test_it_moves_to_withdrawn_with_the_reason(stage):
    text = "/withdraw we will apply again next year"
    move = done(run(FEATURE, view(stage), text, AMINA)).ledger.moves[-1]
    assert (move.stage, move.by, move.reason) == ("withdrawn", AMINA, "we will apply again next year")
    assert move.at == ask(text).request.at
    assert move.at < NOW


def test_no_reason_is_needed():
    assert done(run(FEATURE, view(), "/withdraw", AMINA)).ledger.moves[-1].reason == ""


def test_a_long_reason_is_cut_in_the_ledger():
    assert len(done(run(FEATURE, view(), f"/withdraw {'x' * 5000}", AMINA)).ledger.moves[-1].reason) == 200


@pytest.mark.parametrize("stage", ["withdrawn", "dpg", "ineligible"])
def test_what_is_over_cannot_be_withdrawn(stage):
    seen = view(stage)
    title = seen.workflow.stages[stage].title
    assert f"A nomination in **{title}** cannot be moved that way." in refused(run(FEATURE, seen, "/withdraw", AMINA))


def test_the_nominator_may_do_it():
    assert FEATURE.own
    assert "nominator" in FEATURE.roles
