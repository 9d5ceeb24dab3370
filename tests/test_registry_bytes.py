"""What stands in a real record comes out of an issue byte for byte; where it does not, the reason is written here."""

from __future__ import annotations

import pytest

from bot.text.form.body import render
from bot.text.form.form import parse
from bot.text.record.canonical import canonical_nominee, canonical_screening
from bot.text.record.record import dumps, normalise, schema_errors, without_contacts
from config import standard
from tests.registry_records import NOMINEES, SCREENINGS, nominee, screening

STANDARD = standard.built_in("1.1.6")
BOTH = sorted(NOMINEES.keys() & SCREENINGS.keys())
NOT_EXACT = {
    "glific": "content policy: the key of a mandatory answer is absent, and the bot writes it empty",
    "modular-open-source-identity-platform": "extraction: the key of a mandatory answer is absent",
    "product-catalog-management-tool": "evidence of standards: the key of a mandatory answer is absent",
    "purple-hats": "another name in each file, and evidence of standards absent",
    "global-healthsites-mapping-project": 'an empty list is written [] where other records have [""]',
    "project-aedes": 'an empty list is written [] where other records have [""]',
    "rapidpro": 'an empty list is written [] where other records have [""]',
    "ihris": "the owner has an address of a contact and no name",
}


def through_an_issue(name: str) -> tuple[str, str]:
    read = parse(render(nominee(name), screening(name), STANDARD), STANDARD)
    return dumps({**read.nominee, "stage": nominee(name)["stage"]}), dumps(read.screening)


@pytest.mark.parametrize("name", BOTH)
def test_a_record_comes_out_of_its_issue_byte_for_byte(name):
    real = dumps(without_contacts(nominee(name))), dumps(without_contacts(screening(name)))
    assert (through_an_issue(name) == real) == (name not in NOT_EXACT)


def test_an_optional_key_whose_heading_is_not_there_is_in_no_record():
    body = render({"name": "x", "description": "y", "type": ["data"]}, {}, STANDARD)
    assert "### Other names" not in body
    assert "aliases" not in parse(body, STANDARD).nominee
    emptied = body.replace("### Description", "### Other names\n\n_No response_\n\n### Description")
    assert parse(emptied, STANDARD).nominee["aliases"] == [""]


def test_a_key_that_must_be_answered_keeps_its_heading_to_be_filled_in():
    record = screening("community-health-toolkit")
    without = {**record, "privacy": {"isPrivacyCompliant": "Yes"}}
    lost = [key for key in record["privacy"] if key != "isPrivacyCompliant"]
    body = render(nominee("community-health-toolkit"), without, STANDARD)
    asked = [q for q in STANDARD.questions if q.keys[0] == "privacy" and q.keys[-1] in lost and q.mandatory]
    assert asked
    assert all(f"### {question.label}\n\n_No response_" in body for question in asked)


def test_what_the_schema_requires_is_there_whatever_is_absent():
    absent = [question.path for question in STANDARD.questions if question.path]
    errors = schema_errors(canonical_screening({"name": "x"}, absent), "screening")
    assert not [error for error in errors if error.endswith("is missing")]
    assert canonical_nominee({"name": "x"}, absent).keys() == {
        *("name", "description", "license", "SDGs", "type", "organizations", "stage")
    }


def test_what_is_answered_stays_whatever_is_absent():
    record = nominee("community-health-toolkit")
    absent = [question.path for question in STANDARD.questions if question.path]
    assert normalise(canonical_nominee(record, absent)) == normalise(canonical_nominee(record))


def test_only_the_first_organization_is_asked_for_a_contact():
    organizations = [{"name": name, "website": "", "org_type": "owner"} for name in "ab"]
    first, second = canonical_nominee({"name": "x", "organizations": organizations})["organizations"]
    assert (first["contact_name"], first["contact_email"]) == ("", "")
    assert second == organizations[1]
