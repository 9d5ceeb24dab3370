"""Labels: what the bot sets and takes off, and what it leaves alone."""

from __future__ import annotations

from bot import effects as fx
from handlers.rules.labels import FEATURE
from tests.nominations import view
from tests.story import complete_body

RIGHT = frozenset({"nomination", "stage: screening", "type: software", "type: content"})


def wanted(**changed) -> list[object]:
    return list(FEATURE.run(view("screening", body=complete_body(type=["software", "content"]), **changed)))


def test_a_new_nomination_gets_its_own_its_stage_and_its_categories():
    assert wanted() == [fx.AddLabels(("nomination", "stage: screening", "type: software", "type: content"))]


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


def test_capital_letters_make_no_other_label():
    assert wanted(labels=frozenset(name.upper() for name in RIGHT)) == []
    assert wanted(labels=frozenset({*RIGHT, "Stage: Spam"})) == [fx.RemoveLabel("Stage: Spam")]
