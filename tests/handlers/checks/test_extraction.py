"""The way to extract data names a format or an interface."""

from __future__ import annotations

import pytest

from handlers.checks.extraction import FEATURE
from tests.handlers.checks.cases import said

FIELD = "NonPII.nonPIIAccessMechanism"


@pytest.mark.parametrize("text", ["Export as CSV", "A REST API", "see https://example.org/data", "Data can be downloaded", ""])
def test_a_format_an_interface_or_a_link_is_fine(text):
    assert said(FEATURE, {FIELD: text}) == []


def test_nothing_of_the_kind_is_worth_a_look():
    ((kind, field, reason),) = said(FEATURE, {FIELD: "Reports are built into the platform."})
    assert (kind, field) == ("look", FIELD)
    assert "no open format" in reason


@pytest.mark.parametrize(
    "name",
    ["CSV", "JSON", "XML", "API", "an export", "XLS", "Excel", "SQL", "RDF", "FHIR", "OData", "NetCDF", "GeoPackage", "gpkg", "TIFF",
     "Shapefile", "Parquet", "PDF", "HTML", "EPUB", "YAML", "ZIP", "a dump", "txt", "REST calls", "an open format", "a download"],
)  # fmt: skip
def test_each_open_format_and_interface_is_known_by_its_name(name):
    assert said(FEATURE, {FIELD: f"People get {name} from us."}) == []
