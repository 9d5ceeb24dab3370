"""`/reset`: one's own verdict is taken back, nobody else's."""

from __future__ import annotations

import pytest

from handlers.commands.reset import FEATURE
from tests.nominations import INDICATORS, LIN, OMAR, done, refused, run, view


def test_only_the_own_verdict_goes():
    seen = view(verdicts=[(LIN, "pass", "1 2"), (OMAR, "pass", "1")])
    verdicts = done(run(FEATURE, seen, "/reset 1")).ledger.verdicts
    assert [(v.by, v.indicator) for v in verdicts] == [(LIN, "2"), (OMAR, "1")]


def test_all_takes_back_everything_that_the_reviewer_said():
    seen = view(verdicts=[(LIN, "pass", "all"), (OMAR, "pass", "1")])
    assert [v.by for v in done(run(FEATURE, seen, "/reset all")).ledger.verdicts] == [OMAR]


def test_the_seat_stays():
    seen = view(verdicts=[(LIN, "pass", "1")])
    assert done(run(FEATURE, seen, "/reset 1")).ledger.seats == seen.ledger.seats


def test_with_nothing_to_take_back_it_says_whose_verdicts_it_is_about():
    seen = view(verdicts=[(OMAR, "pass", "1")])
    assert refused(run(FEATURE, seen, "/reset 1")) == (
        "You have given no verdict there that could be taken back; each reviewer takes back their own."
    )


@pytest.mark.parametrize("text", ["/reset", "/reset mine"])
def test_without_an_indicator_the_reply_names_them(text):
    assert ", ".join(INDICATORS) in refused(run(FEATURE, view(), text))
