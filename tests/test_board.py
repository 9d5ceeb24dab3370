"""How a board is laid out, and its headline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.contracts import View
from bot.model.ledger_entries import Hold, Override, PullNote
from bot.review.board.notes import list_notes
from bot.review.turn_headline import write_headline
from bot.review.waits import list_waits, update_clocks
from bot.text.board_layout import Board, Row, bar, day, render
from tests.asking import asking, question
from tests.nominations import LIN, NOW, OMAR, change_ledger, pull, view

PLAIN = Board(
    name="OpenMRS",
    stage="screening",
    turn="**Waiting for a reviewer.**",
    thanks="",
    path=("`a ✓`", "**`b`**"),
    passed=3,
    of=12,
    todos=(),
    later=(),
    rows=(Row("⬜", "1 SDG relevance", ("open", "open"), "SDG 3"),),
    notes=(),
    footer="The end.",
)


def test_it_reads_from_the_name_to_the_footer():
    assert render(PLAIN) == (
        "### OpenMRS · screening\n\n"
        "**Waiting for a reviewer.**\n\n"
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


def test_what_a_later_step_needs_stands_apart_and_the_numbers_go_on():
    shown = render(replace(PLAIN, todos=("one",), later=("two",)))
    assert "**To do, nominator**\n1. one\n\n**For a later step, nominator** (you can answer already)\n2. two\n\n" in shown


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


# What is waited for.

ALL = [(LIN, "pass", "all"), (OMAR, "pass", "all")]


def merges(seen: View) -> list[str]:
    return [wait.what for wait in list_waits(seen) if wait.kind == "merge"]


def test_a_green_pull_request_waits_for_a_maintainer():
    seen = view("screening", [(LIN, "pass", "1 2")])
    ready = replace(seen, nomination=seen.nomination.with_pull(pull()))
    assert write_headline(ready) == (
        "**Waiting for a maintainer until 9 March 2026:** merge #12, which is ready. Nominator: nothing for you to do now."
    )


@pytest.mark.parametrize(
    ("stage", "verdicts", "one"),
    [
        ("screening", [(LIN, "pass", "1")], pull()),
        ("screening", [(LIN, "pass", "1 2")], pull(state="closed")),
        ("withdrawn", [(LIN, "pass", "1 2")], pull()),
        ("technical-review", [(LIN, "pass", "all")], pull("dpg", number=13)),
    ],
)
def test_for_the_merge_of_one_that_cannot_be_merged_yet_nobody_is_waited_for(stage, verdicts, one):
    seen = view(stage, verdicts)
    seen = replace(seen, nomination=seen.nomination.with_pull(pull(state="merged")))
    assert merges(replace(seen, nomination=seen.nomination.with_pull(one))) == []


def test_one_with_a_file_changed_by_hand_is_not_merged_but_decided_about():
    seen = view("screening", [(LIN, "pass", "1 2")], ledger={"ours": {"candidate": PullNote(12, files={"a.json": "~1"})}})
    (one,) = list_waits(replace(seen, nomination=seen.nomination.with_pull(pull())))
    assert (one.key, one.side) == ("decision/candidate", "maintainers")


def test_the_second_is_ready_with_two_reviewers():
    seen = view("approved", ALL)
    there = seen.nomination.with_pull(pull(state="merged")).with_pull(pull("dpg", number=13))
    assert merges(replace(seen, nomination=there)) == ["merge #13, which is ready"]


def test_a_merge_to_be_confirmed_goes_before_everything_else():
    seen = view("dpg", ledger={"overrides": (Override("dpg", LIN, NOW),)})
    assert write_headline(seen) == (
        "**Waiting for a maintainer until 16 March 2026:** confirm the merge, which came before `dpg-review` was green, "
        "with `/override because REASON`, or take the record out with `/close removed REASON`; nothing is announced until then. Nominator: nothing for you to do now."
    )


# What time alone does to it: nothing.


def test_the_date_of_a_question_that_stands_still_does_not_wander():
    on_hold = replace(
        asking(question()), ledger=change_ledger(asking(question()).ledger, hold=Hold(LIN, NOW, "the owner travels"))
    )
    on_hold = replace(on_hold, ledger=update_clocks(on_hold))
    for days in (0, 10):
        seen = replace(on_hold, moment=NOW + timedelta(days=days), now=NOW + timedelta(days=days))
        (line,) = [note for note in list_notes(seen) if note.startswith("[Question 1]")]
        assert line.endswith("about 9a Privacy & security: open, its days stand still.")
