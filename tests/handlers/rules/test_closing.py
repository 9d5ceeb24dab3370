"""The issue is closed when the nomination ends, once; a person who decides otherwise has the last word."""

from __future__ import annotations

import pytest

from bot.model.effects import CloseIssue
from bot.model.ledger_entries import Override, Remark
from handlers.rules.closing import FEATURE
from tests.nominations import LIN, NOW, NUMBER, WORKFLOW, pull, view

REMARK = Remark(LIN, NOW, 900, NUMBER, "it is open now")


def closing(stage: str, *, is_open: bool = True, pulls=(), **ledger) -> list[object]:
    return list(FEATURE.run(view(stage, is_open=is_open, pulls=dict(pulls), ledger=ledger)))


@pytest.mark.parametrize("stage", ["submitted", "screening", "candidate", "technical-review", "approved"])
def test_a_nomination_that_goes_on_stays_open(stage):
    assert closing(stage) == []


@pytest.mark.parametrize("stage", [*WORKFLOW.endings, "expired"])
def test_one_that_ended_is_closed_as_its_stage_says(stage):
    assert closing(stage) == [CloseIssue("not_planned")]


@pytest.mark.parametrize(
    ("stage", "ledger"),
    [("ineligible", {"appeal": REMARK}), ("dpg", {"channels": {"comment": "sent", "release": "sent"}, "concerns": (REMARK,)})],
)
def test_as_long_as_somebody_is_awaited_it_stays_open(stage, ledger):
    assert closing(stage, **ledger) == []


def test_the_archiving_of_a_record_keeps_none_open():
    assert closing("removed", pulls={"archive": pull("archive")}) == [CloseIssue("not_planned")]


def test_a_new_digital_public_good_is_closed_only_when_it_has_been_announced():
    assert closing("dpg", channels={"comment": "sending", "release": "sent"}) == []
    assert closing("dpg", channels={"comment": "sent", "release": "failed"}) == [CloseIssue("completed")]


def test_a_merge_that_waits_to_be_confirmed_keeps_it_open():
    assert closing("dpg", overrides=(Override("dpg", LIN, NOW),)) == []


def test_it_is_closed_once_and_not_again_after_a_person_opened_it():
    assert closing("withdrawn", is_closed=True) == []


def test_an_issue_that_is_closed_already_is_left_alone():
    assert closing("withdrawn", is_open=False) == []
