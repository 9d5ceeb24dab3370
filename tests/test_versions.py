"""Another version of the Standard: what it asks beyond the one before, and what verdicts and questions are worth under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from bot.model.contracts import View
from bot.review.answer_gaps import compute_fingerprint
from bot.review.reading import parse_submission
from bot.review.renewal import describe_new_requirements
from bot.review.versions import carry_over_to_version, list_differences, list_new_questions
from config.standard import Question, Standard
from tests.asking import ANA, asking, question
from tests.nominations import LIN, NOW, STANDARD, change_ledger, view
from tests.waiting import APPROVAL

CHANGED = STANDARD.question["sectors"]
DROPPED = STANDARD.question["harm-description"]


def other(version: str, change: Callable[[Question], Question | None]) -> Standard:
    """A version in which the questions are changed, or left out."""
    asked = [made.model_dump() for each in STANDARD.questions if (made := change(each)) is not None]
    return Standard.model_validate({**STANDARD.model_dump(), "version": version, "questions": asked})


STRICTER = other("2.0.0", lambda q: q.model_copy(update={"mandatory": True}) if q.id == CHANGED.id else q)
SHORTER = other("0.9.0", lambda q: None if q.id == DROPPED.id else q)


def moved(seen: View, version: str) -> View:
    standards = MappingProxyType({each.version: each for each in (STANDARD, STRICTER, SHORTER)})
    seen = replace(seen, catalogue=replace(seen.catalogue, standards=standards))
    return replace(seen, ledger=carry_over_to_version(seen, seen.ledger, version))


def test_a_question_is_new_where_it_was_not_asked_or_was_not_mandatory():
    assert list(list_new_questions(STANDARD, STANDARD)) == []
    assert list(list_new_questions(STANDARD, STRICTER)) == [CHANGED.id]
    assert list(list_new_questions(STRICTER, STANDARD)) == []
    assert list(list_new_questions(SHORTER, STANDARD)) == [DROPPED.id]


def test_the_differences_are_told_one_a_line():
    assert list(list_differences(STANDARD, STRICTER)) == [f"- mandatory now: **{CHANGED.label}**"]
    assert list(list_differences(STANDARD, SHORTER)) == [f"- no longer asked: {DROPPED.label}"]
    assert list(list_differences(SHORTER, STANDARD)) == [f"- new: **{DROPPED.label}** (mandatory)"]
    without = other("0.8.0", lambda q: None if q.id == CHANGED.id else q)
    assert list(list_differences(without, STANDARD)) == [f"- new: **{CHANGED.label}**"]


def test_a_verdict_covers_no_question_that_is_new():
    seen = moved(asking(verdicts=[(LIN, "pass", "4 project")]), STRICTER.version)
    assert seen.ledger.standard == STRICTER.version
    assert [(v.indicator, bool(v.answers)) for v in seen.ledger.review.verdicts] == [("4", True), ("project", False)]


def test_the_change_itself_answers_no_question():
    asked, edited = question(1, "9"), question(2, "9", answers="of before")
    before = asking(asked, edited)
    after = moved(before, SHORTER.version).ledger.review.questions
    print_of_new = compute_fingerprint(SHORTER, parse_submission(before.nomination.written, SHORTER), "9")
    assert [(q.state, q.answers) for q in after] == [("open", print_of_new), ("open", "of before")]


def test_a_version_that_is_not_known_or_that_counts_already_changes_nothing():
    seen = asking(question(1, "5", expert=ANA, answered_at=NOW))
    assert moved(seen, "7.7.7").ledger == seen.ledger
    assert moved(seen, STANDARD.version).ledger == seen.ledger


def test_what_another_version_asks_beyond_that_of_the_approval_is_described():
    seen = view("dpg", ledger={"approvals": (replace(APPROVAL, standard=SHORTER.version),)})
    known = moved(seen, STANDARD.version)
    assert describe_new_requirements(known) == (
        f"It is assessed by version 1.1.6 of the DPG Standard (before: 0.9.0):\n\n- new: **{DROPPED.label}** (mandatory)"
    )
    same = replace(known, ledger=change_ledger(known.ledger, approvals=(APPROVAL,)))
    assert describe_new_requirements(same) == "The DPG Standard is still version 1.1.6; it asks nothing new."
    assert describe_new_requirements(seen) == "", "the bot does not know that version any more"
    assert describe_new_requirements(view("dpg")) == ""


def test_a_question_about_an_indicator_that_is_gone_is_closed():
    parts = STANDARD.model_dump()
    asked = [each for each in parts["questions"] if each["indicator"] != "8"]
    left = [each for each in parts["indicators"] if each["id"] != "8"]
    without = Standard.model_validate({**parts, "version": "3.0.0", "questions": asked, "indicators": left})
    seen = asking(question(1, "8"), question(2, "5"))
    seen = replace(seen, catalogue=replace(seen.catalogue, standards=MappingProxyType({"3.0.0": without})))
    after = carry_over_to_version(seen, seen.ledger, "3.0.0").review.questions
    assert [q.state for q in after] == ["closed", "open"]
