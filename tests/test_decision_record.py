"""The decision record: who decided what and when, for machines and for people, with nothing in it that GitHub would act on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from bot.model.contracts import View
from bot.model.ledger_entries import Override, StageChange
from bot.review.indicator_status import replace_ledger
from bot.review.pulls.decision_record import LONGEST, build_decision_record, render_decision_record, write_harmless_json
from tests.nominations import LIN, MAYA, NOW, OMAR, OPENED, change_ledger, view
from tests.whole_texts import compare_with_file

DAY = timedelta(days=1)
OUTCOME = "digital public good"
MOVES = (
    StageChange("submitted", OPENED),
    StageChange("screening", OPENED + DAY),
    StageChange("candidate", OPENED + 3 * DAY, MAYA),
    StageChange("closed", OPENED + 8 * DAY, MAYA, ending="ineligible"),
)


def decided(note: str = "", **changed: object) -> View:
    """Two reviewers, an expert, an override, and an end."""
    seen = view("technical-review", [(LIN, "pass", "all"), (OMAR, "pass", "1 2"), (OMAR, "fail", "9a")])
    verdicts = seen.ledger.review.verdicts
    told = tuple(replace(v, advice=v.by == OMAR and v.indicator == "2", note=note or f"on {v.indicator}") for v in verdicts)
    more = {"verdicts": told, "moves": MOVES, "overrides": (Override("dpg", MAYA, NOW, "it is *known*"),), **changed}
    return replace_ledger(seen, change_ledger(seen.ledger, **more))


def test_for_machines_it_says_what_was_decided_by_whom_when_and_on_which_answers():
    record = build_decision_record(decided(), OUTCOME)
    compare_with_file("decision-record", json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def test_for_people_it_says_the_same_in_a_table():
    compare_with_file("decision-record-for-people", render_decision_record(decided(), OUTCOME))


def test_nobody_stands_as_nobody_and_the_bot_as_the_bot():
    record = build_decision_record(decided(overrides=(Override("dpg", None, NOW),)), OUTCOME)
    assert record["overrides"] == [{"what": "dpg", "by": None, "reason": ""}]
    assert [stage["by"] for stage in record["stages"]] == ["bot", "bot", "maya", "maya"]


def test_in_a_comment_a_machine_reads_the_same_and_github_acts_on_nothing():
    wicked = "@maya #12 <img> `x` & more"
    text = write_harmless_json(decided(wicked), OUTCOME)
    assert json.loads(text) == json.loads(json.dumps(build_decision_record(decided(wicked), OUTCOME)))
    assert not set("@#<>`&") & set(text)


def test_one_that_is_too_long_for_a_comment_leaves_out_notes_and_evidence_and_nothing_else():
    seen = decided("x" * 2_000)
    short, whole = json.loads(write_harmless_json(seen, OUTCOME)), build_decision_record(seen, OUTCOME)
    assert len(write_harmless_json(seen, OUTCOME)) <= LONGEST
    for of_short, of_whole in zip(short["indicators"], whole["indicators"], strict=True):
        assert {**of_short, "evidence": of_whole["evidence"], "verdicts": of_whole["verdicts"]} == of_whole
        assert [{**verdict, "note": "x" * 2_000} for verdict in of_short["verdicts"]] == of_whole["verdicts"]
        assert of_short["evidence"] == ""
    assert {**short, "indicators": []} == {**whole, "indicators": []}
