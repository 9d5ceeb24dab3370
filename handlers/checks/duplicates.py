"""Projects that may have been nominated before, the archived ones too: shown to reviewers, who decide with `/duplicate`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.nomination import Finding, Need
from bot.review.duplicates import Candidate, make_need, parse_fact, read_identity

STAGES = {
    "nominee": "a candidate",
    "DPG": "a digital public good",
    "archived": "archived",
    "excluded": "no longer eligible",
    "nominated": "an open nomination",
}
REASON = "{why}: {where} ({stage})"
TODO = "If both are the same project, `/duplicate {where}` closes this nomination."


def wants(case: Case) -> Iterator[Need]:
    """Asked as soon as there is a name, an address or a repository to go by."""
    identity = read_identity(case.submission.nominee)
    if identity.name or identity.website or identity.repositories:
        yield make_need(identity, case.number)


def show_candidates(case: Case) -> Iterator[Finding]:
    """One hint for each candidate, the surest first; the nomination's own files in the registry are none."""
    fact = next((case.facts[n] for n in wants(case) if n in case.facts), None)
    for candidate in parse_fact(fact) if fact else ():
        if candidate.where not in case.own:
            yield _build_finding(candidate)


def _build_finding(candidate: Candidate) -> Finding:
    stage = STAGES.get(candidate.stage, candidate.stage)
    reason = REASON.format(why=candidate.why, where=candidate.where, stage=stage)
    return Finding("project", "name", "look", reason, TODO.format(where=candidate.where), candidate.where)


FEATURE = Check(name="duplicates", run=show_candidates, wants=wants)
