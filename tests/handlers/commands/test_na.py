"""`/na`: an indicator does not apply, in a reviewer's eyes."""

from __future__ import annotations

from bot.standings import with_ledger
from handlers.commands.na import FEATURE
from tests.nominations import LIN, done, refused, run, view


def test_it_counts_as_a_pass_for_the_quorum():
    seen = view()
    ledger = done(run(FEATURE, seen, "/na 9c users never meet")).ledger
    standing = with_ledger(seen, ledger).standings["9c"]
    assert [v.value for v in standing.verdicts] == ["na"]
    assert standing.settled(1)
    assert not standing.settled(2)


def test_it_needs_a_reason():
    assert "It needs a reason" in refused(run(FEATURE, view(), "/na 9c"))


def test_what_does_not_apply_by_the_answers_needs_no_verdict():
    assert "nothing to decide" in refused(run(FEATURE, view(), "/na 9b there is no content"))


def test_it_replaces_the_own_earlier_verdict():
    seen = view(verdicts=[(LIN, "fail", "9c")])
    assert [v.value for v in done(run(FEATURE, seen, "/na 9c users never meet")).ledger.verdicts] == ["na"]


def test_people_may_write_it_out():
    assert FEATURE.aliases == ("not-applicable",)
