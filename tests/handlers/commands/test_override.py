"""`/override because REASON`: a maintainer answers for a merge that was made too early."""

from __future__ import annotations

import pytest

from bot.announcing import held
from bot.contracts import with_ledger
from bot.ledger import Override
from handlers.commands.override import FEATURE
from tests.nominations import LIN, MAYA, NOW, done, refused, run, view

EARLY = Override("candidate", LIN, NOW)
ANSWERED = Override("candidate", LIN, NOW, MAYA, "given in the meeting")


def waiting(*overrides: Override):
    return view("dpg", ledger={"overrides": overrides})


def test_every_merge_that_waits_is_confirmed_with_the_reason():
    seen = waiting(EARLY, Override("dpg", LIN, NOW))
    ledger = done(run(FEATURE, seen, "/override because the review was given in the meeting", MAYA)).ledger
    assert {(o.confirmed_by, o.reason) for o in ledger.overrides} == {(MAYA, "the review was given in the meeting")}
    assert not held(with_ledger(seen, ledger))


def test_one_that_was_confirmed_before_keeps_its_own_reason():
    ledger = done(run(FEATURE, waiting(ANSWERED, Override("dpg", LIN, NOW)), "/override Because it was urgent", MAYA)).ledger
    assert [o.reason for o in ledger.overrides] == ["given in the meeting", "it was urgent"]


@pytest.mark.parametrize("text", ["/override", "/override because", "/override it was urgent", "/override because   "])
def test_without_its_reason_it_is_refused_with_an_example(text):
    reason = refused(run(FEATURE, waiting(EARLY), text, MAYA))
    assert FEATURE.usage in reason
    assert FEATURE.example in reason


@pytest.mark.parametrize("overrides", [(), (ANSWERED,)])
def test_with_nothing_to_confirm_it_says_so(overrides):
    reason = refused(run(FEATURE, waiting(*overrides), "/override because of nothing", MAYA))
    assert reason == "No merge is waiting to be confirmed here, so there is nothing to do."


def test_a_long_reason_is_cut_in_the_ledger():
    ledger = done(run(FEATURE, waiting(EARLY), f"/override because {'x' * 5000}", MAYA)).ledger
    assert len(ledger.overrides[0].reason) == 200
