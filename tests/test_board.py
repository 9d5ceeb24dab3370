"""How a board is laid out, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bot.turn import ready_to_merge, turn

from bot.ledger import Override, PullNote
from bot.text.board import Board, Row, bar, day, render
from bot.working_time import end_of_day
from tests.nominations import LIN, NOW, OMAR, OPENED, WORKFLOW, pull, view
from tests.story import body_with_gap

PLAIN = Board(
    name="OpenMRS",
    stage="screening",
    turn="**It is a reviewer's turn.**",
    path=("`a ✓`", "**`b`**"),
    passed=3,
    of=12,
    todo_for="nominator",
    todos=(),
    rows=(Row("⬜", "1 SDG relevance", ("open", "open"), "SDG 3"),),
    notes=(),
    footer="The end.",
)


def test_it_reads_from_the_name_to_the_footer():
    assert render(PLAIN) == (
        "### OpenMRS · screening\n\n"
        "**It is a reviewer's turn.**\n\n"
        "`a ✓` → **`b`**\nIndicators passed: **3 of 12** ▰▰▰▱▱▱▱▱▱▱▱▱\n\n"
        "<details open><summary><b>The indicators</b></summary>\n\n"
        "| | indicator | first review | second review | evidence |\n| --- | --- | --- | --- | --- |\n"
        "| ⬜ | 1 SDG relevance | open | open | SDG 3 |\n\n</details>\n\n"
        "<sub>The end.</sub>"
    )


def test_what_is_to_do_is_numbered_and_notes_are_listed():
    shown = render(replace(PLAIN, todos=("one", "two"), notes=("a note", "another")))
    assert "**To do, nominator**\n1. one\n2. two\n\n" in shown
    assert "- a note\n- another" in shown


def test_a_long_list_is_cut_with_a_word_about_the_rest():
    shown = render(replace(PLAIN, todos=tuple(f"do {n}" for n in range(100))))
    assert "40. do 39\n41. … and 60 more; they appear here as the first ones are filled in." in shown
    assert "do 40" not in shown


@pytest.mark.parametrize(
    ("done", "of", "filled"), [(0, 12, 0), (1, 12, 1), (6, 12, 6), (12, 12, 12), (0, 0, 0), (3, 5, 3), (1, 24, 0)]
)
def test_a_bar_is_full_only_when_all_is_done(done, of, filled):
    assert bar(done, of) == "▰" * filled + "▱" * (min(of, 12) - filled)


def test_a_day_is_written_out():
    assert day(datetime(2026, 3, 2, tzinfo=UTC)) == "2 March 2026"


# Whose turn it is.

ALL = [(LIN, "pass", "all"), (OMAR, "pass", "all")]
VERDICT = OPENED + timedelta(days=2)


@pytest.mark.parametrize("stage", [name for name, stage in WORKFLOW.stages.items()])
def test_the_stage_says_whose_turn_it_is_and_for_how_long(stage):
    seen = view(stage, body=body_with_gap())
    wait = WORKFLOW.stages[stage].wait
    side = turn(seen).side
    assert ("reviewer" if side == "L1" else side) == WORKFLOW.stages[stage].turn
    assert turn(seen).by == (end_of_day(WORKFLOW, seen.ledger.moves[-1].at + timedelta(days=wait)) if wait else None)


def test_a_green_pull_request_is_a_maintainers_turn_a_week_from_the_last_verdict():
    seen = view("screening", [(LIN, "pass", "1 2")])
    ready = replace(seen, nomination=seen.nomination.with_pull(pull()))
    assert turn(ready).side == "maintainer"
    assert "#12" in turn(ready).step
    assert turn(ready).by == end_of_day(WORKFLOW, VERDICT + timedelta(days=7))


@pytest.mark.parametrize(
    ("stage", "verdicts", "one"),
    [
        ("screening", [(LIN, "pass", "1")], pull()),
        ("screening", [(LIN, "pass", "1 2")], pull(state="closed")),
        ("withdrawn", [(LIN, "pass", "1 2")], pull()),
        ("technical-review", [(LIN, "pass", "all")], pull("dpg")),
    ],
)
def test_one_that_cannot_be_merged_yet_is_nobodys_turn_to_merge(stage, verdicts, one):
    seen = view(stage, verdicts)
    assert ready_to_merge(replace(seen, nomination=seen.nomination.with_pull(one))) is None


def test_one_with_a_file_changed_by_hand_is_not_ready():
    seen = view("screening", [(LIN, "pass", "1 2")], ledger={"pulls": {"candidate": PullNote(12, files={"a.json": "~1"})}})
    assert ready_to_merge(replace(seen, nomination=seen.nomination.with_pull(pull()))) is None


def test_the_second_is_ready_with_two_reviewers():
    seen = view("approved", ALL)
    assert ready_to_merge(replace(seen, nomination=seen.nomination.with_pull(pull("dpg")))).kind == "dpg"


def test_a_merge_to_be_confirmed_goes_before_everything_else():
    seen = view("dpg", ledger={"overrides": (Override("dpg", LIN, NOW),)})
    assert turn(seen).side == "maintainer"
    assert "`/override because REASON`" in turn(seen).step
