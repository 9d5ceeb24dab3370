"""The owner: named among the organizations, and on a public page."""

from __future__ import annotations

import pytest

from handlers.checks.ownership import FEATURE
from tests.handlers.checks.cases import found, said, wanted

FIELD = "clearOwnership.copyrightURL"
URL = "https://example.org/about"
LINKED = {FIELD: URL}
MEDIC = [{"name": "Medic  Inc.", "org_type": "owner", "website": "https://example.org"}]
PAGE = ("mention", f"{URL}\nMedic Inc.")


def test_the_page_is_asked_whether_it_names_the_owner():
    assert wanted(FEATURE, LINKED, organizations=MEDIC) == [PAGE]
    assert wanted(FEATURE, {FIELD: "We own it"}, organizations=MEDIC) == []
    assert wanted(FEATURE, LINKED, organizations=[]) == [("link", URL)]
    assert len(wanted(FEATURE, {FIELD: " ".join(f"https://example.org/{n}" for n in range(9))})) == 2


def test_an_owner_that_is_named_on_its_page_is_fine():
    assert said(FEATURE, LINKED, {PAGE: "yes"}, organizations=MEDIC) == []
    assert said(FEATURE, LINKED, organizations=MEDIC) == []


def test_one_page_that_names_the_owner_is_enough():
    both = {FIELD: f"{URL} https://example.org/gone"}
    facts = {PAGE: "yes", ("mention", "https://example.org/gone\nMedic Inc."): "gone"}
    assert said(FEATURE, both, facts, organizations=MEDIC) == []


def test_no_organization_typed_owner_is_worth_a_look():
    funder = [{**MEDIC[0], "org_type": "funder"}]
    assert said(FEATURE, LINKED, organizations=funder) == [("look", "organizations", "no organization is named as the owner")]


@pytest.mark.parametrize(
    ("state", "kind", "reason"),
    [
        ("no", "look", f'"Medic Inc." was not found on {URL}'),
        ("gone", "wrong", f"{URL} was not found on 3 March 2026"),
        ("refused", "look", f"{URL} does not answer a program; please open it yourself"),
    ],
)
def test_what_the_page_says(state, kind, reason):
    (finding,) = found(FEATURE, LINKED, {PAGE: state}, organizations=MEDIC)
    assert (finding.indicator, finding.kind, finding.field, finding.reason) == ("3", kind, FIELD, reason)


def test_ownership_in_words_alone_is_worth_a_look():
    assert said(FEATURE, {FIELD: "Medic owns it"}, organizations=MEDIC) == [
        ("look", FIELD, "no page is linked that names the owner")
    ]
