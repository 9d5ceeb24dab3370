"""Answers for the checks to look at: a real record with changes, and what is known of the pages that it links to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model.contracts import Case, Check
from bot.model.needs import Fact, Finding, Need
from bot.text.form.submission import from_records
from tests.nominations import STANDARD
from tests.story import records

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
FIELDS = frozenset(question.path for question in STANDARD.questions)
ADVICE = ("in the issue above.", "in the issue above: link a contact page instead.")


def case(
    answers: Mapping[str, Any] | None = None,
    facts: Mapping[tuple[str, str], str | tuple[str, str]] | None = None,
    record: str = "community-health-toolkit",
    **nominee: Any,
) -> Case:
    """A full nomination: `answers` are key paths of the screening record, keywords are keys of the nominee record.

    `facts`: (kind, subject) -> state, or state and detail, all of 3 March 2026.
    """
    first, second = records(record)
    for path, value in (answers or {}).items():
        *groups, key = path.split(".")
        group = second
        for name in groups:
            group = group[name]
        group[key] = value
    known = {}
    for (kind, subject), said in (facts or {}).items():
        state, detail = (said, "") if isinstance(said, str) else said
        known[Need(kind, subject)] = Fact(state, AT, detail)  # type: ignore[arg-type]
    return Case(from_records({**first, **nominee}, second, STANDARD), STANDARD, known)


def found(check: Check, *args: Any, **changed: Any) -> list[Finding]:
    """What a check yields for `case(...)`; whatever it is, it has its place on the board, and what is wrong can be mended."""
    findings = list(check.run(case(*args, **changed)))
    for finding in findings:
        assert finding.indicator in STANDARD.indicator, finding
        assert finding.field.partition("[")[0] in FIELDS, finding
        assert finding.kind == "look" or (finding.kind == "wrong" and finding.todo.endswith(ADVICE)), finding
    return findings


def said(check: Check, *args: Any, **changed: Any) -> list[tuple[str, str, str]]:
    """The same as kind, field and reason."""
    return [(finding.kind, finding.field, finding.reason) for finding in found(check, *args, **changed)]


def wanted(check: Check, *args: Any, **changed: Any) -> list[tuple[str, str]]:
    """What a check would like to know, as kind and subject."""
    return [(need.kind, need.subject) for need in check.wants(case(*args, **changed))]
