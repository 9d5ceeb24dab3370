"""Answers that contradict each other: 7 and 9a above all, and a "No" to a gate question beside details that only a "Yes" needs.

All findings are hints to reviewers: a program cannot tell which of two answers is right. After a "No" the gate's own
indicator does not apply and shows no findings, so the hint stands at an indicator that does apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.model.contracts import Case, Check
from bot.model.needs import Finding

GATED = (
    # gate question, its key path, indicator that shows the hint, questions that only a Yes calls for
    ("personal-data", "doNoHarm.dataPrivacySecurity.collectsPII", "7", ("personal-data-types", "sharing-circumstances")),
    ("content", "doNoHarm.inappropriateIllegalContent.collectStoreDistribute", "9", ("content-type", "content-policy-link")),
    ("interaction", "doNoHarm.protectionFromHarassment.userInteraction", "9", ("minors-steps", "harassment-steps")),
    ("non-personal-data", "NonPII.collectsNonPII", "project", ("extraction-description",)),
)
POLICIES = ("privacy-laws-steps", "data-protection-description", "sharing-circumstances", "privacy-laws-list")


def find_contradictions(case: Case) -> Iterator[Finding]:
    """Give hints on answers that contradict each other."""
    given = case.submission.answers
    if given.get("personal-data") == "Yes":
        yield from _compare_privacy_answers(given)
    for gate, field, indicator, details in GATED:
        if given.get(gate) == "No" and any(name in given for name in details):
            label = case.standard.question[gate].label
            yield Finding(indicator, field, "look", f'"{label}" is answered No, yet details of it are given')
    types = case.submission.categories
    if given.get("content") == "No" and "content" in types:
        yield Finding("9", GATED[1][1], "look", "the project is open content, yet it is said to handle no content (9b)")
    if given.get("non-personal-data") == "No" and "data" in types:
        yield Finding("project", GATED[3][1], "look", "the project is open data, yet it is said to use no such data (6)")


def _compare_privacy_answers(given: Mapping[str, Any]) -> Iterator[Finding]:
    laws = given.get("privacy-laws")
    if laws == "No":
        reason = "personal data are collected (9a), yet no steps are taken to comply with privacy laws"
        yield Finding("7", "privacy.isPrivacyCompliant", "look", reason)
    elif laws == "Yes" and not any(name in given and _has_link(given[name]) for name in POLICIES):
        yield Finding("7", "privacy.adherenceSteps", "look", "personal data are collected (9a), and no policy is linked")
    if given.get("data-protection") == "No":
        field = "doNoHarm.dataPrivacySecurity.ensurePrivacySecurity"
        yield Finding("9a", field, "look", "personal data are collected, yet not kept private and secure")


def _has_link(answer: Any) -> bool:
    return "://" in (answer if isinstance(answer, str) else " ".join(answer))


FEATURE = Check(name="contradictions", run=find_contradictions)
