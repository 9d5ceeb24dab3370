"""Indicator 1: each Sustainable Development Goal is named once, with evidence of its own.

The check `missing` asks for at least one goal, and for evidence for each.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding

GOALS = range(1, 18)
MANY = 6
SHORT = 40
EDIT = 'Edit "Sustainable Development Goals" in the issue above.'
NO_GOAL = f"The goals have numbers from 1 to 17. {EDIT}"
TWICE = f"Name each goal once and put all its evidence there. {EDIT}"


def check_goals(case: Case) -> Iterator[Finding]:
    """Judge the goals: a number that is none or is repeated is wrong; short or equal evidence and many goals get hints."""
    rows = case.submission.nominee.get("SDGs") or ()
    seen: set[object] = set()
    for index, row in enumerate(rows):
        number = row.get("SDGNumber")
        if number and number not in GOALS:
            yield Finding("1", f"SDGs[{index}].SDGNumber", "wrong", f"there is no SDG {number}", NO_GOAL)
        elif number in seen:
            yield Finding("1", f"SDGs[{index}].SDGNumber", "wrong", f"SDG {number} stands there twice", TWICE)
        elif number:
            seen.add(number)
        text = row.get("evidenceText") or ""
        if text and len(text) < SHORT and not row.get("evidenceURL") and "://" not in text:
            yield Finding(
                "1", f"SDGs[{index}].evidenceText", "look", f"the evidence for SDG {number} is very short, without a link"
            )
    evidence = {(row.get("evidenceText"), row.get("evidenceURL")) for row in rows}
    if len(rows) > 1 and len(evidence) == 1 and any(evidence.pop()):
        yield Finding("1", "SDGs", "look", f"all {len(rows)} goals have the same evidence")
    if len(seen) >= MANY:
        yield Finding("1", "SDGs", "look", f"{len(seen)} goals are named")


FEATURE = Check(name="sdgs", run=check_goals)
