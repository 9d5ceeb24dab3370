"""Links in every answer: gone is for the nominator to mend, out of reach is nobody's fault."""

from __future__ import annotations

import pytest

from handlers.checks.links import FEATURE
from tests.handlers.checks.cases import found, said, wanted

DOCS = "documentation.documentationURL"
STUDY = "https://example.org/study"
GOAL = [{"SDGNumber": 3, "evidenceText": "A study", "evidenceURL": STUDY}]
HOME = ("link", "https://example.org")


def fields(*args, **changed):
    return [(finding.indicator, finding.kind, finding.field) for finding in found(FEATURE, *args, **changed)]


def test_links_in_every_answer_are_asked_for_those_that_the_form_asks_for_first():
    wants = wanted(FEATURE, {DOCS: [f"Guide: {STUDY}."]}, website="https://example.org", SDGs=GOAL)
    assert wants[:2] == [HOME, ("link", "https://medic.org")]
    assert ("link", STUDY) in wants[:5]
    assert all(subject.startswith("https://") or subject.startswith("http://") for _, subject in wants)


def test_their_number_is_bounded():
    many = [f"https://example.org/{n}" for n in range(500)]
    assert len(wanted(FEATURE, {DOCS: many, "privacy.adherenceSteps": [" ".join(many)]})) <= 40


def test_licences_repositories_and_ownership_have_checks_of_their_own():
    url = "https://example.org/only-here"
    changed = {"license": [{"spdx": "MIT", "licenseURL": url}], "repositories": [{"url": url}]}
    assert ("link", url) not in wanted(FEATURE, {"clearOwnership.copyrightURL": url}, **changed)


@pytest.mark.parametrize("state", ["gone", "bad", "forbidden"])
def test_a_link_asked_for_that_leads_nowhere_is_wrong(state):
    assert fields({}, {HOME: state}, website="https://example.org") == [("project", "wrong", "website")]
    (finding,) = found(FEATURE, {}, {("link", STUDY): state}, SDGs=GOAL)
    assert (finding.indicator, finding.kind, finding.field) == ("1", "wrong", "SDGs[0].evidenceURL")
    assert finding.todo == 'Correct the link: edit "Sustainable Development Goals" in the issue above.'


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unreachable", "could not be reached on 3 March 2026, will be tried again"),
        ("refused", "does not answer a program; please open it yourself"),
        (("forbidden", "port"), "does not answer a program; please open it yourself"),
    ],
)
def test_a_page_that_does_not_answer_is_never_the_nominators_fault(state, words):
    assert said(FEATURE, {}, {HOME: state}, website="https://example.org") == [
        ("look", "website", f"https://example.org {words}")
    ]


def test_a_link_that_is_gone_from_other_words_is_worth_a_look():
    text = "doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies"
    assert fields({text: f"See {STUDY}"}, {("link", STUDY): "gone"}) == [("9", "look", text)]


def test_answers_that_should_be_links_and_are_none():
    assert said(FEATURE, website="none") == [("wrong", "website", '"none" is no link')]
    assert fields({DOCS: ["in the README"]}) == [("5", "wrong", DOCS)]
    assert fields({DOCS: ["in the README", STUDY]}) == []
    assert fields(SDGs=[{"SDGNumber": 3, "evidenceURL": "a report"}]) == [("1", "wrong", "SDGs[0].evidenceURL")]


def test_an_address_without_its_scheme_is_read_all_the_same():
    assert fields({DOCS: ["docs.mosip.io"]}, website="nmf.earth/about") == []
    assert ("link", "https://nmf.earth/about") in wanted(FEATURE, website="nmf.earth/about")


def test_several_links_in_one_field_and_the_punctuation_around_them():
    text = f"{STUDY}, \n(https://example.org/other_(2020))."
    wants = wanted(FEATURE, SDGs=[{"SDGNumber": 3, "evidenceURL": text}])
    assert {("link", STUDY), ("link", "https://example.org/other_(2020)")} <= set(wants)


def test_it_takes_no_time_on_a_text_made_to_take_time():
    for text in ("http://" * 9_000, "https://" + "a" * 60_000, "https://a" + ")" * 60_000, "a." * 30_000, "a-" * 30_000):
        found(FEATURE, {DOCS: [text], "privacy.adherenceSteps": [text]}, website=text)


def test_of_one_text_the_first_five_links_are_asked_for():
    urls = [f"https://example.org/{number}" for number in range(9)]
    wants = wanted(FEATURE, {"privacy.adherenceSteps": [" ".join(urls)]})
    assert [subject for _, subject in wants if subject in urls] == urls[:5]
