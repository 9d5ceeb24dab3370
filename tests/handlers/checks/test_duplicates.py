"""The duplicates check: asks by the identity, and shows what was found as hints that lead there."""

from __future__ import annotations

import pytest

from bot.model.contracts import Case
from bot.review.duplicates import Candidate, format_fact, make_need, parse_need, read_identity
from bot.text.form.form import parse
from handlers.checks.duplicates import FEATURE
from tests.nominations import NOW, STANDARD
from tests.story import complete_body, records

TWIN = Candidate("archive/cht.json", "archived", "same repository", 100)
OPEN = Candidate("#12", "nominated", "name 92% like “Comunity”", 92)


def case(found: tuple[Candidate, ...] | None = None, body: str | None = None, **known) -> Case:
    submission = parse(complete_body() if body is None else body, STANDARD)
    asks = make_need(read_identity(submission.nominee), 7)
    return Case(submission, STANDARD, {} if found is None else {asks: format_fact(found, NOW)}, 7, **known)


def test_it_asks_who_else_has_this_name_and_these_addresses():
    (wanted,) = FEATURE.wants(case())
    assert parse_need(wanted) == (7, read_identity(records()[0]))


def test_before_there_is_anything_to_go_by_it_asks_nothing():
    assert list(FEATURE.wants(case(body=""))) == []
    assert list(FEATURE.run(case(body=""))) == []


def test_each_candidate_is_a_hint_with_why_where_and_its_stage():
    first, second = FEATURE.run(case((TWIN, OPEN)))
    assert (first.indicator, first.field, first.kind) == ("project", "name", "look")
    assert first.reason == "same repository: archive/cht.json (archived)"
    assert second.reason == "name 92% like “Comunity”: #12 (an open nomination)"
    assert (first.place, second.place) == ("archive/cht.json", "#12")
    assert "`/duplicate #12`" in second.todo


def test_what_is_not_known_or_nobody_is_no_hint():
    assert list(FEATURE.run(case())) == []
    assert list(FEATURE.run(case(()))) == []


def test_the_file_that_this_nomination_has_written_itself_is_none():
    assert [f.place for f in FEATURE.run(case((TWIN, OPEN), own=frozenset({TWIN.where})))] == ["#12"]


def test_a_stage_of_a_later_version_is_shown_as_it_is():
    (shown,) = FEATURE.run(case((Candidate("x/y.json", "expired", "same name", 100),)))
    assert shown.reason.endswith("(expired)")


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("nominee", "a candidate"),
        ("DPG", "a digital public good"),
        ("archived", "archived"),
        ("excluded", "no longer eligible"),
        ("nominated", "an open nomination"),
    ],
)
def test_each_stage_is_told_in_words(stage, words):
    (shown,) = FEATURE.run(case((Candidate("x/y.json", stage, "same name", 100),)))
    assert shown.reason == f"same name: x/y.json ({words})"
    assert shown.todo == "If both are the same project, `/duplicate x/y.json` closes this nomination."
