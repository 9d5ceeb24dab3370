"""Labels: what the bot sets and takes off, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import effects as fx
from bot.model.ledger_entries import Hold, Remark
from handlers.rules.labels import FEATURE
from tests.asking import ANA, asking, question
from tests.nominations import LIN, NOW, NUMBER, OMAR, WORKFLOW, pull, view
from tests.story import body_with_gap, complete_body

RIGHT = frozenset({"nomination", "stage: screening", "awaiting: reviewer", "type: software", "type: content"})


def wanted(**changed) -> list[object]:
    return list(FEATURE.run(view("screening", body=complete_body(type=["software", "content"]), **changed)))


def test_a_new_nomination_gets_its_own_its_stage_and_its_categories():
    (added,) = wanted()
    assert added == fx.AddLabels(("nomination", "stage: screening", "awaiting: reviewer", "type: software", "type: content"))


def test_when_they_are_right_nothing_is_done():
    assert wanted(labels=RIGHT) == []


def test_the_new_stage_is_added_before_the_old_goes():
    effects = wanted(labels=RIGHT - {"stage: screening"} | {"stage: submitted", "closed: spam"})
    assert effects == [
        fx.AddLabels(("stage: screening",)),
        fx.RemoveLabel("closed: spam"),
        fx.RemoveLabel("stage: submitted"),
    ]


def test_a_category_that_was_taken_back_loses_its_label():
    assert wanted(labels=RIGHT | {"type: data"}) == [fx.RemoveLabel("type: data")]


def test_labels_of_people_stay():
    assert wanted(labels=RIGHT | {"help wanted", "stage fright", "type: unknown"}) == []


def of(seen) -> set[str]:
    return {name for effect in FEATURE.run(seen) if isinstance(effect, fx.AddLabels) for name in effect.names}


@pytest.mark.parametrize(
    ("seen", "awaited"),
    [
        (view("submitted", body=body_with_gap()), {"nominator"}),
        (view("screening", body=body_with_gap()), {"nominator", "reviewer"}),
        (view("technical-review"), {"reviewer"}),
        (view("technical-review", [(LIN, "pass", "all")]), {"reviewer"}),
        (asking(question(1)), {"nominator", "reviewer"}),
        (asking(question(1), question(2, "1", expert=ANA)), {"nominator", "expert", "reviewer"}),
        (view("approved", [(LIN, "pass", "all"), (OMAR, "pass", "all")], pulls={"dpg": pull("dpg")}), {"maintainer"}),
        (view("ineligible", ledger={"appeal": Remark(LIN, NOW, 900, NUMBER, "no")}), {"maintainer"}),
        (view("dpg"), set()),
        (view("withdrawn"), set()),
        (view("screening", ledger={"hold": Hold(LIN, NOW, "travelling")}), set()),
    ],
)
def test_labels_say_who_is_awaited_all_of_them(seen, awaited):
    assert {name for name in of(seen) if name.startswith("awaiting: ")} == {f"awaiting: {side}" for side in awaited}


@pytest.mark.parametrize("ending", WORKFLOW.endings)
def test_one_that_is_closed_shows_why(ending):
    assert of(view(ending)) == {"nomination", f"closed: {ending}", "type: software"}


def since(days: int, seen=None):
    """What is waited for has been waited for since it was opened, so many days ago."""
    seen = seen or view("screening")
    return replace(seen, now=NOW + timedelta(days=days))


def test_late_is_said_of_those_who_review_and_never_of_a_nominator():
    assert "late" in of(since(8))
    assert "late" not in of(since(6))
    assert "late" in of(since(8, view("screening", body=body_with_gap())))
    assert "late" not in of(since(400, view("submitted", body=body_with_gap())))


def test_capital_letters_make_no_other_label():
    assert wanted(labels=frozenset(name.upper() for name in RIGHT)) == []
    assert wanted(labels=frozenset({*RIGHT, "Closed: Spam"})) == [fx.RemoveLabel("Closed: Spam")]
