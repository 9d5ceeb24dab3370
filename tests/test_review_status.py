"""The status of a stage pull request, word for word: whatever keeps it from being merged is said in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.effects import Annotation
from bot.model.ledger_entries import PullNote, Round
from bot.model.needs import Fact, Finding, Need
from bot.review.indicator_status import replace_ledger
from bot.review.link_freshness import is_green, is_ready_to_turn_green
from bot.review.pulls.path_conflicts import encode_record
from bot.review.pulls.record_files import build_files
from bot.review.pulls.review_status import annotate_lines, decide_status, explain_block
from bot.review.reading import read_answers
from tests.asking import question
from tests.nominations import CATALOGUE, LIN, NOW, OMAR, OPENED, RIGHTS, STANDARD, flow, pull, view
from tests.story import RECORD, complete_body, records
from tests.waiting import good, with_pulls

ONE, TWO = f"nominees/{RECORD}.json", f"digitalpublicgoods/{RECORD}.json"
ALL = [(LIN, "pass", "all"), (OMAR, "pass", "all")]
LICENCE = Need("link", records()[0]["license"][0]["licenseURL"])


OTHER = encode_record({"name": "Another", "website": "https://other.example.org"})


@pytest.mark.parametrize(
    ("seen", "kind", "state", "words"),
    [
        (
            view(
                "technical-review",
                [ALL[0], (OMAR, "pass", "3"), (OMAR, "fail", "2 5")],
                flow=flow("reviewers: {disagreement: third}"),
            ),
            "dpg",
            "failure",
            "The reviewers differ on indicators 2 and 5",
        ),
        (view("technical-review", [*ALL[:1], (OMAR, "fail", "2 5")]), "dpg", "failure", "Did not pass: indicators 2 and 5"),
        (
            view("technical-review", ALL, ledger={"ours": {"dpg": PullNote(12, "open", "h", {ONE: "0123", TWO: "~0123"})}}),
            "dpg",
            "pending",
            f"Changed by hand and not what the nomination says: {TWO}",
        ),
        (
            view("screening", [(LIN, "pass", "1 2")], facts={**RIGHTS, Need("record", ONE): OTHER}),
            "candidate",
            "pending",
            f"Another project's record stands in {ONE}: a maintainer decides the name of the file",
        ),
        (
            view("technical-review", ALL, ledger={"questions": (question(4, "5", state="answered", answered_at=OPENED),)}),
            "dpg",
            "pending",
            "Not closed yet: question 4",
        ),
        (
            good(now=Round(NOW, NOW)),
            "dpg",
            "pending",
            "Every indicator has passed; a reviewer has to confirm the renewal",
        ),
        (
            view(
                "screening", [(LIN, "pass", "1 2")], found={LICENCE: Fact("ok", NOW - timedelta(days=1, seconds=1), "AGPL-3.0")}
            ),
            "candidate",
            "pending",
            "All 2 indicators passed; the links are being checked once more",
        ),
        (
            view("screening", [(LIN, "pass", "1 2")], found={LICENCE: Fact("ok", NOW - timedelta(days=1), "AGPL-3.0")}),
            "candidate",
            "success",
            "All 2 indicators passed",
        ),
    ],
)
def test_whatever_keeps_it_from_being_merged_is_said_in_its_status(seen, kind, state, words):
    reading = read_answers(seen.nomination.body, STANDARD, CATALOGUE.checks, seen.nomination.found)
    assert decide_status(replace_ledger(replace(seen, reading=reading), seen.ledger), kind) == (state, words)


@pytest.mark.parametrize(
    ("later", "words"), [(1, "A link has stopped working since the review: indicator 2"), (0, "All 2 indicators passed")]
)
def test_a_link_that_stops_working_after_the_verdict_keeps_it_from_turning_green(later, words):
    seen = view("screening", [(LIN, "pass", "1 2")])
    given = seen.ledger.review.verdicts[0].at
    facts = {LICENCE: Fact("gone", given + timedelta(seconds=later))}
    there = replace(seen.nomination, found=facts)
    seen = replace(
        seen,
        nomination=there,
        now=given + timedelta(hours=1),
        reading=read_answers(there.body, STANDARD, CATALOGUE.checks, facts),
    )
    assert decide_status(replace_ledger(seen, seen.ledger), "candidate")[1] == words


# Remarks on the lines of a record.


WITHOUT_CHANGES = complete_body(license=[{"spdx": "CC-BY-ND-4.0", "licenseURL": "https://example.org/LICENSE"}])
SCHEMA_ERROR = 'license[0].spdx: "CC-BY-ND-4.0" is not one of the values of the registry'


def line(text: str, of: str) -> int:
    """The number of the first line that holds it."""
    return next(number for number, words in enumerate(text.splitlines(), 1) if of in words)


def test_what_is_wrong_with_a_record_stands_on_its_line_with_advice():
    seen = view("screening", [(LIN, "pass", "1 2")], body=WITHOUT_CHANGES)
    at = line(str(build_files(seen, "candidate")[ONE]), '"spdx"')
    schema, check = annotate_lines(seen, "candidate")[:2]
    assert schema == Annotation(ONE, at, "failure", "The registry's schema", SCHEMA_ERROR)
    assert (check.path, check.line, check.level, check.title) == (ONE, at, "failure", "2 Open licensing")
    assert check.message.startswith('"CC-BY-ND-4.0" forbids changed versions. A licence that forbids changed versions (ND) is ')
    assert decide_status(seen, "candidate") == ("failure", f"Not a valid record: {SCHEMA_ERROR}")
    assert explain_block(seen, "candidate") == f"the record is not valid: {SCHEMA_ERROR}"
    assert explain_block(view("screening"), "candidate") == ""


def test_each_kind_of_finding_has_its_level_and_each_group_its_own_title():
    seen = view("screening")
    said = (
        Finding("project", "website", "look", "it is slow"),
        Finding("1", "SDGs[0].evidenceText", "missing", "the evidence is missing", "Write it."),
        Finding("9", "doNoHarm.x", "wrong", "of a record that is not in this pull request"),
    )
    text = str(build_files(seen, "candidate")[ONE])
    first, second = annotate_lines(replace(seen, reading=replace(seen.reading, findings=said)), "candidate")
    title = STANDARD.indicator["project"].title
    assert first == Annotation(ONE, line(text, '"website"'), "notice", title, "it is slow.")
    of_first_goal = line(text, '"evidenceText"')
    assert second == Annotation(ONE, of_first_goal, "warning", "1 SDG relevance", "the evidence is missing. Write it.")


def test_on_a_file_that_a_person_has_changed_nothing_is_remarked_and_never_more_than_a_hundred_lines():
    changed = {"ours": {"candidate": PullNote(12, "open", "h", {ONE: "~0123"})}}
    assert annotate_lines(view("screening", body=WITHOUT_CHANGES, ledger=changed), "candidate") == ()
    seen = view("screening")
    many = tuple(Finding("project", "website", "look", f"remark {number}") for number in range(300))
    assert len(annotate_lines(replace(seen, reading=replace(seen.reading, findings=many)), "candidate")) == 100


# What is green already.


@pytest.mark.parametrize(
    ("status", "is_one"),
    [("success|candidate012|All", True), ("success|another head|All", False), ("pending|candidate012|x", False), ("", False)],
)
def test_it_is_green_by_a_success_on_its_present_head(status, is_one):
    one = pull("candidate")
    seen = with_pulls(view("screening", [(LIN, "pass", "1 2")]), one, status=status)
    assert is_green(seen, "candidate") is is_one
    assert is_ready_to_turn_green(seen, "candidate") is not is_one
    assert not is_green(view("screening"), "candidate")
    assert not is_ready_to_turn_green(with_pulls(view("screening"), one, status=status), "candidate")
