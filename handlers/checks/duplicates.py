"""Projects that may have been nominated before, archived ones too; reviewers see them and decide with `/duplicate`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding, Need
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
    """Ask for candidates as soon as the project has a name, a website or a repository to compare."""
    identity = read_identity(case.submission.nominee)
    if identity.name or identity.website or identity.repositories:
        yield make_need(identity, case.number)


def show_candidates(case: Case) -> Iterator[Finding]:
    """Give one hint for each candidate, the surest first, leaving out the nomination's own files in the registry."""
    fact = next((case.facts[n] for n in wants(case) if n in case.facts), None)
    for candidate in parse_fact(fact) if fact else ():
        if candidate.where not in case.own:
            yield _build_finding(candidate)


def _build_finding(candidate: Candidate) -> Finding:
    stage = STAGES.get(candidate.stage, candidate.stage)
    reason = REASON.format(why=candidate.why, where=candidate.where, stage=stage)
    return Finding("project", "name", "look", reason, TODO.format(where=candidate.where), candidate.where)


FEATURE = Check(name="duplicates", run=show_candidates, wants=wants)
