"""Contact data of people are pointed out, and never said again."""

from __future__ import annotations

import pytest

from handlers.checks.contacts import FEATURE
from tests.handlers.checks.cases import found, said

PERSON = "jane.doe@example.org"
ABUSE = "doNoHarm.protectionFromHarassment.harassmentProtectionSteps"


def test_the_address_of_a_person_is_to_be_taken_out_and_is_not_repeated():
    (finding,) = found(FEATURE, description=f"A tool for midwives. Write to Jane Doe <{PERSON}>.")
    assert (finding.indicator, finding.kind, finding.field) == ("project", "wrong", "description")
    assert "This form is public" in finding.todo
    assert "jane" not in (finding.reason + finding.todo).casefold()


def test_it_is_found_in_rows_and_lists():
    rows = [{"SDGNumber": 3, "evidenceText": "A study"}, {"SDGNumber": 4, "evidenceText": f"ask {PERSON}"}]
    assert [f.field for f in found(FEATURE, SDGs=rows)] == ["SDGs[1].evidenceText"]
    (finding,) = found(FEATURE, {ABUSE: ["Block them", f"mailto:{PERSON}"]})
    assert (finding.kind, finding.field) == ("look", f"{ABUSE}[1]")


@pytest.mark.parametrize(
    "text",
    ["privacy@example.org", "(abuse@example.org)", "support+de@example.org", "@health on the forum", "a @ b", "https://x.org/@jane",
     "https://cdn.example.org/lib@1.2.3/x.js", "git@github.com:medic/cht.git", "C++ and R", "2020+2021"],
)  # fmt: skip
def test_offices_and_signs_that_only_look_alike_are_left_alone(text):
    assert said(FEATURE, {ABUSE: [text]}) == []


def test_a_phone_number_is_worth_a_look():
    ((kind, field, reason),) = said(FEATURE, description="Call +254 700 123 456 to take part in it, at any time of the day.")
    assert (kind, field) == ("look", "description")
    assert "254" not in reason


def test_it_takes_no_time_on_a_text_made_to_take_time():
    for text in ("@" * 60_000, "a@" * 30_000, "a" * 60_000 + "@", "+1 " * 20_000, "+" + "1 " * 30_000, "a@" + "b." * 30_000):
        found(FEATURE, description=text)


@pytest.mark.parametrize(
    "office",
    ["abuse", "admin", "community", "conduct", "contact", "data", "dpo", "enquiries", "feedback", "git", "hello", "help", "helpdesk",
     "info", "legal", "mail", "moderation", "moderators", "office", "privacy", "report", "safety", "security", "support", "team",
     "webmaster"],
)  # fmt: skip
def test_people_may_write_to_each_of_these_offices(office):
    assert said(FEATURE, description=f"A tool for midwives: {office.title()}@example.org") == []
    assert said(FEATURE, description=f"A tool for midwives: {office}x@example.org") != []


@pytest.mark.parametrize(
    ("path", "indicator", "kind"),
    [
        ("privacy.adherenceSteps[]", "7", "look"),
        ("doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies", "9", "look"),
        ("doNoHarm.dataPrivacySecurity.privacySecurityDescription", "9a", "look"),
        ("doNoHarm.inappropriateIllegalContent.policyGuidelinesDocumentationLink", "9b", "look"),
        (f"{ABUSE}[]", "9c", "look"),
        ("documentation.documentationURL[]", "5", "wrong"),
        ("NonPII.nonPIIAccessMechanism", "6", "wrong"),
    ],
)
def test_where_an_address_may_be_the_evidence_it_is_only_worth_a_look(path, indicator, kind):
    text = f"Write to {PERSON}"
    (finding,) = found(FEATURE, {path.removesuffix("[]"): [text] if path.endswith("[]") else text})
    assert (finding.indicator, finding.kind) == (indicator, kind)


@pytest.mark.parametrize(
    ("text", "is_phone"),
    [
        ("+123 45678", True),
        ("+123 4 5 6 7", False),
        ("+1 (234) 567-89.0", True),
        ("123 45678", False),
        ("https://x.org/+123 45678", False),
    ],
)
def test_a_phone_number_has_a_plus_and_eight_digits_and_is_no_part_of_an_address(text, is_phone):
    assert bool(said(FEATURE, description=f"A tool for midwives: {text}")) is is_phone


def test_one_finding_for_each_answer_is_enough():
    assert len(said(FEATURE, description=f"A tool for midwives: {PERSON}, {PERSON} or +123 45678")) == 1
    assert len(said(FEATURE, {ABUSE: [PERSON, PERSON]}, description=f"A tool for midwives: {PERSON}")) == 2
