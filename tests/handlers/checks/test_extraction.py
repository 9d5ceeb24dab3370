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
