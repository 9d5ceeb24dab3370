"""Labels of stages changed by hand: what is adopted, what is put back, and that either is said once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.nomination import Nomination, Relabelled, Restored
from config.models import Workflow
from tests.deciding import decided, settled
from tests.nominations import AMINA, LIN, MAYA, NOW, WORKFLOW, flow, stored, view

ADOPT = flow("manual_labels: adopt")
LABELS = frozenset({"nomination", "stage: screening", "type: software"})
AT = NOW - timedelta(minutes=5)


def screening(*events: Relabelled, **changed):
    """A nomination in screening that carries its labels, but for what somebody has changed."""
    return stored(view(labels=LABELS, relabelled=events, **changed)).nomination


def said(seen: Nomination, workflow: Workflow = WORKFLOW) -> list[str]:
    """What is said of labels until everything has come to rest."""
    return [c.body for c in settled(seen, workflow).comments if any(mark.key.startswith("label/") for mark in c.marks)]


def test_a_label_that_is_put_on_is_explained_with_the_ways_that_this_person_has():
    (line,) = said(screening(Relabelled(MAYA, AT, "candidate", True)))
    assert line.startswith("`maya` put on the label `stage: candidate`.")
    assert "`/withdraw`" in line
    (line,) = said(screening(Relabelled(LIN, AT, "candidate", True)))
    assert "`/withdraw`" not in line


def test_the_stages_own_label_needs_no_word():
    assert said(screening(Relabelled(MAYA, AT, "screening", True))) == []
    assert said(screening(Relabelled(MAYA, AT, "candidate", False))) == []


def test_a_label_taken_off_for_another_one_is_told_with_it():
    on, off = Relabelled(MAYA, AT, "candidate", True), Relabelled(MAYA, AT, "screening", False)
    assert len(said(screening(off))) == 1
    assert len(said(screening(on, off))) == 1


@pytest.mark.parametrize(
    ("who", "workflow", "stage"), [(MAYA, WORKFLOW, "screening"), (MAYA, ADOPT, "withdrawn"), (LIN, ADOPT, "screening")]
)
def test_only_where_the_workflow_says_so_a_label_is_taken_for_the_command(who, workflow: Workflow, stage: str):
    labelled = screening(Relabelled(who, AT, "withdrawn", True))
    ledger = settled(labelled, workflow).ledger
    assert ledger is not None
    assert ledger.stage == stage
    assert len(said(labelled, workflow)) == 1


def test_an_adopted_label_stands_in_the_ledger_with_who_and_when():
    seen = settled(screening(Relabelled(AMINA, AT, "withdrawn", True)), ADOPT)
    assert seen.ledger is not None
    (move,) = [move for move in seen.ledger.moves if move.stage == "withdrawn"]
    assert (move.by, move.at, move.by_command) == (AMINA, AT, True)


@pytest.mark.parametrize("workflow", [WORKFLOW, ADOPT])
def test_the_plan_comes_to_rest(workflow: Workflow):
    events = [
        Relabelled(who, AT, stage, on) for who in (MAYA, LIN) for stage in ("withdrawn", "screening") for on in (True, False)
    ]
    seen = settled(screening(*events, restored=(Restored(MAYA, AT),)), workflow)
    assert decided(seen, workflow).effects == ()
