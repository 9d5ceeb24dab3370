"""The registry as one table (CSV, RFC 4180), for spreadsheets.

A spreadsheet takes a cell that begins with certain signs for a formula and carries it out: such a cell gets an apostrophe
before it, which spreadsheets read as "this is text".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from bot.registry.outputs.values import NONE, PublishedApproval, Registry, may_be_shown, newest
from bot.text.display_text import one_line, shorten
from bot.text.record.record import objects_in

PATH = "registry.csv"
COLUMNS = (
    *("id", "name", "aliases", "stage", "description", "website", "type", "licences", "sdgs", "sectors", "repositories"),
    *("owners", "countries", "approved", "valid until", "state", "standard", "nomination"),
)
LONGEST = 4_000
"""Characters of a cell; a spreadsheet takes 32,767."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def table(registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Write one line for each project, by its slug."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    approvals = newest(registry.approvals)
    for slug in sorted(filter(may_be_shown, registry.nominees)):
        record, screening = registry.nominees[slug], registry.screenings.get(slug, NONE)
        lines.writerow([cell(slug), *map(cell, _project(record, screening)), *map(cell, _list_approval(approvals.get(slug)))])
    yield PATH, written.getvalue().encode("utf-8", "replace")


def cell(value: object) -> str:
    """Write a cell that is text, whatever it says. The words of a list are separated by semicolons."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value if isinstance(item, str | int) and item != "")
    text = shorten(_line(value), LONGEST) if isinstance(value, str) else ""
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(text: str) -> str:
    """Return the same as `one_line`, faster for the plain text that nearly every cell is."""
    return " ".join(text.split()) if text.isascii() and text.isprintable() else one_line(text)


def _project(record: Mapping[str, Any], screening: Mapping[str, Any]) -> Iterator[object]:
    for key in ("name", "aliases", "stage", "description", "website", "type"):
        yield record.get(key)
    yield [item.get("spdx") for item in objects_in(record, "license")]
    yield [item.get("SDGNumber") for item in objects_in(record, "SDGs")]
    yield record.get("sectors")
    yield [item.get("url") for item in objects_in(record, "repositories")]
    yield [item.get("name") for item in objects_in(record, "organizations") if item.get("org_type") == "owner"]
    locations = screening.get("locations")
    yield locations.get("deploymentCountries") if isinstance(locations, dict) else ""


def _list_approval(approval: PublishedApproval | None) -> tuple[str, ...]:
    if approval is None:
        return ("", "", "", "", "")
    until = f"{approval.until:%Y-%m-%d}" if approval.until else ""
    return (f"{approval.at:%Y-%m-%d}", until, approval.state, approval.standard, approval.url)
