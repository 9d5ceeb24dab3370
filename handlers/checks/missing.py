"""Mandatory answers that are not there, each only where it applies.

On merged records these fire on more than 5%, all on what the registry's schema lets pass and its guide asks for: countries
of deployment (12.7%; not in use yet), evidence of standards (7.9%), evidence for every goal (6.0%; older records), and, once
each in the 16 merged submissions, a category beside an open standard, the list of laws, and how personal data are protected.
"""

from __future__ import annotations

from bot.model.contracts import Case, Check
from bot.model.nomination import Finding
from bot.review.answer_gaps import find_gaps


def find_missing(case: Case) -> tuple[Finding, ...]:
    """What the Standard's file marks as mandatory, or as asked for by another answer."""
    return find_gaps(case.standard, case.submission)


FEATURE = Check(name="missing", run=find_missing)
