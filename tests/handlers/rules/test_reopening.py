"""The issue is opened again when the nomination goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.effects import PostComment, ReopenIssue
from bot.ledger import Approval, Move, PullNote
from bot.nomination import Comment, Intake
from bot.text.marks import Mark
from handlers.rules.reopening import FEATURE
from tests.nominations import AMINA, BOT, NOW, NUMBER, OPENED, REPO, STANDARD, view

APPROVAL = Approval(OPENED, NOW + timedelta(days=60), STANDARD.version)
STUCK = frozenset({"ReopenIssue"})


def reopening(stage: str, *, is_open: bool = False, moves=(), **ledger) -> list[object]:
    path = tuple(Move(name, OPENED) for name in (*moves, stage))
    return list(FEATURE.run(view(stage, is_open=is_open, ledger={"moves": path, **ledger})))


def renewed(**changed) -> list[object]:
    """What happens to a closed issue whose renewal begins now."""
    ledger = {
        "moves": (Move("submitted", OPENED), Move("dpg", OPENED), Move("renewal-due", NOW)),
        "closed": 2,
        "round": 1,
        "renewed": NOW,
        "approvals": (APPROVAL,),
        "pulls": {"candidate": PullNote(8, "merged", "c" * 40, {"nominees/x.json": "1"})},
        "channels": {"comment": "sent"},
        "past": frozenset({9}),
    }
    return list(FEATURE.run(view("renewal-due", is_open=False, ledger=ledger, **changed)))


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


def test_where_github_refuses_that_a_maintainer_is_asked_once():
    (asked,) = renewed(stuck=STUCK)
    assert isinstance(asked, PostComment)
    assert "A maintainer, please: open it by hand." in asked.text
    said = Comment(5, NUMBER, BOT, asked.text, NOW, NOW, is_ours=True, marks=(Mark("comment", 1, REPO, NUMBER, 1, asked.key),))
    assert renewed(stuck=STUCK, comments=(said,)) == []


def test_a_pull_request_that_was_merged_is_not_tried_to_be_opened():
    merged = Intake(NUMBER, "c" * 40, AMINA, "merged")
    assert [type(effect) for effect in renewed(intake=merged)] == [PostComment]
    assert renewed(intake=replace(merged, state="closed")) == [ReopenIssue()]


def test_outside_of_a_renewal_the_person_who_began_it_sees_that_it_stays_closed():
    seen = view("submitted", is_open=False, stuck=STUCK, ledger={"closed": 2})
    moves = tuple(Move(name, OPENED) for name in ("submitted", "withdrawn", "submitted"))
    assert list(FEATURE.run(replace(seen, ledger=replace(seen.ledger, moves=moves)))) == []
