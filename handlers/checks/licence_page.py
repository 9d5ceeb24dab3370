"""Indicator 2: the page or file that a licence link leads to is there and names the licence."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.evidence import parse_licences_named
from bot.model.needs import Fact, Finding, Need
from bot.text.form.rows import quoted
from bot.text.licences import named
from bot.text.links import address
from handlers.checks._reachable import judge_link

MOST = 5
LABEL = "Licences"


def wants(case: Case) -> Iterator[Need]:
    """Ask for the pages of the first five licences."""
    return (Need("link", url) for _, _, url in _list_pages(case))


def check_licence_pages(case: Case) -> Iterator[Finding]:
    """Judge each page: one that is gone is wrong; one that does not name the licence gets a hint, for it may be misread."""
    if not case.facts:
        return
    for index, spdx, url in _list_pages(case):
        fact = case.facts.get(Need("link", url))
        field = f"license[{index}].licenseURL"
        if found := judge_link(fact, url, "2", field, LABEL):
            yield found
        elif fact and fact.state == "ok" and spdx and not _names_licence(fact, spdx, case):
            yield Finding("2", field, "look", f"{quoted(spdx)} was not found on the licence page")


def _list_pages(case: Case) -> Iterator[tuple[int, str, str]]:
    for index, row in enumerate((case.submission.nominee.get("license") or ())[:MOST]):
        if url := address(str(row.get("licenseURL") or "")):
            yield index, str(row.get("spdx") or ""), url


def _names_licence(fact: Fact, spdx: str, case: Case) -> bool:
    """Tell whether the page names the licence, or may name it in a part that could not be read."""
    found, is_whole = parse_licences_named(fact)
    return not is_whole or spdx in found or not found.isdisjoint(named(spdx, case.standard))


FEATURE = Check(name="licence_page", run=check_licence_pages, wants=wants)
