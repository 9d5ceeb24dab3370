"""Mandatory answers that are not there, each only where it applies."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import gaps
from bot.contracts import Check
from bot.nomination import Finding
from bot.text.submission import Submission
from config.standard import Standard


def missing(submission: Submission, standard: Standard) -> Iterator[Finding]:
    """What the Standard's file marks as mandatory, or as asked for by another answer."""
    for gap in gaps(standard, submission):
        yield Finding(gap.indicator, gap.field, "missing", gap.reason, gap.todo)


FEATURE = Check(name="missing", run=missing)
