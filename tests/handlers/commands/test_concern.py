"""`/concern`: neither passed nor failed, and settled by nobody until it is cleared up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.ledger_entries import Round, Verdict
from bot.review.indicator_status import replace_ledger
from handlers.commands.concern import FEATURE
from tests.nominations import INDICATORS, LIN, NOW, NUMBER, OMAR, STRANGER, ask, done, refused, run, view


def test_it_stands_on_the_answers_as_they_are_with_its_reason_and_takes_a_seat():
    seen = view()
    ledger = done(run(FEATURE, seen, "/concern 9a the policy speaks of another product")).ledger
    prints = seen.reading.fingerprints["9a"]
    said = "the policy speaks of another product"
    assert ledger.review.verdicts == (Verdict("9a", LIN, "concern", ask("/x").request.at, 900, NUMBER, prints, said),)
    assert [seat.by for seat in ledger.review.seats] == [LIN]


def test_it_holds_the_indicator_open_though_enough_reviewers_pass_it():
    seen = view(verdicts=[(LIN, "pass", "1"), (OMAR, "pass", "1")])
    assert seen.standings["1"].has_passed(2)
    after = replace_ledger(seen, done(run(FEATURE, seen, "/concern 1 the SDG is not the right one", OMAR)).ledger)
    assert after.standings["1"].held_open
    assert not after.standings["1"].has_passed(1)
    assert not after.standings["1"].failed


def test_the_own_pass_clears_it_up():
    seen = view(verdicts=[(LIN, "concern", "1")])
    from handlers.commands.verdict import PASS

    assert [v.value for v in done(run(PASS, seen, "/pass 1")).ledger.review.verdicts] == ["pass"]


@pytest.mark.parametrize("text", ["/concern 9a", "/concern 9a   "])
def test_it_needs_a_reason(text):
    assert refused(run(FEATURE, view(), text)).startswith(
        "It needs a reason that the nominator can act on: `/concern INDICATOR reason`"
    )


@pytest.mark.parametrize("text", ["/concern", "/concern the policy is empty"])
def test_it_needs_an_indicator(text):
    assert ", ".join(INDICATORS) in refused(run(FEATURE, view(), text))


def test_what_does_not_apply_may_be_a_concern_all_the_same():
    assert (
        replace(done(run(FEATURE, view(), "/concern 9b there is a forum")).ledger.review.verdicts[0], note="").indicator == "9b"
    )


def test_anybody_may_raise_one_about_a_digital_public_good():
    outcome = done(run(FEATURE, view("dpg"), "/concern the licence was changed last week", STRANGER))
    (remark,) = outcome.ledger.ending.concerns
    assert (remark.by, remark.text) == (STRANGER, "the licence was changed last week")
    assert set(FEATURE.open_in) == {"dpg", "expired"}
    again = replace(view("dpg"), ledger=outcome.ledger)
    assert "with the maintainers already" in refused(run(FEATURE, again, "/concern and it has a second fault", STRANGER))


ROUND = Round(NOW - timedelta(days=9), NOW - timedelta(days=2))


@pytest.mark.parametrize(
    ("by", "text", "now", "public"),
    [
        (LIN, "9a the policy speaks of another product", ROUND, False),
        (STRANGER, "9a the policy speaks of another product", ROUND, True),
        (LIN, "the policy speaks of another product", ROUND, True),
        (LIN, "9a the policy speaks of another product", None, True),
        (LIN, "9a the policy speaks of another product", replace(ROUND, submitted=None), True),
        (LIN, "9a the policy speaks of another product", replace(ROUND, refused=NOW), True),
    ],
)
def test_about_a_good_it_is_a_reviewers_only_for_an_indicator_under_review(by, text, now, public):
    seen = view("dpg", ledger={"round": now})
    ledger = done(run_command(seen, ask(f"/concern {text}", by))).ledger
    assert [remark.by for remark in ledger.ending.concerns] == ([by] if public else [])
    assert [(v.indicator, v.by, v.value) for v in ledger.review.verdicts] == ([] if public else [("9a", by, "concern")])


def test_whoever_may_not_review_the_round_is_heard_by_the_maintainers_all_the_same():
    seen = view("dpg", author=LIN, ledger={"round": ROUND})
    outcome = done(run_command(seen, ask("/concern 9a the policy speaks of another product")))
    assert [remark.by for remark in outcome.ledger.ending.concerns] == [LIN]
    assert outcome.reply == "Thank you. The maintainers will look at it and answer here."


def test_before_the_approval_it_is_for_reviewers():
    assert refused(run_command(view(), ask("/concern 9a the policy is empty", STRANGER))) == (
        "Only a reviewer or a maintainer can do this. `/help` lists what you can do here."
    )
    assert refused(run_command(view("withdrawn"), ask("/concern 9a the policy is empty"))) == (
        "It can be used while a nomination is in submitted, screening, candidate, technical review, approved, "
        "digital public good or expired; this one is in **withdrawn**."
    )


def test_a_word_is_no_concern():
    assert "It needs a sentence" in refused(run(FEATURE, view("dpg"), "/concern bad", STRANGER))
