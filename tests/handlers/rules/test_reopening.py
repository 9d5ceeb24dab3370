"""The issue is opened again when the nomination goes on, or the renewal goes on in a new one, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.effects import OpenIssue, ReopenIssue
from bot.ledger import Approval, Move, PullNote
from bot.nomination import Intake
from bot.text.form import parse
from handlers.rules.reopening import FEATURE
from tests.nominations import AMINA, LIN, NOW, NUMBER, OPENED, STANDARD, view
from tests.story import complete_body

APPROVAL = Approval(OPENED, NOW + timedelta(days=60), STANDARD.version)
STUCK = frozenset({"ReopenIssue"})


def reopening(stage: str, *, is_open: bool = False, moves=(), **ledger) -> list[object]:
    path = tuple(Move(name, OPENED) for name in (*moves, stage))
    return list(FEATURE.run(view(stage, is_open=is_open, ledger={"moves": path, **ledger})))


def renewed(by=None, body: str | None = None, **changed) -> list[object]:
    """What happens to a closed issue whose renewal begins now."""
    ledger = {
        "moves": (Move("submitted", OPENED), Move("dpg", OPENED), Move("renewal-due", NOW, by)),
        "closed": 2,
        "round": 1,
        "renewed": NOW,
        "approvals": (APPROVAL,),
        "pulls": {"candidate": PullNote(8, "merged", "c" * 40, {"nominees/x.json": "1"})},
        "channels": {"comment": "sent"},
        "past": frozenset({9}),
    }
    return list(FEATURE.run(view("renewal-due", is_open=False, body=body, ledger=ledger, **changed)))


def test_it_is_opened_again_when_the_nomination_goes_on_after_an_end():
    assert reopening("submitted", moves=["submitted", "withdrawn"], closed=2) == [ReopenIssue()]
    assert reopening("screening", moves=["submitted", "withdrawn", "submitted"], closed=2) == [ReopenIssue()]


def test_an_issue_that_a_person_closed_in_the_middle_is_not_opened_again():
    assert reopening("candidate", moves=["submitted", "screening"], closed=2) == []


def test_after_a_lost_board_an_issue_closed_by_a_person_is_left_as_it_is():
    assert reopening("screening", moves=["submitted"], closed=0) == []


def test_a_stage_that_the_registry_has_removed_since_is_no_reason_to_stop():
    assert reopening("screening", moves=["submitted", "a-stage-of-yesterday"], closed=1) == []


def test_done_once_for_each_move_a_person_who_closes_it_afterwards_is_left_in_peace():
    assert reopening("submitted", moves=["submitted", "withdrawn"], closed=3) == []


def test_a_renewal_opens_the_nominators_own_issue():
    assert renewed() == [ReopenIssue()]


def test_where_github_refuses_that_a_new_issue_says_all_that_the_new_nomination_has_to_know():
    (opened,) = renewed(stuck=STUCK)
    assert isinstance(opened, OpenIssue)
    assert opened.title == "Renewal: Community Health Toolkit"
    assert opened.body.startswith("@amina, the approval of **Community Health Toolkit** is valid until **1 May 2026**")
    assert f"because #{NUMBER} could not be opened again" in opened.body
    ledger = opened.ledger
    assert (ledger.continues, ledger.nominator, ledger.round, ledger.stage) == (NUMBER, AMINA, 1, "renewal-due")
    assert (ledger.approvals, ledger.channels, ledger.past) == ((APPROVAL,), {"comment": "sent"}, frozenset({9}))
    assert ledger.pulls["candidate"].number == 8
    assert parse(opened.body, STANDARD) == parse(complete_body(), STANDARD)


def test_a_pull_request_that_was_merged_is_not_tried_to_be_opened():
    merged = Intake(NUMBER, "c" * 40, AMINA, "merged")
    (opened,) = renewed(intake=merged)
    assert isinstance(opened, OpenIssue)
    assert renewed(intake=replace(merged, state="closed")) == [ReopenIssue()]
    assert renewed(intake=merged, by=LIN) == []


def test_what_a_person_has_begun_and_github_refuses_is_left_to_the_person():
    assert renewed(by=LIN, stuck=STUCK) == []


def test_other_stages_get_no_new_issue():
    seen = view("submitted", is_open=False, stuck=STUCK, ledger={"closed": 2})
    moves = tuple(Move(name, OPENED) for name in ("submitted", "withdrawn", "submitted"))
    assert list(FEATURE.run(replace(seen, ledger=replace(seen.ledger, moves=moves)))) == []


def test_a_nominator_whose_account_is_gone_is_addressed_as_somebody():
    (opened,) = renewed(stuck=STUCK, author=None)
    assert isinstance(opened, OpenIssue)
    assert opened.body.startswith("To whoever speaks for the project, the approval")
    assert opened.ledger.nominator is None


@pytest.mark.parametrize("text", ["ask @registry/board about it", "see @maya", "/merge now"])
def test_the_answers_call_nobody_and_order_nothing_in_the_name_of_the_bot(text):
    (opened,) = renewed(stuck=STUCK, body=complete_body(description=text))
    assert isinstance(opened, OpenIssue)
    assert text not in opened.body
    assert parse(opened.body, STANDARD).nominee["description"] == text


def test_a_mark_that_was_signed_elsewhere_is_left_out():
    (opened,) = renewed(stuck=STUCK, body=complete_body(description="first\n<!-- dpgbot renewal v1 AAAA 00 -->\nlast"))
    assert isinstance(opened, OpenIssue)
    assert "dpgbot" not in opened.body
    assert parse(opened.body, STANDARD).nominee["description"] == "first\nlast"
