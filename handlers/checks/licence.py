"""Indicator 2: every licence is approved for a category of the project, every category has one, each is linked where it is given.

Of 84 merged records, 4 link a generic licence text: under 5%, and reviewers had others corrected by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.model.contracts import Case, Check
from bot.model.needs import Finding
from bot.text.form.rows import quoted
from bot.text.licences import find_approved, forbids_changes, named
from bot.text.links import address, is_same_page, place
from config.standard import Standard

EDIT = 'Edit "Licences" in the issue above.'
TODO = f"Name the licence by its SPDX id, for instance MIT or CC-BY-4.0. {EDIT}"
SPELLED = "Write {} instead, as the registry spells it. " + EDIT
SEVERAL = "Write each licence on a line of its own: {}. " + EDIT
NO_CHANGES = (
    f"A licence that forbids changed versions (ND) is never open: publish under one that allows them, like CC-BY-4.0. {EDIT}"
)
GENERIC_TODO = f"Link the licence file in the project's repository, or the page of the project that names its licence. {EDIT}"
# Sites that hold the text of a licence, which does not show that this project is published under it.
GENERIC = frozenset(
    {"opensource.org", "choosealicense.com", "spdx.org", "gnu.org", "fsf.org", "creativecommons.org", "apache.org", "mit-license.org",
     "opendatacommons.org", "unlicense.org", "mozilla.org", "eclipse.org", "tldrlegal.com", "en.wikipedia.org"}
)  # fmt: skip
PARTS = {"software": "code", "data": "data"}


def check_licences(case: Case) -> Iterator[Finding]:
    """Find wrong licences, wrong licence links and uncovered categories; without a category no licence can be judged."""
    nominee, approved = case.submission.nominee, _list_approved(case.standard)
    categories = [category for category in nominee.get("type") or () if category in approved]
    fitting = frozenset[str]().union(*(approved[category] for category in categories))
    rows = nominee.get("license") or ()
    names = {str(row.get("spdx") or "") for row in rows}
    for index, row in enumerate(rows):
        spdx = str(row.get("spdx") or "")
        if spdx and categories and spdx not in fitting:
            yield _explain_unfit(case.standard, categories, fitting, f"license[{index}].spdx", spdx)
        if url := str(row.get("licenseURL") or ""):
            yield from _judge_address(nominee, f"license[{index}].licenseURL", url)
    if not names.isdisjoint(fitting):
        yield from _find_uncovered(case.standard, categories, names)


@lru_cache(maxsize=8)
def _list_approved(standard: Standard) -> Mapping[str, frozenset[str]]:
    return {category: frozenset(listed) for category, listed in standard.licences.items()}


def _explain_unfit(standard: Standard, categories: list[str], fitting: Collection[str], field: str, spdx: str) -> Finding:
    """Say what to do about a licence that, as it is written, is approved for none of the categories."""
    known, good = named(spdx, standard), find_approved(spdx, standard, fitting)
    if not good and forbids_changes(spdx):
        return Finding("2", field, "wrong", f"{quoted(spdx)} forbids changed versions", NO_CHANGES)
    if good and known == good and len(good) == 1:
        return Finding("2", field, "wrong", f"{quoted(spdx)} is {good[0]} in the registry", SPELLED.format(good[0]))
    if good:
        reason = f"{quoted(spdx)} names several licences in one entry"
        return Finding("2", field, "wrong", reason, SEVERAL.format(", ".join(good)))
    wanted = " or ".join(standard.categories[category].title.lower() for category in categories)
    return Finding("2", field, "wrong", f"{quoted(spdx)} is not among the licences approved for {wanted}", TODO)


def _find_uncovered(standard: Standard, categories: list[str], names: set[str]) -> Iterator[Finding]:
    """Give a hint on each category without a licence, no more: four of six merged AI models name one for the code alone."""
    approved = _list_approved(standard)
    for category in categories:
        if names.isdisjoint(approved[category]):
            title = standard.categories[category].title.lower()
            yield Finding("2", "license", "look", f"no licence named is approved for {title}")
    if "aimodel" in categories:
        for part in PARTS:
            if part not in categories and names.isdisjoint(approved.get(part, ())):
                yield Finding("2", "license", "look", f"no open licence is named for the {PARTS[part]} of the AI model")


def _judge_address(nominee: Mapping[str, Any], field: str, url: str) -> Iterator[Finding]:
    host, website = place(address(url))[0], str(nominee.get("website") or "")
    if host in GENERIC and host != place(website)[0]:
        yield Finding("2", field, "wrong", f"the licence link leads to {host}, not to the project", GENERIC_TODO)
    elif is_same_page(url, website):
        # Only a hint: the three of 84 records that do so are content and data, whose licence stands on the home page.
        yield Finding("2", field, "look", "the licence link is the project's home page: does it name the licence?")


FEATURE = Check(name="licence", run=check_licences)
