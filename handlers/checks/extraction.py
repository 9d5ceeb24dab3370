"""Indicator 6: the way to extract data names a format or an interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.contracts import Case, Check
from bot.nomination import Finding

QUESTION = "extraction-description"
FIELD = "NonPII.nonPIIAccessMechanism"
FORMATS = re.compile(
    r"\b(?:csv|tsv|json|geojson|xml|xlsx?|excel|rdf|sql|api|apis|rest|fhir|odata|netcdf|geotiff|shapefiles?|parquet|pdf|html|epub|"
    r"markdown|txt|yaml|zip|export(?:s|ed|able)?|download(?:s|ed|able)?|dumps?)\b",
    re.IGNORECASE,
)


def extraction(case: Case) -> Iterator[Finding]:
    """A hint to the reviewer when no format is named that the bot knows."""
    text = case.submission.answers.get(QUESTION)
    if isinstance(text, str) and not FORMATS.search(text) and "://" not in text:
        yield Finding("6", FIELD, "look", "no open format or interface is named (CSV, JSON, XML, an API ...)")


FEATURE = Check(name="extraction", run=extraction)
