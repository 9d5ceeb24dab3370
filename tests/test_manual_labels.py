"""Labels of stages changed by hand are put back, and that is said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.nomination import Nomination, Relabelled, Restored
from bot.review.manual_labels import LabelNotice
from tests.deciding import decided, settled
from tests.nominations import LIN, MAYA, NOW, STRANGER, stored, view

LABELS = frozenset({"nomination", "stage: screening", "type: software"})
AT = NOW - timedelta(minutes=5)


def screening(*events: Relabelled, **changed):
    """A nomination in screening that carries its labels, but for what somebody has changed."""
    return stored(view(labels=LABELS, relabelled=events, **changed)).nomination


def said(seen: Nomination) -> list[str]:
    """What is said of labels until everything has come to rest."""
    return [c.body for c in settled(seen).comments if any(mark.key.startswith("label/") for mark in c.marks)]


def test_a_label_that_is_put_on_is_explained_with_the_ways_that_this_person_has():
    (line,) = said(screening(Relabelled(MAYA, AT, "stage: candidate", True)))
    assert line == (
        "`maya` put on the label `stage: candidate`. The label follows the review, not the other way round, so I have put the "
        "labels back: this nomination is in **screening**. From here you can use: "
        "`/close withdrawn|inactive|ineligible|duplicate|spam|excluded reason`."
    )
    (line,) = said(screening(Relabelled(STRANGER, AT, "closed: spam", True)))
    assert line == (
        "`a-stranger` put on the label `closed: spam`. The label follows the review, not the other way round, so I have put the "
        "labels back: this nomination is in **screening**."
    )


def test_the_stages_own_label_needs_no_word():
    assert said(screening(Relabelled(MAYA, AT, "stage: screening", True))) == []
    assert said(screening(Relabelled(MAYA, AT, "stage: candidate", False))) == []


def test_a_label_taken_off_for_another_one_is_told_with_it():
    on, off = Relabelled(MAYA, AT, "stage: candidate", True), Relabelled(MAYA, AT, "stage: screening", False)
    assert len(said(screening(off))) == 1
    assert len(said(screening(on, off))) == 1


def test_of_a_closed_nomination_the_label_says_why_and_needs_no_word():
    labels = frozenset({"nomination", "closed: spam", "type: software"})
    closed = stored(view("spam", labels=labels, relabelled=(Relabelled(MAYA, AT, "closed: spam", True),))).nomination
    assert said(replace(closed, is_open=False)) == []
    other = stored(view("spam", labels=labels, relabelled=(Relabelled(MAYA, AT, "closed: duplicate", True),))).nomination
    (line,) = said(replace(other, is_open=False))
    assert "this nomination is closed as **not a nomination**." in line


def test_no_label_moves_the_nomination():
    labelled = screening(Relabelled(MAYA, AT, "closed: withdrawn", True))
    ledger = settled(labelled).ledger
    assert ledger is not None
    assert ledger.stage == "screening"


def test_the_plan_comes_to_rest():
    events = [
        Relabelled(who, AT, stage, on)
        for who in (MAYA, LIN)
        for stage in ("closed: withdrawn", "stage: screening")
        for on in (True, False)
    ]
    assert decided(settled(screening(*events, restored=(Restored(MAYA, AT),)))).effects == ()


def test_what_is_said_of_a_label_put_on_and_of_one_taken_off_has_marks_of_its_own():
    keys = [LabelNotice(Relabelled(MAYA, AT, "stage: candidate", added)).key for added in (True, False)]
    assert keys == [f"label/{AT.isoformat()}/{MAYA.id}/{how}/stage: candidate" for how in ("on", "off")]
