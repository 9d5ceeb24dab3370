"""`/override because REASON`: a maintainer answers for a merge that was made too early."""

from __future__ import annotations

import pytest

from bot.model.ledger_entries import Override
from bot.review.announcement.channel_states import has_unconfirmed_merge
from bot.review.indicator_status import replace_ledger
from handlers.commands.override import FEATURE
from tests.nominations import LIN, MAYA, NOW, done, refused, run, view

EARLY = Override("candidate", LIN, NOW)
ANSWERED = Override("candidate", LIN, NOW, MAYA, "given in the meeting")


def waiting(*overrides: Override):
    return view("dpg", ledger={"overrides": overrides})


def test_every_merge_that_waits_is_confirmed_with_the_reason():
    seen = waiting(EARLY, Override("dpg", LIN, NOW))
    ledger = done(run(FEATURE, seen, "/override because the review was given in the meeting", MAYA)).ledger
    assert {(o.confirmed_by, o.reason) for o in ledger.pull_requests.overrides} == {
        (MAYA, "the review was given in the meeting")
    }
    assert not has_unconfirmed_merge(replace_ledger(seen, ledger))


def test_one_that_was_confirmed_before_keeps_its_own_reason():
    ledger = done(run(FEATURE, waiting(ANSWERED, Override("dpg", LIN, NOW)), "/override Because it was urgent", MAYA)).ledger
    assert [o.reason for o in ledger.pull_requests.overrides] == ["given in the meeting", "it was urgent"]


@pytest.mark.parametrize(
    "text", ["/override", "/override because", "/override it was urgent", "/override because   ", "/override dpg because"]
)
def test_without_its_reason_it_is_refused_with_an_example(text):
    reason = refused(run(FEATURE, waiting(EARLY), text, MAYA))
    assert FEATURE.usage in reason
    assert FEATURE.example in reason


@pytest.mark.parametrize("overrides", [(), (ANSWERED,)])
def test_with_nothing_to_confirm_it_says_so(overrides):
    reason = refused(run(FEATURE, waiting(*overrides), "/override because of nothing", MAYA))
    assert reason.startswith("No merge is waiting to be confirmed here.")
    assert "`/override STAGE because REASON`" in reason


def test_a_long_reason_is_cut_in_the_ledger():
    ledger = done(run(FEATURE, waiting(EARLY), f"/override because {'x' * 5000}", MAYA)).ledger
    assert len(ledger.pull_requests.overrides[0].reason) == 200


@pytest.mark.parametrize("stage", ["technical-review", "technical review", "Technical Review"])
def test_with_a_stage_it_moves_the_nomination_there_and_says_so_for_good(stage):
    ledger = done(run(FEATURE, view(), f"/override {stage} because the rest was agreed in March", MAYA)).ledger
    assert (ledger.stage, ledger.moves[-1].by, ledger.moves[-1].reason) == (
        "technical-review",
        MAYA,
        "the rest was agreed in March",
    )
    assert ledger.pull_requests.overrides[-1].confirmed_by == MAYA
    assert not has_unconfirmed_merge(replace_ledger(view(), ledger))


def test_a_stage_that_there_is_not_is_told_with_all_that_there_are():
    reason = refused(run(FEATURE, view(), "/override nowhere because of me", MAYA))
    assert "There is no such stage." in reason
    assert "technical-review" in reason


def test_the_stage_it_is_in_needs_no_override():
    assert refused(run(FEATURE, view(), "/override screening because of me", MAYA)) == "It is there already."


@pytest.mark.parametrize("stage", ["closed", "spam", "withdraw", "Withdrawn", "ineligible"])
def test_it_ends_no_nomination(stage):
    assert refused(run(FEATURE, view(), f"/override {stage} because of me", MAYA)) == (
        "`/close REASON` ends a nomination; an override does not."
    )


@pytest.mark.parametrize(
    ("stage", "title", "kind"),
    [("candidate", "candidate", "candidate"), ("dpg", "digital public good", "dpg")],
)
def test_where_only_a_merge_leads_it_says_so(stage, title, kind):
    assert refused(run(FEATURE, view(), f"/override {stage} because it was urgent", MAYA)) == (
        f"A nomination comes to **{title}** by the merge of the {kind} pull request. "
        "Merge it by hand; `/override because REASON` then confirms that."
    )
