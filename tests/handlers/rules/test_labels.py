"""Labels: what the bot sets and takes off, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import effects as fx
from bot.ledger import Hold
from handlers.rules.labels import FEATURE
from tests.nominations import LIN, NOW, OPENED, view
from tests.story import body_with_gap, complete_body

RIGHT = frozenset({"nomination", "stage: screening", "awaiting: first review", "late", "type: software", "type: content"})


def wanted(**changed) -> list[object]:
    return list(FEATURE.run(view("screening", body=complete_body(type=["software", "content"]), **changed)))


def test_a_new_nomination_gets_its_own_its_stage_and_its_categories():
    (added,) = wanted()
    assert added == fx.AddLabels(
        ("nomination", "stage: screening", "awaiting: first review", "late", "type: software", "type: content")
    )


def test_when_they_are_right_nothing_is_done():
    assert wanted(labels=RIGHT) == []


def test_the_new_stage_is_added_before_the_old_goes():
    effects = wanted(labels=RIGHT - {"stage: screening"} | {"stage: submitted", "stage: spam"})
    assert effects == [
        fx.AddLabels(("stage: screening",)),
        fx.RemoveLabel("stage: spam"),
        fx.RemoveLabel("stage: submitted"),
    ]


def test_a_category_that_was_taken_back_loses_its_label():
    assert wanted(labels=RIGHT | {"type: data"}) == [fx.RemoveLabel("type: data")]


def test_labels_of_people_stay():
    assert wanted(labels=RIGHT | {"help wanted", "stage fright", "type: unknown"}) == []


def of(seen) -> set[str]:
    return {name for effect in FEATURE.run(seen) if isinstance(effect, fx.AddLabels) for name in effect.names}


@pytest.mark.parametrize(
    ("seen", "label"),
    [
        (view("needs-info", body=body_with_gap()), "awaiting: nominator"),
        (view("technical-review"), "awaiting: first review"),
        (view("technical-review", [(LIN, "pass", "all")]), "awaiting: second review"),
        (view("consultation"), "awaiting: expert"),
        (view("approved"), "awaiting: maintainer"),
        (view("dpg"), None),
        (view("screening", ledger={"hold": Hold(LIN, NOW, "travelling")}), None),
    ],
)
def test_one_label_says_whose_turn_it_is(seen, label):
    assert {name for name in of(seen) if name.startswith("awaiting: ")} == ({label} if label else set())


def test_late_is_said_of_those_who_review_and_never_of_a_nominator():
    assert "late" in of(replace(view("screening"), now=OPENED + timedelta(days=9)))
    assert "late" not in of(replace(view("screening"), now=OPENED + timedelta(days=7)))
    assert "late" not in of(replace(view("needs-info", body=body_with_gap()), now=OPENED + timedelta(days=400)))


def test_capital_letters_make_no_other_label():
    assert wanted(labels=frozenset(name.upper() for name in RIGHT)) == []
    assert wanted(labels=frozenset({*RIGHT, "Stage: Spam"})) == [fx.RemoveLabel("Stage: Spam")]
