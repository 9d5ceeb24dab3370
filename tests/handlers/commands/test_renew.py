"""`/renew`: the renewal is submitted; of an approval that has expired, it begins again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.ledger_entries import Approval, PullNote, Round, Seat
from tests.nominations import AMINA, LIN, MAYA, NOW, STANDARD, STRANGER, ask, change_ledger, done, refused, view

AT = ask("/x").request.at
BEGUN = Round(NOW - timedelta(days=9))
APPROVAL = Approval(NOW - timedelta(days=350), NOW + timedelta(days=15), STANDARD.version)
OVER = replace(APPROVAL, at=NOW - timedelta(days=400), until=NOW - timedelta(days=35))


def good(stage: str = "dpg", now: Round | None = None, approval: Approval = APPROVAL, **ledger):
    return view(stage, [(LIN, "pass", "all")], ledger={"round": now, "approvals": (approval,), **ledger})


@pytest.mark.parametrize("by", [AMINA, MAYA])
def test_the_review_of_a_round_that_has_begun_begins(by):
    seen = good(now=BEGUN)
    assert done(run_command(seen, ask("/renew", by))).ledger == change_ledger(seen.ledger, round=replace(BEGUN, submitted=AT))


@pytest.mark.parametrize("before", [None, BEGUN, replace(BEGUN, refused=NOW - timedelta(days=8), by=MAYA)])
def test_what_has_expired_begins_a_round_that_is_under_review(before):
    merged = PullNote(9, "merged")
    seen = good("expired", before, OVER, rounds=1, seats=(Seat(LIN, NOW, 1),), ours={"dpg": merged})
    ledger = done(run_command(seen, ask("/renew", AMINA))).ledger
    assert (ledger.stage, ledger.renewal.round, ledger.renewal.rounds) == ("expired", Round(AT, AT), 2)
    assert (ledger.review.seats, ledger.pull_requests.past, dict(ledger.pull_requests.ours)) == ((), frozenset({9}), {})


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (good(), "The renewal has not begun yet; the approval is valid until 17 March 2026."),
        (good(now=replace(BEGUN, submitted=NOW)), "The renewal is under review already."),
        (good("expired", replace(BEGUN, submitted=NOW), OVER), "The renewal is under review already."),
        (
            good(now=replace(BEGUN, refused=NOW)),
            "The renewal was refused. `/appeal` and the reason ask the maintainers to look at it again.",
        ),
        (view("dpg"), "The renewal has not begun yet."),
        (
            view("approved"),
            "It can be used while a nomination is in digital public good or expired; this one is in **approved**.",
        ),
    ],
)
def test_where_there_is_nothing_to_submit_it_says_why(seen, reason):
    assert refused(run_command(seen, ask("/renew", AMINA))) == reason


@pytest.mark.parametrize("by", [LIN, STRANGER])
def test_it_is_for_those_who_speak_for_the_project_and_for_maintainers(by):
    assert refused(run_command(good(now=BEGUN), ask("/renew", by))) == (
        "Only the nominator, the representative or a maintainer can do this. `/help` lists what you can do here."
    )


@pytest.mark.parametrize("by", [AMINA, MAYA])
def test_a_renewal_that_was_refused_at_once_does_not_begin_again_at_once(by):
    lately = Round(AT - timedelta(days=2), AT - timedelta(days=2), refused=AT - timedelta(days=1))
    assert "Another one can begin from" in refused(run_command(good("expired", lately, OVER), ask("/renew", by)))
