"""`/appeal reason`: a decision goes to the maintainers again, and everything stays as it is until they have decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.ledger_entries import Approval, Remark, Round
from bot.review.turn_headline import write_headline
from handlers.commands.appeal import FEATURE
from tests.nominations import AMINA, NOW, NUMBER, STANDARD, ask, done, refused, run, view

AT = ask("/x").request.at
SAID = Remark(AMINA, AT, 900, NUMBER, "the licence is MIT now")
REFUSED = {
    "round": Round(NOW - timedelta(days=9), NOW - timedelta(days=2), refused=NOW - timedelta(days=1)),
    "approvals": (Approval(NOW - timedelta(days=350), NOW + timedelta(days=15), STANDARD.version),),
}


@pytest.mark.parametrize("stage", ["ineligible", "duplicate", "spam", "excluded", "removed"])
def test_it_goes_to_the_maintainers_with_the_reason_and_moves_nothing(stage):
    seen = view(stage)
    after = replace(seen, ledger=done(run_command(seen, ask("/appeal the licence is MIT now", AMINA))).ledger)
    assert after.ledger == seen.ledger.with_parts(replace(seen.ledger.ending, appeal=SAID))
    assert write_headline(after).startswith(
        "**Waiting for a maintainer until 16 March 2026:** look at the appeal; `/reopen` grants it, `/settle REASON` denies it. "
    )
    assert "write `/appeal`" not in write_headline(after)


@pytest.mark.parametrize("stage", ["dpg", "expired"])
def test_a_refused_renewal_is_appealed_too(stage):
    seen = view(stage, ledger=REFUSED)
    assert done(run_command(seen, ask("/appeal the licence is MIT now", AMINA))).ledger == seen.ledger.with_parts(
        replace(seen.ledger.ending, appeal=SAID)
    )


@pytest.mark.parametrize("text", ["/appeal", "/appeal   "])
def test_the_reason_is_needed(text):
    assert refused(run(FEATURE, view("ineligible"), text, AMINA)) == (
        "It needs the reason: `/appeal reason`, for instance `/appeal the licence was changed to MIT on 2 March`."
    )


@pytest.mark.parametrize(
    ("stage", "where"),
    [
        (
            "withdrawn",
            "Closed on 21 February 2026: withdrawn. The nominator can take it up again with `/reopen`.",
        ),
        (
            "inactive",
            "Closed on 21 February 2026: inactive. The nominator can take it up again at any time by editing an answer in the "
            "issue text above.",
        ),
        ("dpg", "The nomination is in **digital public good**."),
    ],
)
def test_where_nobody_has_decided_against_it_there_is_nothing_to_appeal(stage, where):
    reason = f"There is no decision to appeal against. {where}"
    assert refused(run_command(view(stage), ask("/appeal it is wrong", AMINA))) == reason


@pytest.mark.parametrize("stage", ["submitted", "screening", "candidate", "technical-review", "approved"])
def test_what_goes_on_is_not_appealed(stage):
    title = stage.replace("-", " ")
    assert refused(run_command(view(stage), ask("/appeal it is wrong", AMINA))) == (
        f"It can be used while a nomination is in closed, expired or digital public good; this one is in **{title}**."
    )


def test_one_appeal_at_a_time():
    seen = view("ineligible", ledger={"appeal": SAID})
    assert refused(run(FEATURE, seen, "/appeal and it is free", AMINA)) == (
        "An appeal is with the maintainers already; they will see what you add in this thread."
    )


@pytest.mark.parametrize(("stage", "ledger"), [("ineligible", {}), ("dpg", REFUSED)])
def test_a_denied_one_is_not_raised_again_for_a_month(stage, ledger):
    seen = view(stage, ledger={**ledger, "denied": NOW})
    assert "another one can be raised from 1 April 2026 on" in refused(
        run_command(seen, ask("/appeal I still think so", AMINA))
    )
    assert "/appeal" not in write_headline(seen)
    before = view(stage, ledger={**ledger, "denied": NOW - timedelta(days=60)})
    assert done(run_command(before, ask("/appeal this is another decision", AMINA))).ledger.ending.appeal is not None
