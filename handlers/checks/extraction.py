"""Indicator 6: the answer on how to extract data names a format or an interface."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding

QUESTION = "extraction-description"
FIELD = "NonPII.nonPIIAccessMechanism"
FORMATS = ("csv", "json", "xml", "api", "export", "download", "xls", "excel", "sql", "rdf", "fhir", "odata", "netcdf", "geopackage", "gpkg", "tiff", "shapefile",
           "parquet", "pdf", "html", "epub", "yaml", "zip", "dump", "txt", "rest ", "open format")  # fmt: skip


def check_extraction(case: Case) -> Iterator[Finding]:
    """Give a hint when the answer has no link and names no format that the bot knows."""
    text = case.submission.answers.get(QUESTION)
    if not isinstance(text, str) or "://" in text:
        return
    lowered = text.casefold()
    if not any(name in lowered for name in FORMATS):
        yield Finding("6", FIELD, "look", "no open format or interface is named (CSV, JSON, XML, an API ...)")


FEATURE = Check(name="extraction", run=check_extraction)
