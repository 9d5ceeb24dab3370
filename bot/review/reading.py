"""Reads a nomination's answers: the form's text becomes records, findings and fingerprints, once in a pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from bot.model import evidence
from bot.model.contracts import Case, Check
from bot.model.identity_key import ByIdentity
from bot.model.indicators import Reading
from bot.model.needs import NO_EVIDENCE, Fact, Finding, Need
from bot.model.nomination import Nomination
from bot.review import answer_gaps
from bot.text.form import form
from bot.text.form.records import Records
from bot.text.form.submission import Submission
from config.models import Links, Workflow
from config.standard import Standard

_THERE = re.compile(r"\b([Ee]dit) \"[^\"]*\" in the issue above")


def read_answers(
    written_in: str | Records,
    standard: Standard,
    checks: tuple[Check, ...],
    facts: Mapping[Need, Fact] = NO_EVIDENCE,
    number: int = 0,
    own: frozenset[str] = frozenset(),
    *,
    spoken_for: bool = False,
) -> Reading:
    """Read the answers out of the form's text, or out of record files, and run every check; any text is read without error.

    `spoken_for`: somebody has accepted to speak for the project, which replaces the form's box.
    """
    return _read_answers(
        written_in, ByIdentity(standard), ByIdentity(checks), frozenset(facts.items()), number, own, spoken_for
    )


@lru_cache(maxsize=64)
def _read_answers(
    written_in: str | Records,
    by: ByIdentity[Standard],
    checks: ByIdentity[tuple[Check, ...]],
    facts: frozenset[tuple[Need, Fact]],
    number: int,
    own: frozenset[str],
    spoken_for: bool,
) -> Reading:
    """Read the answers. Cached, because a pass decides several times about one text, and most passes find that of the last."""
    standard, written = by.value, _read_text(written_in, by.value)
    submission = replace(written.submission, attested=True) if spoken_for else written.submission
    case = Case(submission, standard, MappingProxyType(dict(facts)), number, own)
    findings: list[Finding] = []
    wants: list[Need] = []
    for check in checks.value:
        findings += (f for f in check.run(case) if f.indicator not in written.not_applicable)
        wants += check.wants(case)
    if isinstance(written_in, Records):
        findings = [_point_to_file(found) for found in findings]
        findings += (Finding("project", "files", "look", hint) for hint in written_in.hints)
    return replace(
        written, submission=submission, findings=sort_findings(findings, standard), wants=tuple(dict.fromkeys(wants))
    )


def read_nomination(nomination: Nomination, standard: Standard, checks: tuple[Check, ...], links: Links) -> Reading:
    """Read the answers of a nomination with the evidence that its ledger and this pass have; as many links are asked about
    as the workflow allows."""
    ledger = nomination.ledger
    reading = read_answers(
        nomination.written,
        standard,
        checks,
        evidence.merge_known_facts(ledger, nomination.found),
        nomination.number,
        list_own_files(nomination),
        spoken_for=ledger is not None and ledger.review.representative is not None,
    )
    return _within(ByIdentity(reading), ByIdentity(links))


@lru_cache(maxsize=64)
def _within(reading: ByIdentity[Reading], links: ByIdentity[Links]) -> Reading:
    """Kept, so that the reading stays the very same one from pass to pass, and what follows from it is kept as well."""
    return replace(reading.value, wants=evidence.filter_allowed_needs(reading.value.wants, links.value))


@lru_cache(maxsize=64)
def _read_text(body: str | Records, standard: Standard) -> Reading:
    """Read what follows from the text alone, before any check has run. Cached, because new evidence changes nothing of it."""
    submission = parse_submission(body, standard)
    return Reading(
        submission,
        (),
        answer_gaps.list_inapplicable_indicators(standard, submission),
        MappingProxyType({i: answer_gaps.compute_fingerprint(standard, submission, i) for i in standard.indicator}),
        MappingProxyType({i: answer_gaps.summarize_evidence(standard, submission, i) for i in standard.indicator}),
    )


def parse_submission(written: str | Records, standard: Standard) -> Submission:
    """Parse the answers in the text of an issue, or in the record files of a pull request."""
    return form.parse(written, standard) if isinstance(written, str) else written.submission(standard)


def _point_to_file(found: Finding) -> Finding:
    """Reword the finding for somebody who has no form before them but the files of a pull request."""
    where = f"`{found.field}`" if found.field else "the record"
    return replace(found, todo=_THERE.sub(lambda m: f"{m[1]} {where} in the files of this pull request", found.todo))


def sort_findings(findings: Iterable[Finding], standard: Standard) -> tuple[Finding, ...]:
    """Sort findings in the order of the form, whichever check made them."""
    places = _map_places(standard)
    return tuple(sorted(findings, key=lambda found: places.get(found.field.partition("[")[0], places.get(found.indicator, 0))))


@lru_cache(maxsize=8)
def _map_places(standard: Standard) -> Mapping[str, int]:
    """Map the key path of a question, and the id of an indicator (its first question), to the place in the form."""
    first = {question.indicator: place for place, question in reversed(list(enumerate(standard.questions)))}
    return {**first, **{question.path: place for place, question in enumerate(standard.questions) if question.path}}


def list_own_files(nomination: Nomination) -> frozenset[str]:
    """List the registry's files that the nomination's merged pull requests have written, or that it sets out to change."""
    changed = (file.path for file in nomination.records.files if not file.is_new) if nomination.records else ()
    return frozenset(changed) | (nomination.ledger.merged_files if nomination.ledger else frozenset())


def is_nomination(nomination: Nomination, workflow: Workflow, reading: Reading) -> bool:
    """Tell whether an issue has the workflow's label or the form's body, or a pull request brings the records of one project,
    whatever its label, its title or its body say."""
    if nomination.is_pull:
        return (
            nomination.nominating_pull is not None
            and bool(nomination.nominating_pull.files)
            and not nomination.nominating_pull.refusal
        )
    label = workflow.labels.nomination.name.lower()
    return reading.submission.is_form or any(name.lower() == label for name in nomination.labels)
