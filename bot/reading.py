"""Reading a nomination's answers: the form's text becomes records, findings and fingerprints, once in a pass."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot import answers
from bot.contracts import Case, Check, Reading
from bot.nomination import NO_EVIDENCE, Fact, Finding, Need, Nomination
from bot.text import form
from config.models import Workflow
from config.standard import Standard


def read(
    body: str,
    standard: Standard,
    checks: tuple[Check, ...],
    facts: Mapping[Need, Fact] = NO_EVIDENCE,
    number: int = 0,
    own: frozenset[str] = frozenset(),
) -> Reading:
    """Parse the body and let every check look at it; any text is read without error."""
    submission = form.parse(body, standard)
    case = Case(submission, standard, facts, number, own)
    not_applicable = answers.not_applicable(standard, submission)
    findings: list[Finding] = []
    wants: list[Need] = []
    for check in checks:
        findings += (f for f in check.run(case) if f.indicator not in not_applicable)
        wants += check.wants(case)
    return Reading(
        submission,
        tuple(findings),
        not_applicable,
        MappingProxyType({i: answers.fingerprint(standard, submission, i) for i in standard.indicator}),
        MappingProxyType({i: answers.evidence(standard, submission, i) for i in standard.indicator}),
        tuple(dict.fromkeys(wants)),
    )


def own_files(nomination: Nomination) -> frozenset[str]:
    """The files of the registry that the nomination's merged pull requests have written."""
    notes = nomination.ledger.pulls.values() if nomination.ledger else ()
    return frozenset(path for note in notes if note.state == "merged" for path in note.files)


def is_nomination(nomination: Nomination, workflow: Workflow, reading: Reading) -> bool:
    """An issue is a nomination when it carries the workflow's label or its body is the form's."""
    label = workflow.nomination.name.lower()
    return reading.submission.is_form or any(name.lower() == label for name in nomination.labels)
