"""Where each indicator stands, worked out from the ledger and the answers whenever one of them has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from bot.model.contracts import Reading, Standing, View
from bot.model.ledger import Ledger, Question, Seat, Verdict
from bot.model.nomination import Finding
from bot.model.same import Same
from config.standard import Standard

SECOND = 2
Disagreement = Literal["second", "third", "maintainer"]


def with_ledger(view: View, ledger: Ledger) -> View:
    """The view after the ledger changed, its standings worked out again."""
    rule = view.workflow.reviewers.disagreement
    return replace(view, ledger=ledger, standings=standings(view.reading, view.standard, ledger, rule))


def standings(
    reading: Reading, standard: Standard, ledger: Ledger, disagreement: Disagreement = "second"
) -> Mapping[str, Standing]:
    """Where each indicator, and each group beside them, stands, by id, in the order of the Standard.

    `disagreement` says whose verdict counts where the first two reviewers differ.
    """
    return _standings(Same(reading), Same(standard), ledger.verdicts, ledger.questions, ledger.seats, disagreement)


@lru_cache(maxsize=64)
def _standings(
    answers: Same[Reading],
    by: Same[Standard],
    said: tuple[Verdict, ...],
    questions: tuple[Question, ...],
    seats: tuple[Seat, ...],
    disagreement: Disagreement,
) -> Mapping[str, Standing]:
    """Kept, because most passes find the answers and the verdicts of the last one."""
    reading, standard = answers.value, by.value
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in said:
        verdicts.setdefault(verdict.indicator, []).append(verdict)
    findings: dict[str, list[Finding]] = {}
    for finding in reading.findings:
        findings.setdefault(finding.indicator, []).append(finding)
    tiers = {seat.by.id: seat.tier for seat in seats}
    found = {}
    for indicator in (*standard.indicators, *standard.groups):
        name = indicator.id
        given = verdicts.get(name, [])
        standing = [verdict for verdict in given if _stands(verdict, reading, questions)]
        if any(v.value == "fail" and not v.carried and not v.advice for v in standing):
            standing = [verdict for verdict in standing if not verdict.carried]  # the approval's word is overtaken
        valid = tuple(verdict for verdict in standing if not verdict.advice)
        found[name] = Standing(
            indicator,
            name not in reading.not_applicable or any(verdict.value == "fail" for verdict in valid),
            valid,
            tuple(v for v in given if v not in standing and not v.advice) if len(standing) < len(given) else (),
            tuple(findings.get(name, ())),
            reading.evidence.get(name, ""),
            tuple(v for v in standing if v.advice) if len(valid) < len(standing) else (),
            *(_tie(valid, tiers, disagreement) if len(valid) > 1 else ()),
        )
    return MappingProxyType(found)


def _tie(valid: tuple[Verdict, ...], tiers: Mapping[int, int], disagreement: Disagreement) -> tuple[Verdict | None, bool]:
    """The verdict that decides once the reviewers differ: the second one's, that of somebody beside the first two, or a maintainer's;
    and whether they differ and it is still to come: a pass decides only about failures that came before it. A pass of an earlier round is the approval's, and nobody's side in this one."""
    decides: Callable[[Verdict], bool] = {
        "second": lambda v: tiers.get(v.by.id) == SECOND,
        "third": lambda v: tiers.get(v.by.id, 0) > SECOND,
        "maintainer": lambda v: v.decides,
    }[disagreement]
    values = {v.value for v in valid if not v.carried and (disagreement != "third" or not decides(v))}
    if "fail" not in values or not values & {"pass", "na"}:
        return None, False
    words = [verdict for verdict in reversed(valid) if verdict.value != "concern"]
    tie = next((verdict for verdict in words if decides(verdict)), None)
    if tie is not None and tie.value != "fail" and any(later.value == "fail" for later in words[: words.index(tie)]):
        tie = None  # whoever passed it did not know of that failure yet
    return tie, tie is None


def _stands(verdict: Verdict, reading: Reading, questions: tuple[Question, ...]) -> bool:
    """It rests on the present answers, and no question about the indicator has been answered since."""
    if verdict.answers != reading.fingerprints.get(verdict.indicator):
        return False
    if not questions:
        return True
    asked = (q for q in questions if q.indicator == verdict.indicator and q.expert is None)
    return not any(q.answered_at is not None and q.answered_at > verdict.at for q in asked)
