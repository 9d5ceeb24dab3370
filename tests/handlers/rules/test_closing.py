"""The issue is closed when the nomination ends, once; a person who decides otherwise has the last word."""

from __future__ import annotations

import pytest

from bot.effects import CloseIssue
from bot.ledger import Move, Override
from handlers.rules.closing import FEATURE
from tests.nominations import LIN, NOW, OPENED, flow, view


def closing(stage: str, *, is_open: bool = True, moves=(), **ledger) -> list[object]:
    path = tuple(Move(name, OPENED) for name in (*moves, stage))
    return list(FEATURE.run(view(stage, is_open=is_open, ledger={"moves": path, **ledger})))


@pytest.mark.parametrize("stage", ["submitted", "needs-info", "screening", "candidate", "technical-review", "approved"])
def test_a_nomination_that_goes_on_stays_open(stage):
    assert closing(stage) == []


@pytest.mark.parametrize(("stage", "reason"), [("withdrawn", "not_planned"), ("ineligible", "not_planned")])
def test_one_that_ended_is_closed_as_its_stage_says(stage, reason):
    assert closing(stage) == [CloseIssue(reason)]


def test_a_new_digital_public_good_is_closed_only_when_it_has_been_announced():
    assert closing("dpg", channels={"comment": "sending", "release": "sent"}) == []
    assert closing("dpg", channels={"comment": "sent", "release": "failed"}) == [CloseIssue("completed")]


def test_a_merge_that_waits_to_be_confirmed_keeps_it_open():
    assert closing("dpg", overrides=(Override("dpg", LIN, NOW),)) == []


def test_it_is_closed_once_for_each_move_and_not_again_after_a_person_opened_it():
    assert closing("withdrawn", moves=["submitted"], closed=2) == []


def test_an_issue_that_is_closed_already_is_left_alone():
    assert closing("withdrawn", is_open=False) == []


def test_a_registry_may_leave_issues_open():
    seen = view("withdrawn", flow=flow("stages: {withdrawn: {closes: null}}"))
    assert list(FEATURE.run(seen)) == []
