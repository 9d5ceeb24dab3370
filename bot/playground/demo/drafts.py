"""What the nominator writes in the demo: a real record with one answer forgotten and one told only in part, then all of it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.review.answer_gaps import list_inapplicable_indicators
from bot.text.form.body import render
from bot.text.form.submission import answers_in, from_records
from bot.text.record.record import Record
from config.standard import Question, Standard

ENOUGH_WORDS = 16
"""An answer of fewer words is not told in part: nothing would be left of it."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The bodies of the issue, one after the other: with the gap, with the gap filled, with everything.

    `forgotten` names the gap; it is empty when the record has no answer that could be forgotten. `thin` is the question
    whose answer is told only in part before; None when no answer is long enough.
    """

    first: str
    filled: str
    whole: str
    forgotten: str
    thin: Question | None


def drafts(nominee: Record, screening: Record | None, standard: Standard) -> Drafts:
    """The drafts of a record. Nothing depends on which record it is."""
    forgetful, forgotten = _with_gap(nominee)
    thin = _longest(nominee, screening, standard)
    in_part = _in_part(screening, thin) if screening and thin else screening
    return Drafts(
        first=render(forgetful, in_part, standard),
        filled=render(nominee, in_part, standard),
        whole=render(nominee, screening, standard),
        forgotten=forgotten,
        thin=thin,
    )


def _with_gap(nominee: Record) -> tuple[Record, str]:
    """The record without its first evidence for a goal; or without a link to the licence, or a description."""
    changed = deepcopy(nominee)
    for goal in _rows(changed, "SDGs"):
        if goal.pop("evidenceText", "") or goal.pop("evidenceURL", ""):
            goal.pop("evidenceURL", "")
            return changed, f"the evidence for SDG {goal.get('SDGNumber')}"
    for licence in _rows(changed, "license"):
        if licence.pop("licenseURL", ""):
            return changed, f"the link to the licence {licence.get('spdx')}"
    return changed, "the description" if changed.pop("description", "") else ""


def _rows(record: Record, key: str) -> list[dict[str, Any]]:
    found = record.get(key)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _longest(nominee: Record, screening: Record | None, standard: Standard) -> Question | None:
    """The question with the longest written answer among the indicators that apply."""
    given = answers_in(nominee, screening or {}, standard)
    closed = list_inapplicable_indicators(standard, from_records(nominee, screening, standard))
    found = {
        question.id: len(str(given[question.id]).split())
        for question in standard.questions
        if question.record == "screening"
        and question.kind == "text"
        and question.id in given
        and question.indicator not in closed
    }
    longest = max(found, key=lambda name: found[name], default="")
    return standard.question[longest] if found.get(longest, 0) >= ENOUGH_WORDS else None


def _in_part(screening: Record, question: Question) -> Record:
    """The record with only the first quarter of that answer."""
    changed = deepcopy(screening)
    group = changed
    for key in question.keys[:-1]:
        group = group[key]
    words = str(group[question.keys[-1]]).split()
    group[question.keys[-1]] = " ".join(words[: len(words) // 4])
    return changed
