"""`/reopen`: a nomination that had ended goes on with what still counts, and so does a refused renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.contracts import Done
from bot.model.ledger_entries import Approval, Hold, Remark, Round, StageChange
from bot.model.needs import UNKNOWN, Need
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, RIGHTS, STANDARD, WORKFLOW, ask, done, refused, view
from tests.nominations import stored as as_stored

AT = ask("/x").request.at
ENDINGS = ("withdrawn", "inactive", "ineligible", "duplicate", "spam", "excluded", "removed")
APPEAL = Remark(AMINA, NOW, 700, NUMBER, "it is open now")
REFUSED = Round(NOW - timedelta(days=9), NOW - timedelta(days=2), NOW - timedelta(days=1), MAYA, "no licence")
APPROVAL = Approval(NOW - timedelta(days=350), NOW + timedelta(days=15), STANDARD.version)


def reopened(seen, by=MAYA, text="/reopen the appeal is right"):
    return run_command(seen, ask(text, by))


@pytest.mark.parametrize("stage", ENDINGS)
def test_a_maintainer_takes_up_whatever_has_ended(stage):
    seen = view(stage, [(LIN, "pass", "1"), (LIN, "fail", "2")], ledger={"hold": Hold(LIN, NOW, "moving"), "appeal": APPEAL})
    assert done(reopened(seen)).ledger == seen.ledger.with_parts(
        replace(seen.ledger.ending, back=Remark(MAYA, AT, 900, NUMBER, "the appeal is right")),
        replace(seen.ledger.review, hold=None),
    )


def test_the_nominator_takes_up_what_they_have_withdrawn():
    seen = view("withdrawn")
    back = Remark(AMINA, AT, 900, NUMBER, "")
    assert done(reopened(seen, AMINA, "/reopen")).ledger == seen.ledger.with_parts(replace(seen.ledger.ending, back=back))


APPEALED = "If you think this is wrong, write `/appeal` and the reason."
ANSWERED = "The nominator can take it up again at any time by editing an answer in the issue text above."


@pytest.mark.parametrize(
    ("stage", "way"),
    [
        *(
            (name, f"Closed on 21 February 2026: {WORKFLOW.endings[name].title}. {APPEALED}")
            for name in ENDINGS
            if name not in ("withdrawn", "inactive")
        ),
        ("inactive", f"Closed on 21 February 2026: inactive. {ANSWERED}"),
        ("expired", "The approval has ended; `/renew` starts its renewal again."),
    ],
)
def test_whatever_else_has_ended_the_nominator_is_told_the_way_back(stage, way):
    assert refused(reopened(view(stage), AMINA)) == f"Only a maintainer can do this. {way}"


def test_nobody_takes_up_their_own_against_a_decision():
    seen = view("ineligible", author=MAYA)
    assert refused(reopened(seen)) == "Nobody reviews their own nomination; another reviewer has to do this."
    assert done(reopened(view("withdrawn", author=MAYA))).ledger.ending.back is not None


def test_a_reviewer_may_not_and_without_githubs_word_nobody_may():
    assert refused(reopened(view("spam"), LIN)) == (
        "Only the nominator or a maintainer can do this. `/help` lists what you can do here."
    )
    untold = view("ineligible", facts={**RIGHTS, Need("permission", AMINA.login): UNKNOWN})
    assert refused(reopened(untold, AMINA)) == (
        "GitHub did not tell me just now what rights you have. Please try again in a minute."
    )


@pytest.mark.parametrize("stage", ["submitted", "screening", "candidate", "technical-review", "approved"])
def test_what_goes_on_is_not_taken_up(stage):
    assert refused(reopened(view(stage))) == (
        f"It can be used while a nomination is in closed, expired or digital public good; this one is in **{stage.replace('-', ' ')}**."
    )


@pytest.mark.parametrize("stage", ["dpg", "expired"])
def test_a_refused_renewal_is_under_review_again_and_what_had_failed_is_open(stage):
    seen = view(
        stage, [(LIN, "pass", "1"), (LIN, "fail", "2")], ledger={"round": REFUSED, "approvals": (APPROVAL,), "appeal": APPEAL}
    )
    ledger = done(reopened(seen)).ledger
    assert ledger == seen.ledger.with_parts(
        replace(seen.ledger.renewal, round=Round(REFUSED.at, AT)),
        replace(seen.ledger.review, verdicts=seen.ledger.review.verdicts[:1]),
        replace(seen.ledger.ending, appeal=None),
    )


@pytest.mark.parametrize("now", [None, replace(REFUSED, refused=None)])
def test_a_good_whose_renewal_was_not_refused_has_nothing_to_take_up(now):
    seen = as_stored(view("dpg", ledger={"round": now, "approvals": (APPROVAL,)}))
    assert refused(reopened(seen)) == "Nothing has ended here that could be taken up again."


@pytest.mark.parametrize(("by", "days", "may"), [(AMINA, 2, False), (AMINA, 8, True), (MAYA, 2, True)])
def test_who_withdraws_and_reopens_in_turn_has_to_wait(by, days, may):
    seen = view("withdrawn")
    at = AT - timedelta(days=days)
    again = (StageChange("screening", at, AMINA, by_command=True), StageChange("closed", AT, AMINA, ending="withdrawn"))
    outcome = reopened(replace(seen, ledger=replace(seen.ledger, moves=(*seen.ledger.moves, *again))), by)
    assert isinstance(outcome, Done) == may
    assert may or "You can do so again from" in refused(outcome)
