"""Mandatory answers that are not there, each only where it applies."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import gaps
from bot.contracts import Case, Check
from bot.nomination import Finding


def missing(case: Case) -> Iterator[Finding]:
    """What the Standard's file marks as mandatory, or as asked for by another answer."""
    for gap in gaps(case.standard, case.submission):
        yield Finding(gap.indicator, gap.field, "missing", gap.reason, gap.todo)


FEATURE = Check(name="missing", run=missing)
