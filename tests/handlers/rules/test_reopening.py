"""The issue is opened again when somebody is awaited on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.effects import ReopenIssue, ReopenPull
from bot.model.ledger_entries import Approval, Remark, Round
from bot.model.nomination import NominatingPull
from bot.review.waits import list_waits
from handlers.rules.reopening import FEATURE
from tests.nominations import AMINA, NOW, NUMBER, OPENED, STANDARD, pull, view

REMARK = Remark(AMINA, NOW, 900, NUMBER, "it is open now")
GOOD = {"approvals": (Approval(OPENED, NOW + timedelta(days=60), STANDARD.version),), "channels": {"comment": "sent"}}
RENEWAL = {**GOOD, "round": Round(NOW), "rounds": 1}


def reopening(stage: str, *, is_open: bool = False, is_closed: bool = True, changed=None, **ledger) -> list[object]:
    return list(FEATURE.run(view(stage, is_open=is_open, ledger={"is_closed": is_closed, **ledger}, **(changed or {}))))


@pytest.mark.parametrize(
    ("stage", "ledger"),
    [
        ("submitted", {}),
        ("candidate", {}),
        ("ineligible", {"appeal": REMARK}),
        ("dpg", {**GOOD, "concerns": (REMARK,)}),
        ("dpg", RENEWAL),
        ("expired", {**RENEWAL, "round": Round(NOW, NOW)}),
    ],
)
def test_it_is_opened_again_when_somebody_is_awaited(stage, ledger):
    assert reopening(stage, **ledger) == [ReopenIssue()]


@pytest.mark.parametrize(("stage", "ledger"), [("withdrawn", {}), ("dpg", GOOD), ("expired", GOOD), ("expired", RENEWAL)])
def test_where_nobody_is_awaited_it_stays_closed(stage, ledger):
    assert reopening(stage, **ledger) == []


def test_the_archiving_of_a_record_opens_none():
    assert reopening("removed", changed={"pulls": {"archive": pull("archive")}}) == []


@pytest.mark.parametrize("stage", ["submitted", "candidate"])
def test_an_issue_that_a_person_closed_is_not_opened_again(stage):
    assert reopening(stage, is_closed=False) == []


def test_one_that_is_open_is_left_alone():
    assert reopening("submitted", is_open=True) == []


def test_where_github_refuses_that_a_maintainer_is_asked():
    (wait, *_) = list_waits(view("dpg", is_open=False, ledger={**RENEWAL, "is_closed": True, "stays_closed": True}))
    assert (wait.key, wait.what) == (
        "decision/reopen",
        "open #7 again, which GitHub refused to do for the bot; or nominate the project anew with `dpgbot issue-body`",
    )


def test_a_pull_request_that_was_merged_is_not_tried_to_be_opened():
    merged = NominatingPull(NUMBER, "c" * 40, AMINA, "merged")
    assert reopening("dpg", changed={"nominating_pull": merged}, **RENEWAL) == []
    assert reopening("dpg", changed={"nominating_pull": replace(merged, state="closed")}, **RENEWAL) == [ReopenIssue()]


def test_the_other_pull_request_of_a_pair_is_opened_before_it():
    pair = {
        "nominating_pull": NominatingPull(NUMBER, "c" * 40, AMINA, "closed"),
        "partner": NominatingPull(8, "d" * 40, AMINA, "closed"),
    }
    assert reopening("submitted", changed=pair) == [ReopenPull(None, 8), ReopenIssue()]
    pair["partner"] = replace(pair["partner"], state="open")
    assert reopening("submitted", changed=pair) == [ReopenIssue()]
