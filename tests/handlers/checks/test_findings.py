"""All that the checks say, word for word: of which indicator and answer, whose turn it is, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.handlers.checks.cases import found
from tests.nominations import CATALOGUE
from tests.whole_texts import compare_with_file

PII = "doNoHarm.dataPrivacySecurity."
LAWS, CONTENT = "privacy.isPrivacyCompliant", "doNoHarm.inappropriateIllegalContent.collectStoreDistribute"
OWNERSHIP, INTERACTION = "clearOwnership.copyrightURL", "doNoHarm.protectionFromHarassment.userInteraction"
URL, GITHUB = "https://example.org/page", "https://github.com/medic/cht-core"
PAGE, REPOSITORY, MENTION = ("link", URL), ("repository", GITHUB), ("mention", f"{URL}\nMedic")
DETAILS = "archived=yes;moved=medic/new;created=2026-03-01;readme=no;licence=none;licence_file=no"
LONG = "Fewer mothers died in three districts between 2018 and 2021"
HERE = {"repositories": [{"url": GITHUB}]}
OWNED = {"organizations": [{"name": "Medic", "org_type": "owner"}]}
WITHOUT_POLICY = {
    PII + "collectsPII": "Yes",
    PII + "privacySecurityDescription": "Well kept",
    LAWS: "Yes",
    "privacy.privacyComplianceList": ["GDPR"],
    "privacy.adherenceSteps": ["We obey them"],
}


def licensed(spdx: str, *types: str, link: str = URL, **more: Any) -> dict[str, Any]:
    return {"type": list(types) or ["software"], "license": [{"spdx": spdx, "licenseURL": link}], **more}


def goals(*texts: tuple[int, str]) -> dict[str, Any]:
    return {"SDGs": [{"SDGNumber": number, "evidenceText": text} for number, text in texts]}


# Check; what happens in it, in words; answers of the screening; what is known of pages; answers of the nominee.
CASES: list[tuple[str, str, dict[str, Any], dict[tuple[str, str], Any], dict[str, Any]]] = [
    ("contacts", "an address", {}, {}, {"description": "Write to jane@example.org about this tool for midwives."}),
    ("contacts", "a phone number", {}, {}, {"description": "Call +254 700 123 456 about this tool for midwives."}),
    ("contradictions", "no laws kept", {LAWS: "No", PII + "collectsPII": "Yes", PII + "ensurePrivacySecurity": "No"}, {}, {}),
    ("contradictions", "no policy", WITHOUT_POLICY, {}, {}),
    ("contradictions", "no personal data, with details", {PII + "collectsPII": "No"}, {}, {}),
    ("contradictions", "content without content", {CONTENT: "No"}, {}, {"type": ["content", "data"]}),
    ("contradictions", "data without data", {"NonPII.collectsNonPII": "No"}, {}, {"type": ["data"]}),
    ("contradictions", "no users, with details", {INTERACTION: "No"}, {}, {}),
    ("description", "short", {}, {}, {"description": "A tool"}),
    ("description", "long", {}, {}, {"description": "A tool. " * 50}),
    ("extraction", "no format", {"NonPII.nonPIIAccessMechanism": "By asking"}, {}, {}),
    ("junk", "a name of a test", {}, {}, {"name": "test"}),
    ("junk", "a description of a test", {}, {}, {"description": "Please ignore this entry, I only try the form."}),
    ("junk", "nonsense", {}, {}, {"description": "abc", **goals((1, "abc"))}),
    ("licence", "not approved", {}, {}, licensed("Proprietary")),
    ("licence", "without changes", {}, {}, licensed("CC-BY-ND-4.0")),
    ("licence", "another spelling", {}, {}, licensed("GPLv3")),
    ("licence", "several", {}, {}, licensed("MIT OR Apache-2.0")),
    ("licence", "a general text", {}, {}, licensed("MIT", "software", "data", link="https://spdx.org/licenses/MIT")),
    ("licence", "the home page of a model", {}, {}, licensed("MIT", "aimodel", website=URL)),
    ("licence", "a model without code", {}, {}, licensed("CC-BY-4.0", "aimodel")),
    ("licence_page", "gone", {}, {PAGE: "gone"}, licensed("MIT")),
    ("licence_page", "without the licence", {}, {PAGE: ("ok", "")}, licensed("MIT")),
    ("links", "no link", {}, {}, {"website": "in the README"}),
    ("links", "gone", {}, {PAGE: "gone"}, {"website": URL}),
    ("links", "no address", {}, {PAGE: "bad"}, {"website": URL}),
    ("links", "not public", {}, {PAGE: "forbidden"}, {"website": URL}),
    ("links", "leads elsewhere", {}, {PAGE: ("forbidden", "redirect")}, {"website": URL}),
    ("links", "another port", {}, {PAGE: ("forbidden", "port")}, {"website": URL}),
    ("links", "for people alone", {}, {PAGE: "refused"}, {"website": URL}),
    ("links", "out of reach", {}, {PAGE: "unreachable"}, {"website": URL}),
    ("links", "gone from a text", {}, {PAGE: "gone"}, {"description": f"See {URL}"}),
    ("locations", "misspelled", {"locations.developmentCountries": ["Kenia"]}, {}, {}),
    ("locations", "no country", {"locations.deploymentCountries": ["Kenya", "Nowhere"]}, {}, {}),
    ("ownership", "in words", {OWNERSHIP: "Medic owns it"}, {}, {"organizations": [{"name": "X", "org_type": "funder"}]}),
    ("ownership", "not named", {OWNERSHIP: URL}, {MENTION: "no"}, OWNED),
    ("ownership", "gone", {OWNERSHIP: URL}, {MENTION: "gone"}, OWNED),
    ("repository", "no repository", {}, {}, {"repositories": [{"url": "on request"}, {"url": "https://github.com/medic"}]}),
    ("repository", "another page", {}, {REPOSITORY: "none"}, HERE),
    ("repository", "gone", {}, {REPOSITORY: "gone"}, HERE),
    ("repository", "empty", {}, {REPOSITORY: ("ok", "empty=yes")}, HERE),
    ("repository", "in bad shape", {}, {REPOSITORY: ("ok", DETAILS)}, HERE),
    ("repository", "another licence", {}, {REPOSITORY: ("ok", "licence=GPL-3.0")}, {**HERE, **licensed("MIT")}),
    ("sdgs", "wrong numbers", {}, {}, goals((18, LONG), (3, f"{LONG}."), (3, "Some"))),
    ("sdgs", "one evidence for many", {}, {}, goals(*((number, LONG) for number in range(1, 7)))),
]


def list_said() -> Iterator[str]:
    checks = {check.name: check for check in CATALOGUE.checks}
    for name, what, answers, facts, nominee in CASES:
        yield f"## {name}: {what}"
        for finding in found(checks[name], answers, facts, **nominee):
            yield f"- {finding.indicator}, `{finding.field}`, {finding.kind}: {finding.reason}"
            if finding.todo:
                yield f"  - {finding.todo}"


def test_each_check_names_the_indicator_the_answer_the_reason_and_what_to_do():
    compare_with_file("findings", "\n".join(list_said()) + "\n")


@pytest.mark.parametrize("check", CATALOGUE.checks, ids=lambda check: check.name)
def test_each_check_has_the_name_of_its_file(check):
    assert check.run.__module__ == f"handlers.checks.{check.name}"
