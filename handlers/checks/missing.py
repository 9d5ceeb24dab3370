"""Mandatory answers that are missing, each only where it applies.

These findings fire on more than 5% of merged records, all where the registry's guide asks for more than its schema: countries
of deployment (12.7%; not in use yet), evidence of standards (7.9%), evidence for every goal (6.0%; older records), and, once
each in the 16 merged submissions, a category beside an open standard, the list of laws, and how personal data are protected.
"""

from __future__ import annotations

from bot.model.contracts import Case, Check
from bot.model.needs import Finding
from bot.review.answer_gaps import find_gaps


def find_missing(case: Case) -> tuple[Finding, ...]:
    """Find missing answers that the Standard's file marks as mandatory, or that another answer makes mandatory."""
    return find_gaps(case.standard, case.submission)


FEATURE = Check(name="missing", run=find_missing)
