"""Computes the status of each indicator from the ledger and the answers whenever one of them has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from bot.model.contracts import View
from bot.model.identity_key import ByIdentity
from bot.model.indicators import IndicatorStatus, Reading
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Question, Seat, Verdict
from bot.model.needs import Finding
from config.standard import Standard

SECOND = 2
Disagreement = Literal["second", "third", "maintainer"]


def replace_ledger(view: View, ledger: Ledger) -> View:
    """Replace the view's ledger, and compute the indicators' status anew."""
    rule = view.workflow.reviewers.disagreement
    return replace(view, ledger=ledger, standings=find_indicator_statuses(view.reading, view.standard, ledger, rule))


def find_indicator_statuses(
    reading: Reading, standard: Standard, ledger: Ledger, disagreement: Disagreement = "second"
) -> Mapping[str, IndicatorStatus]:
    """Find the status of each indicator, and of each group beside them, by id, in the order of the Standard.

    `disagreement` says whose verdict counts where the first two reviewers differ.
    """
    return _standings(
        ByIdentity(reading),
        ByIdentity(standard),
        ledger.review.verdicts,
        ledger.review.questions,
        ledger.review.seats,
        disagreement,
    )


@lru_cache(maxsize=64)
def _standings(
    answers: ByIdentity[Reading],
    by: ByIdentity[Standard],
    said: tuple[Verdict, ...],
    questions: tuple[Question, ...],
    seats: tuple[Seat, ...],
    disagreement: Disagreement,
) -> Mapping[str, IndicatorStatus]:
    """Kept, because most passes find the answers and the verdicts of the last one."""
    reading, standard = answers.value, by.value
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in said:
        verdicts.setdefault(verdict.indicator, []).append(verdict)
    findings: dict[str, list[Finding]] = {}
    for finding in reading.findings:
        findings.setdefault(finding.indicator, []).append(finding)
    tiers = {seat.by.id: seat.tier for seat in seats}
    statuses = {}
    for indicator in (*standard.indicators, *standard.groups):
        name = indicator.id
        given = verdicts.get(name, [])
        standing = [verdict for verdict in given if _is_current(verdict, reading, questions)]
        if any(v.value == "fail" and not v.carried and not v.advice for v in standing):
            standing = [verdict for verdict in standing if not verdict.carried]  # they count less than a failure in this round
        valid = tuple(verdict for verdict in standing if not verdict.advice)
        statuses[name] = IndicatorStatus(
            indicator,
            name not in reading.not_applicable or any(verdict.value == "fail" for verdict in valid),
            valid,
            tuple(v for v in given if v not in standing and not v.advice) if len(standing) < len(given) else (),
            tuple(findings.get(name, ())),
            reading.evidence.get(name, ""),
            tuple(v for v in standing if v.advice) if len(valid) < len(standing) else (),
            *(_find_deciding_verdict(valid, tiers, disagreement) if len(valid) > 1 else ()),
        )
    return MappingProxyType(statuses)


def _find_deciding_verdict(
    valid: tuple[Verdict, ...], tiers: Mapping[int, int], disagreement: Disagreement
) -> tuple[Verdict | None, bool]:
    """Find the verdict that decides where the reviewers differ (the second one's, a third one's, or a maintainer's), and tell
    whether it is still to come. A pass decides only about failures before it; one of an earlier round takes no side in this."""
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
        tie = None  # the reviewer who passed it did not know of that failure yet
    return tie, tie is None


def _is_current(verdict: Verdict, reading: Reading, questions: tuple[Question, ...]) -> bool:
    """Tell whether the verdict rests on the present answers, its reviewer may review, and no question about the indicator was
    answered since."""
    if verdict.lapsed:
        return False
    if verdict.answers != reading.fingerprints.get(verdict.indicator):
        return False
    if not questions:
        return True
    asked = (q for q in questions if q.indicator == verdict.indicator and q.expert is None)
    return not any(q.answered_at is not None and q.answered_at > verdict.at for q in asked)
