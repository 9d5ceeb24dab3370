"""Labels of stages changed by hand are put back, and that is said once."""

from __future__ import annotations

from datetime import timedelta

from bot.nomination import Nomination, Relabelled, Restored
from tests.deciding import decided, settled
from tests.nominations import LIN, MAYA, NOW, stored, view

LABELS = frozenset({"nomination", "stage: screening", "type: software"})
AT = NOW - timedelta(minutes=5)


def screening(*events: Relabelled, **changed):
    """A nomination in screening that carries its labels, but for what somebody has changed."""
    return stored(view(labels=LABELS, relabelled=events, **changed)).nomination


def said(seen: Nomination) -> list[str]:
    """What is said of labels until everything has come to rest."""
    return [c.body for c in settled(seen).comments if any(mark.key.startswith("label/") for mark in c.marks)]


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


def test_no_label_moves_the_nomination():
    labelled = screening(Relabelled(MAYA, AT, "withdrawn", True))
    ledger = settled(labelled).ledger
    assert ledger is not None
    assert ledger.stage == "screening"


def test_the_plan_comes_to_rest():
    events = [
        Relabelled(who, AT, stage, on) for who in (MAYA, LIN) for stage in ("withdrawn", "screening") for on in (True, False)
    ]
    assert decided(settled(screening(*events, restored=(Restored(MAYA, AT),)))).effects == ()
