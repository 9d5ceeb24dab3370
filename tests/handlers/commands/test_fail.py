"""`/fail`: a verdict with a reason that the nominator can act on."""

from __future__ import annotations

import pytest

from bot.standings import with_ledger
from handlers.commands.fail import FEATURE
from tests.nominations import LIN, OMAR, done, refused, run, view


def test_a_fail_stands_with_its_reason():
    (verdict,) = done(run(FEATURE, view(), "/fail 5 the guide is behind a login")).ledger.verdicts
    assert (verdict.indicator, verdict.by, verdict.value, verdict.note) == ("5", LIN, "fail", "the guide is behind a login")


@pytest.mark.parametrize("text", ["/fail 5", "/fail 5 6", "/fail all", "/fail 5 -"])
def test_without_a_reason_it_is_refused_with_an_example(text):
    reason = refused(run(FEATURE, view(), text))
    assert "reason that the nominator can act on" in reason
    assert FEATURE.example in reason


def test_one_fail_holds_an_indicator_back_whatever_others_say():
    seen = view(verdicts=[(LIN, "pass", "5"), (OMAR, "pass", "5")])
    ledger = done(run(FEATURE, seen, "/fail 5 the guide is gone")).ledger
    assert with_ledger(seen, ledger).standings["5"].failed


def test_failing_what_does_not_apply_says_that_it_does_apply():
    seen = view()
    assert not seen.standings["9b"].applies
    ledger = done(run(FEATURE, seen, "/fail 9b there is an upload page")).ledger
    standing = with_ledger(seen, ledger).standings["9b"]
    assert (standing.applies, standing.failed) == (True, True)


def test_the_example_in_the_help_works():
    assert done(run(FEATURE, view(), FEATURE.example)).ledger.verdicts[0].indicator == "5"
