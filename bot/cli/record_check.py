"""Looks at registry records outside of any nomination: schema errors, gaps and findings of one file. Pure.

A nominee record answers indicators 1 and 2 and what the project is, a screening record all the others: each is held only
to the questions it has keys for. Both may stand in one file, their keys side by side or under "nominee" and "screening".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.model.contracts import Case, Check
from bot.model.nomination import Finding
from bot.review import answer_gaps
from bot.review.reading import sort_findings
from bot.text.form.submission import from_records
from bot.text.record.record import schema_errors
from config.standard import Standard

Kind = Literal["nominee", "screening", "both", "application", "unknown"]
NOMINEE_KEYS = frozenset(
    {"SDGs", "license", "organizations", "type", "repositories", "description", "sectors", "stage", "website"}
)
SCREENING_KEYS = frozenset(
    {"clearOwnership", "platformIndependence", "documentation", "NonPII", "privacy", "standards", "doNoHarm"}
)
# Keys that only the later web application has, whose other keys partly have the same names and another shape.
APPLICATION_KEYS = frozenset({"openlicenses", "sdgs", "categories", "userContent", "dataPrivacySecurity", "openStandards"})
OF_NOMINEE = frozenset({"1", "2", "project"})
OTHER_LAYOUT = (
    "this is an application of the later web form, which has another layout; it cannot be checked as a registry record"
)
NO_RECORD = "this is no record of the registry: it has neither the keys of a nominee nor those of a screening"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one record."""

    kind: Kind
    schema_errors: tuple[str, ...]
    findings: tuple[Finding, ...]


def kind_of(record: Mapping[str, Any]) -> Kind:
    """What a record is, told by its keys alone."""
    if len(APPLICATION_KEYS & record.keys()) > 1:
        return "application"
    first, second = _halves(record)
    if first and second:
        return "both"
    return "nominee" if first else "screening" if second else "unknown"


def checked(record: Mapping[str, Any], standard: Standard, checks: Iterable[Check]) -> Checked:
    """Everything that can be said of a record without looking at the pages it links to; any JSON object will do."""
    kind = kind_of(record)
    if kind in ("application", "unknown"):
        return Checked(kind, (OTHER_LAYOUT if kind == "application" else NO_RECORD,), ())
    nominee, screening = _halves(record)
    errors = (
        *(schema_errors(nominee, "nominee") if nominee else ()),
        *(schema_errors(screening, "screening") if screening else ()),
    )
    return Checked(kind, errors, sort_findings(_findings(nominee, screening, standard, checks), standard))


def _findings(
    nominee: Mapping[str, Any], screening: Mapping[str, Any], standard: Standard, checks: Iterable[Check]
) -> Iterator[Finding]:
    case = Case(from_records(nominee, screening, standard), standard)
    apart = answer_gaps.list_inapplicable_indicators(standard, case.submission)
    for check in checks:
        for finding in check.run(case):
            judged = bool(nominee) if finding.indicator in OF_NOMINEE else bool(screening)
            if judged and finding.indicator not in apart:
                yield finding


def _halves(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The nominee's part of a record and the screening's; an empty one is not there."""
    first, second = record.get("nominee"), record.get("screening")
    if isinstance(first, dict) and isinstance(second, dict):
        return first, second
    is_nominee, is_screening = NOMINEE_KEYS & record.keys(), SCREENING_KEYS & record.keys()
    if not (is_nominee and is_screening):
        return (record if is_nominee else {}), (record if is_screening else {})
    own = SCREENING_KEYS | {"locations"}
    return {k: v for k, v in record.items() if k not in own}, {k: v for k, v in record.items() if k in own or k == "name"}
