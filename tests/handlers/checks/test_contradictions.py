"""Answers that do not go together are pointed out where reviewers see them, and blame nobody."""

from __future__ import annotations

from bot.review.answer_gaps import list_inapplicable_indicators
from handlers.checks.contradictions import FEATURE
from tests.handlers.checks.cases import case, found, said

PII = "doNoHarm.dataPrivacySecurity."


def test_a_real_record_contradicts_itself_nowhere():
    for record in ("openmrs", "storyweaver", "zamba"):
        assert said(FEATURE, record=record) == []


def test_personal_data_without_steps_to_keep_the_law():
    (finding, *_) = found(FEATURE, {"privacy.isPrivacyCompliant": "No"})
    assert (finding.indicator, finding.kind, finding.field) == ("7", "look", "privacy.isPrivacyCompliant")


def test_personal_data_without_a_link_to_any_policy():
    bare = {"privacy.adherenceSteps": ["We are careful"], "privacy.privacyComplianceList": ["GDPR"]}
    bare |= {PII + "privacySecurityDescription": "Encrypted", PII + "dataSharingCircumstances": [""]}
    assert said(FEATURE, bare) == [
        ("look", "privacy.adherenceSteps", "personal data are collected (9a), and no policy is linked")
    ]
    assert said(FEATURE, {**bare, "privacy.adherenceSteps": ["https://example.org/privacy"]}) == []


def test_personal_data_that_nobody_protects():
    assert ("look", PII + "ensurePrivacySecurity") in [
        (kind, field) for kind, field, _ in said(FEATURE, {PII + "ensurePrivacySecurity": "No"})
    ]


def test_details_behind_a_closed_gate_are_told_where_an_indicator_applies():
    changed = {PII + "collectsPII": "No", PII + "typesOfDataCollected": ["names"]}
    findings = found(FEATURE, changed)
    assert [(f.indicator, f.field) for f in findings] == [("7", PII + "collectsPII")]
    closed = case(changed)
    assert not list_inapplicable_indicators(closed.standard, closed.submission) & {f.indicator for f in findings}


def test_open_content_handles_content_and_open_data_uses_data():
    answers = {"doNoHarm.inappropriateIllegalContent.collectStoreDistribute": "No", "NonPII.collectsNonPII": "No"}
    reasons = [finding.reason for finding in found(FEATURE, answers, type=["content", "data"])]
    assert any("the project is open content" in reason for reason in reasons)
    assert any("the project is open data" in reason for reason in reasons)
