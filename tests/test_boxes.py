"""Boxes on the board: what is written is read back, and two texts tell what somebody ticked between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import boxes
from tests.nominations import INDICATORS, STANDARD

TITLES = {indicator.id: f"{indicator.id} {indicator.title}" for indicator in STANDARD.indicators}
NONE = {(tier, name): False for tier in (1, 2) for name in INDICATORS}
states = st.lists(st.booleans(), min_size=len(NONE), max_size=len(NONE)).map(lambda on: dict(zip(NONE, on, strict=True)))


def written(*ticked: tuple[int, str]) -> str:
    return boxes.render({**NONE, **dict.fromkeys(ticked, True)}, TITLES)


def test_a_list_for_each_review_with_the_indicators_in_the_order_of_the_standard():
    lines = written((2, "9a")).splitlines()
    assert lines[0] == "**First review**"
    assert lines[1] == f"- [ ] {TITLES['1']}"
    assert f"- [x] {TITLES['9a']}" in lines[lines.index("**Second review**") :]
    assert sum(line.startswith("- [") for line in lines) == len(NONE)


@given(states)
def test_what_is_written_is_read_back(state):
    assert boxes.read(boxes.render(state, TITLES)) == state


@given(states, states)
def test_two_texts_tell_exactly_what_was_ticked_between_them(before, after):
    changes = {key: after[key] for key in NONE if before[key] != after[key]}
    found = boxes.toggled(boxes.render(before, TITLES), boxes.render(after, TITLES))
    assert found == changes
    assert list(found) == [key for key in NONE if key in changes]


@pytest.mark.parametrize("sign", ["x", "X"])
def test_a_tick_is_written_in_either_case(sign):
    text = written().replace("- [ ] 4", f"- [{sign}] 4", 1)
    assert boxes.toggled(written(), text) == {(1, "4"): True}


def test_a_tick_taken_back_is_told_as_one():
    assert boxes.toggled(written((1, "4")), written()) == {(1, "4"): False}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- [x] 4 before any heading",
        "**First review**\n- [x]4",
        "**First review**\n * [x] 4 Platform",
        "**First review**\n- [y] 4 Platform",
        "First review\n- [x] 4 Platform",
    ],
)
def test_what_is_no_box_of_a_review_is_passed_over(text):
    assert boxes.read(text) == {}


def test_boxes_that_somebody_removed_or_added_are_no_ticks():
    fewer = "\n".join(line for line in written((1, "4")).splitlines() if "4 " not in line)
    assert boxes.toggled(written((1, "4")), fewer) == {}
    assert boxes.toggled(written(), f"{written()}\n- [x] 99 Something new") == {}


@given(st.text(), st.text())
def test_no_text_makes_it_raise(before, after):
    for text in (after, written() + after):
        assert set(boxes.toggled(before + written(), text)) <= set(boxes.read(text))
