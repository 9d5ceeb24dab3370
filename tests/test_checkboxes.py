"""Boxes of a checklist: what is written is read back, and two texts tell what somebody ticked between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import checkboxes
from tests.nominations import INDICATORS, STANDARD

NONE = dict.fromkeys(INDICATORS, False)
states = st.lists(st.booleans(), min_size=len(NONE), max_size=len(NONE)).map(lambda on: dict(zip(NONE, on, strict=True)))


def listed(state) -> str:
    lines = (checkboxes.line(on, name, f"{STANDARD.indicator[name].title}: open") for name, on in state.items())
    return "A sentence before.\n\n{}\n\nAnother one.".format("\n".join(lines))


def written(*ticked: str) -> str:
    return listed({**NONE, **dict.fromkeys(ticked, True)})


@given(states)
def test_what_is_written_is_read_back(state):
    assert checkboxes.read(listed(state)) == state


@given(states, states)
def test_two_texts_tell_exactly_what_was_ticked_between_them(before, after):
    changes = {name: after[name] for name in NONE if before[name] != after[name]}
    assert list(checkboxes.toggled(listed(before), listed(after)).items()) == list(changes.items())


@pytest.mark.parametrize("sign", ["x", "X"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_tick_is_written_in_either_case_and_with_the_line_ends_of_a_browser(sign, end):
    text = written().replace("- [ ] 4", f"- [{sign}] 4", 1).replace("\n", end)
    assert checkboxes.toggled(written(), text) == {"4": True}


def test_a_tick_taken_back_is_told_as_one():
    assert checkboxes.toggled(written("4"), written()) == {"4": False}


@pytest.mark.parametrize("text", ["", "- [x]4", " * [x] 4 Platform", "- [y] 4 Platform", "  - [x] 4 Platform"])
def test_what_is_no_box_is_passed_over(text):
    assert checkboxes.read(text) == {}


def test_boxes_that_somebody_removed_or_added_are_no_ticks():
    fewer = "\n".join(line for line in written("4").splitlines() if "] 4 " not in line)
    assert checkboxes.toggled(written("4"), fewer) == {}
    assert checkboxes.toggled(written(), f"{written()}\n- [x] 99 Something new") == {}


@given(st.text(), st.text())
def test_no_text_makes_it_raise(before, after):
    for text in (after, written() + after):
        assert set(checkboxes.toggled(before + written(), text)) <= set(checkboxes.read(text))
