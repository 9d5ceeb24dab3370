"""`/undo`: the last decision that somebody has made by command is taken back, within a day, with all that was open before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command, run_requests
from bot.decide.decide import run_automatic_transitions
from bot.model.contracts import View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Approval, Hold, Override, Remark, Round, StageChange, Undo
from bot.model.needs import Need
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, OMAR, OPENED, RIGHTS, STANDARD, STRANGER, ask, done, refused, view

AT = ask("/x").request.at
APPEAL = Remark(AMINA, NOW - timedelta(days=1), 700, NUMBER, "it is open now")
CONCERN = Remark(STRANGER, NOW - timedelta(days=1), 701, NUMBER, "the licence was changed last week")
HELD = Hold(LIN, NOW - timedelta(days=1), "the owner moves")
ROUND = Round(NOW - timedelta(days=9), NOW - timedelta(days=2))
APPROVAL = Approval(NOW - timedelta(days=350), NOW + timedelta(days=15), STANDARD.version)
RENEWAL = {"round": ROUND, "rounds": 1, "approvals": (APPROVAL,)}
FACTS = {**RIGHTS, Need("issue", "12"): "yes"}


def seen(stage: str = "technical-review", failed: str = "2", **ledger) -> View:
    verdicts = [(LIN, "pass", "1"), (OMAR, "fail", failed)]
    made = view(stage, verdicts, ledger=ledger, facts=FACTS)
    return replace(made, nomination=replace(made.nomination, stored=made.ledger), moment=AT)


def after(there: View, *texts: str, by=MAYA) -> View:
    """The view once these commands were carried out, one after the other, and the bot has walked on by itself."""
    asked = tuple(ask(text, by, 900 + number) for number, text in enumerate(texts))
    there, needs = run_requests(there, asked, run_automatic_transitions)
    assert needs == ()
    assert there.replies == () or "was not carried out" not in "".join(reply.text for reply in there.replies)
    return there


def open_ones(ledger: Ledger) -> tuple[object, ...]:
    """Where it stands, and all that is open of it and was decided of it."""
    present = (
        ledger.stage,
        ledger.moves[-1].ending,
        ledger.ending.appeal,
        ledger.ending.concerns,
        ledger.announcement.retracted,
        ledger.renewal.round,
    )
    return (*present, ledger.review.hold, ledger.ending.back, frozenset(ledger.review.verdicts))


@pytest.mark.parametrize(
    ("there", "decision"),
    [
        (seen(), "/close ineligible no licence"),
        (seen(), "/spam"),
        (seen("approved", hold=HELD), "/exclude a closed tool"),
        (seen("dpg", concerns=(CONCERN,), retracted=NOW - timedelta(days=1), approvals=(APPROVAL,)), "/remove no licence"),
        (seen("dpg", **RENEWAL), "/remove its owner asks for it"),
        (seen("dpg", **RENEWAL), "/close ineligible no licence"),
        (seen("dpg", **RENEWAL), "/withdraw"),
        (seen("ineligible", appeal=APPEAL), "/settle nothing is new"),
        (seen("ineligible", appeal=APPEAL), "/close ineligible"),
        (seen("ineligible", appeal=APPEAL), "/duplicate #12"),
        (seen("dpg", concerns=(CONCERN,), approvals=(APPROVAL,)), "/settle it was changed back"),
        (seen("dpg", retracted=NOW - timedelta(days=1), approvals=(APPROVAL,)), "/settle a mistake"),
        (seen("ineligible"), "/reopen"),
        (seen("ineligible", appeal=APPEAL), "/reopen it is right"),
        (seen("dpg", **RENEWAL | {"round": replace(ROUND, refused=NOW - timedelta(days=1))}), "/reopen"),
        (seen("dpg", **RENEWAL | {"round": replace(ROUND, refused=NOW - timedelta(days=1)), "appeal": APPEAL}), "/reopen"),
        (seen(), "/override screening because it came too early"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.stage,
)
def test_everything_is_again_as_it_was(there, decision):
    decided = after(there, decision)
    assert open_ones(decided.ledger) != open_ones(there.ledger)
    again = after(decided, "/undo")
    assert open_ones(again.ledger) == open_ones(there.ledger)
    assert again.ledger.ending.undo is None


def test_it_is_written_down_which_decision_was_taken_back():
    there = after(seen(), "/spam")
    move = StageChange("technical-review", AT, MAYA, "undo of /spam", by_command=True)
    assert done(run_command(there, ask("/undo", MAYA))).ledger.moves == (*there.ledger.moves, move)


def test_what_moved_no_stage_leaves_no_move():
    there = seen("ineligible", appeal=APPEAL)
    assert after(there, "/settle nothing is new", "/undo").ledger.moves == there.ledger.moves


@pytest.mark.parametrize("more", ["/pass 3", "/note spoke to the owner", "/priority", "/ask 5 Where?", "/claim"])
def test_what_decides_nothing_is_not_taken_back_and_does_not_stand_in_the_way(more):
    ledger = after(seen(), more).ledger
    assert ledger.ending.undo is None
    assert after(seen(), "/spam", "/undo", more).ledger.stage == "technical-review"


def test_what_was_opened_since_stays_open():
    there = after(seen("dpg", concerns=(CONCERN,), approvals=(APPROVAL,)), "/settle it was changed back")
    there = after(there, "/concern and now the code is gone too", by=STRANGER)
    assert [one.by for one in after(there, "/undo").ledger.ending.concerns] == [STRANGER, STRANGER]
    begun = there.ledger.with_parts(replace(there.ledger.renewal, round=ROUND))
    assert done(run_command(replace(there, ledger=begun), ask("/undo", MAYA))).ledger.renewal.round == ROUND


def test_a_verdict_that_was_given_since_is_newer_than_the_one_before():
    there = after(seen("ineligible"), "/reopen")
    ledger = done(run_command(there, ask("/pass 2", OMAR))).ledger
    again = done(run_command(replace(there, ledger=ledger), ask("/undo", MAYA))).ledger
    assert {(v.by, v.indicator, v.value) for v in again.review.verdicts} == {(LIN, "1", "pass"), (OMAR, "2", "pass")}


@pytest.mark.parametrize(("hours", "works"), [(23, True), (24, True), (25, False)])
def test_it_reaches_back_a_day(hours, works):
    at = AT - timedelta(hours=hours)
    moves = (
        StageChange("submitted", OPENED),
        StageChange("screening", OPENED),
        StageChange("closed", at, MAYA, "", by_command=True, ending="spam"),
    )
    there = view("spam", ledger={"moves": moves, "undo": Undo(at, "/spam", "screening")})
    outcome = run_command(there, ask("/undo", MAYA))
    if works:
        assert done(outcome).ledger.stage == "screening"
    else:
        assert refused(outcome) == "It was decided more than a day ago. A maintainer can `/reopen` the nomination."


NOTHING = "There is no decision by command here that could be taken back. `/status` says how things stand."
BY_ITSELF = "The last change was not made by a command, so it cannot be taken back. `/status` says why it is so."


def test_without_a_decision_there_is_nothing_to_take_back():
    assert refused(run_command(seen(), ask("/undo", MAYA))) == NOTHING
    assert refused(run_command(after(seen(), "/spam", "/undo"), ask("/undo", MAYA))) == NOTHING


@pytest.mark.parametrize("by", [None, MAYA])
def test_a_merge_and_what_the_bot_did_by_itself_since_stay(by):
    there = after(seen(), "/spam", "/reopen")
    ledger = there.ledger.add_stage_change(StageChange("candidate", AT + timedelta(minutes=1), by))
    assert refused(run_command(replace(there, ledger=ledger), ask("/undo", MAYA))) == BY_ITSELF


def test_a_stage_that_the_registry_has_removed_since_is_not_gone_back_to():
    there = view("spam", ledger={"undo": Undo(AT, "/spam", "pilot")})
    assert refused(run_command(there, ask("/undo", MAYA))) == (
        "The stage before, `pilot`, is not there any more. `/override` moves the nomination to another."
    )


def test_that_a_maintainer_answered_for_something_stays_on_the_board():
    there = after(seen(), "/override screening because it came too early", "/undo")
    assert there.ledger.pull_requests.overrides == (Override("screening", MAYA, AT, MAYA, "it came too early"),)


def test_it_is_for_maintainers_and_not_of_their_own():
    there = after(seen(), "/spam")
    assert (
        refused(run_command(there, ask("/undo", OMAR))) == "Only a maintainer can do this. `/help` lists what you can do here."
    )
    own = replace(there, nomination=replace(there.nomination, author=MAYA))
    assert (
        refused(run_command(own, ask("/undo", MAYA))) == "Nobody reviews their own nomination; another reviewer has to do this."
    )


def test_of_the_verdicts_only_those_that_the_decision_took_away_are_kept_for_an_undo():
    assert after(seen(), "/spam").ledger.ending.undo.verdicts == ()
    there = seen("ineligible")
    reopened = after(there, "/reopen").ledger.ending.undo.verdicts
    assert [(v.indicator, v.value) for v in reopened] == [("2", "fail")], "failed indicators are open again"


def test_a_nomination_that_is_taken_up_again_says_by_whom_and_why():
    moves = after(seen("ineligible"), "/reopen it is right").ledger.moves
    assert [(move.by, move.reason) for move in moves if move.by_command] == [(MAYA, "it is right")]
