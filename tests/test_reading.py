"""Readings of the answers: what is said where nobody has a form before them, and who has vouched for the answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.contracts import Check
from bot.model.needs import Fact, Finding, Need
from bot.model.nomination import NominatingPull
from bot.review.reading import is_nomination, list_own_files, read_answers, sort_findings
from bot.text.form.records import RecordFile, Records
from bot.text.record.record import dumps
from tests.nominations import AMINA, CATALOGUE, NOW, STANDARD, WORKFLOW, nomination
from tests.story import complete_body, records

TODO = 'Write it out. Edit "Website" in the issue above.'
NOMINEE = RecordFile("nominees/x.json", "nominee", dumps(records()[0]), 12)
FILES = Records(NOMINEE, None)


def finds(*findings: Finding) -> tuple[Check, ...]:
    return (Check(name="these", run=lambda _case: findings),)


@pytest.mark.parametrize(
    ("field", "where"), [("website", "`website`"), ("SDGs[1].evidenceText", "`SDGs[1].evidenceText`"), ("", "the record")]
)
def test_whoever_nominates_by_files_is_sent_to_the_key_in_the_files(field, where):
    checks = finds(Finding("project", field, "wrong", "it is short", TODO))
    (there,) = read_answers(FILES, STANDARD, checks).findings
    assert there.todo == f"Write it out. Edit {where} in the files of this pull request."
    (here,) = read_answers(complete_body(), STANDARD, checks).findings
    assert here.todo == TODO


def test_hints_on_the_files_are_findings_about_the_project():
    (hint,) = read_answers(Records(FILES.nominee, None, hints=("two names",)), STANDARD, ()).findings
    assert hint == Finding("project", "files", "look", "two names")


def test_whoever_speaks_for_the_project_has_vouched_for_the_answers():
    body = complete_body().replace("- [X]", "- [ ]")
    assert not read_answers(body, STANDARD, CATALOGUE.checks).submission.attested
    assert read_answers(body, STANDARD, CATALOGUE.checks, spoken_for=True).submission.attested
    assert read_answers(complete_body(), STANDARD, CATALOGUE.checks).submission.attested


def test_findings_stand_in_the_order_of_the_form_whichever_check_made_them():
    of_rows, of_last, of_indicator = (
        Finding("1", "SDGs[0].evidenceText", "look", "a"),
        Finding("locations", "locations.deploymentCountries[3]", "look", "b"),
        Finding("3", "no key of the form", "look", "c"),
    )
    first = Finding("project", "name", "look", "d")
    assert sort_findings([of_last, of_indicator, of_rows, first], STANDARD) == (first, of_rows, of_indicator, of_last)


def test_a_check_knows_the_facts_the_number_and_the_nominations_own_files():
    need, fact, seen = Need("link", "https://example.org"), Fact("ok", NOW), []
    check = Check(name="asks", run=lambda case: seen.append((dict(case.facts), case.number, case.own)) or ())
    read_answers(complete_body(), STANDARD, (check,), {need: fact}, 7, frozenset({"nominees/x.json"}))
    assert seen == [({need: fact}, 7, frozenset({"nominees/x.json"}))]


def test_the_nominations_own_files_are_those_that_it_merged_and_those_that_it_sets_out_to_change():
    changed, new = (
        replace(NOMINEE, path="nominees/old.json", is_new=False),
        replace(NOMINEE, path="nominees/new.json", is_new=True),
    )
    assert list_own_files(nomination()) == frozenset()
    assert list_own_files(nomination(records=Records(changed, None))) == {"nominees/old.json"}
    assert list_own_files(nomination(records=Records(new, None))) == frozenset()


@pytest.mark.parametrize(
    ("labels", "body", "is_one"),
    [
        (frozenset(), "Hello", False),
        (frozenset(), complete_body(), True),
        (frozenset({WORKFLOW.labels.nomination.name.upper(), "else"}), "Hello", True),
        (frozenset({"else"}), "Hello", False),
    ],
)
def test_an_issue_is_a_nomination_by_its_label_or_by_its_form(labels, body, is_one):
    seen = nomination(body, labels=labels)
    assert is_nomination(seen, WORKFLOW, read_answers(body, STANDARD, ())) is is_one


@pytest.mark.parametrize(
    ("brought", "is_one"),
    [(None, False), ((), False), ((NOMINEE,), True), ((NOMINEE, replace(NOMINEE, path="nominees/y.json")), False)],
)
def test_a_pull_request_is_a_nomination_by_the_records_of_one_project_whatever_its_label_says(brought, is_one):
    pull = None if brought is None else NominatingPull(7, "h", AMINA, "open", brought, (), ())
    seen = nomination(complete_body(), is_pull=True, nominating_pull=pull, labels=frozenset({WORKFLOW.labels.nomination.name}))
    assert is_nomination(seen, WORKFLOW, read_answers("", STANDARD, ())) is is_one
