"""Reading a nomination's answers: the form's text becomes records, findings and fingerprints, once in a pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from bot.model import evidence
from bot.model.contracts import Case, Check, Reading
from bot.model.nomination import NO_EVIDENCE, Fact, Finding, Need, Nomination
from bot.model.same import Same
from bot.review import answers
from bot.text.form import form
from bot.text.form.records import Records
from bot.text.form.submission import Submission
from config.models import Links, Workflow
from config.standard import Standard

_THERE = re.compile(r"\b([Ee]dit) \"[^\"]*\" in the issue above")


def read(
    written_in: str | Records,
    standard: Standard,
    checks: tuple[Check, ...],
    facts: Mapping[Need, Fact] = NO_EVIDENCE,
    number: int = 0,
    own: frozenset[str] = frozenset(),
    *,
    spoken_for: bool = False,
) -> Reading:
    """Read the answers out of the form's text, or out of record files, and let every check look; any text is read without error.

    `spoken_for`: somebody has accepted to speak for the project, which stands for the form's box.
    """
    return _read(written_in, Same(standard), Same(checks), frozenset(facts.items()), number, own, spoken_for)


@lru_cache(maxsize=64)
def _read(
    written_in: str | Records,
    by: Same[Standard],
    checks: Same[tuple[Check, ...]],
    facts: frozenset[tuple[Need, Fact]],
    number: int,
    own: frozenset[str],
    spoken_for: bool,
) -> Reading:
    """Kept, because a pass decides several times about the same text, and most passes find the text of the last one."""
    standard, written = by.value, _written(written_in, by.value)
    submission = replace(written.submission, attested=True) if spoken_for else written.submission
    case = Case(submission, standard, MappingProxyType(dict(facts)), number, own)
    findings: list[Finding] = []
    wants: list[Need] = []
    for check in checks.value:
        findings += (f for f in check.run(case) if f.indicator not in written.not_applicable)
        wants += check.wants(case)
    if isinstance(written_in, Records):
        findings = [_in_file(found) for found in findings]
        findings += (Finding("project", "files", "look", hint) for hint in written_in.hints)
    return replace(written, submission=submission, findings=in_order(findings, standard), wants=tuple(dict.fromkeys(wants)))


def of_nomination(nomination: Nomination, standard: Standard, checks: tuple[Check, ...], links: Links) -> Reading:
    """What is read in the answers of a nomination, with the evidence that its ledger and this pass know; as many links are
    asked about as the workflow allows."""
    ledger = nomination.ledger
    reading = read(
        nomination.written,
        standard,
        checks,
        evidence.known(ledger, nomination.found),
        nomination.number,
        own_files(nomination),
        spoken_for=ledger is not None and ledger.representative is not None,
    )
    return _within(Same(reading), Same(links))


@lru_cache(maxsize=64)
def _within(reading: Same[Reading], links: Same[Links]) -> Reading:
    """Kept, so that the reading stays the very same one from pass to pass, and what follows from it is kept as well."""
    return replace(reading.value, wants=evidence.within(reading.value.wants, links.value))


@lru_cache(maxsize=64)
def _written(body: str | Records, standard: Standard) -> Reading:
    """What follows from the text alone, before any check has looked. Kept, because evidence that comes in changes nothing of it."""
    submission = submission_in(body, standard)
    return Reading(
        submission,
        (),
        answers.not_applicable(standard, submission),
        MappingProxyType({i: answers.fingerprint(standard, submission, i) for i in standard.indicator}),
        MappingProxyType({i: answers.evidence(standard, submission, i) for i in standard.indicator}),
    )


def submission_in(written: str | Records, standard: Standard) -> Submission:
    """The answers in the text of an issue, or in the record files of a pull request."""
    return form.parse(written, standard) if isinstance(written, str) else written.submission(standard)


def _in_file(found: Finding) -> Finding:
    """The same, told to somebody who has no form before them but the files of a pull request."""
    where = f"`{found.field}`" if found.field else "the record"
    return replace(found, todo=_THERE.sub(lambda m: f"{m[1]} {where} in the files of this pull request", found.todo))


def in_order(findings: Iterable[Finding], standard: Standard) -> tuple[Finding, ...]:
    """Findings in the order of the form, whichever check made them."""
    places = _places(standard)
    return tuple(sorted(findings, key=lambda found: places.get(found.field.partition("[")[0], places.get(found.indicator, 0))))


@lru_cache(maxsize=8)
def _places(standard: Standard) -> Mapping[str, int]:
    """Key path of a question, and id of an indicator (its first question), -> place in the form."""
    first = {question.indicator: place for place, question in reversed(list(enumerate(standard.questions)))}
    return {**first, **{question.path: place for place, question in enumerate(standard.questions) if question.path}}


def own_files(nomination: Nomination) -> frozenset[str]:
    """The files of the registry that the nomination's merged pull requests have written, or that it sets out to change."""
    changed = (file.path for file in nomination.records.files if not file.is_new) if nomination.records else ()
    return frozenset(changed) | (nomination.ledger.merged_files if nomination.ledger else frozenset())


def is_nomination(nomination: Nomination, workflow: Workflow, reading: Reading) -> bool:
    """An issue is a nomination when it carries the workflow's label or its body is the form's; a pull request when it brings
    the records of one project, whatever its label, its title or its body say."""
    if nomination.is_pull:
        return nomination.intake is not None and bool(nomination.intake.files) and not nomination.intake.refusal
    label = workflow.labels.nomination.name.lower()
    return reading.submission.is_form or any(name.lower() == label for name in nomination.labels)
