"""Indicator 2: every licence is approved for a category of the project, every category has one, each is linked where it is given.

Of the merged records, 4 in 84 link a generic licence text: under 5%, and what reviewers asked to be corrected by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.contracts import Case, Check
from bot.nomination import Finding
from bot.text.licences import forbids_changes, named
from bot.text.links import is_same_page, place
from bot.text.rows import quoted
from config.standard import Standard

EDIT = 'Edit "Licences" in the issue above.'
TODO = f"Name the licence by its SPDX id, for instance MIT or CC-BY-4.0. {EDIT}"
SPELLED = "Write {} instead, as the registry spells it. " + EDIT
SEVERAL = "Write each licence on a line of its own: {}. " + EDIT
NO_CHANGES = f"A licence that forbids changed versions (ND) is never open: publish under one that allows them, like CC-BY-4.0. {EDIT}"
GENERIC_TODO = f"Link the licence file in the project's repository, or the page of the project that names its licence. {EDIT}"
# Sites that hold the text of a licence, which does not show that this project is published under it.
GENERIC = frozenset(
    {"opensource.org", "choosealicense.com", "spdx.org", "gnu.org", "fsf.org", "creativecommons.org", "apache.org", "mit-license.org",
     "opendatacommons.org", "unlicense.org", "mozilla.org", "eclipse.org", "tldrlegal.com", "en.wikipedia.org"}
)  # fmt: skip
CODE, DATA = "software", "data"


def licence(case: Case) -> Iterator[Finding]:
    """What is wrong with the licences named and their links; without a category there is nothing to hold a licence to."""
    nominee, approved = case.submission.nominee, case.standard.licences
    categories = [category for category in nominee.get("type") or () if category in approved]
    rows = nominee.get("license") or ()
    for index, row in enumerate(rows):
        yield from _name(case.standard, categories, f"license[{index}].spdx", str(row.get("spdx") or ""))
        yield from _link(nominee, f"license[{index}].licenseURL", str(row.get("licenseURL") or ""))
    names = {row.get("spdx") for row in rows}
    if names & set(case.standard.licence_ids):
        yield from _uncovered(case.standard, categories, names)


def _name(standard: Standard, categories: list[str], field: str, spdx: str) -> Iterator[Finding]:
    if not spdx or not categories or any(spdx in standard.licences[category] for category in categories):
        return
    known = named(spdx, standard)
    fitting = [name for name in known if any(name in standard.licences[category] for category in categories)]
    wanted = " or ".join(standard.categories[category].title.lower() for category in categories)
    if forbids_changes(spdx):
        yield Finding("2", field, "wrong", f"{quoted(spdx)} forbids changed versions", NO_CHANGES)
    elif known != (spdx,) and len(known) == len(fitting) == 1:
        yield Finding("2", field, "wrong", f"{quoted(spdx)} is {known[0]} in the registry", SPELLED.format(known[0]))
    elif len(known) > 1 and fitting:
        yield Finding("2", field, "wrong", f"{quoted(spdx)} names several licences in one entry", SEVERAL.format(", ".join(fitting)))
    else:
        yield Finding("2", field, "wrong", f"{quoted(spdx)} is not among the licences approved for {wanted}", TODO)


def _uncovered(standard: Standard, categories: list[str], names: set[Any]) -> Iterator[Finding]:
    """Only a hint: of the six AI models merged, four name a licence for the code alone, and one licence may cover all."""
    for category in categories:
        title = standard.categories[category].title.lower()
        if names.isdisjoint(standard.licences[category]):
            yield Finding("2", "license", "look", f"no licence named is approved for {title}")
    if "aimodel" in categories:
        for part, of in ((CODE, "code"), (DATA, "data")):
            if part not in categories and names.isdisjoint(standard.licences.get(part, ())):
                yield Finding("2", "license", "look", f"no open licence is named for the {of} of the AI model")


def _link(nominee: Mapping[str, Any], field: str, url: str) -> Iterator[Finding]:
    if not url:
        return
    host = place(url)[0]
    if host in GENERIC and not _is_own(host, nominee):
        yield Finding("2", field, "wrong", f"the licence link leads to {host}, not to the project", GENERIC_TODO)
    elif is_same_page(url, str(nominee.get("website") or "")):
        # A hint only: the three records in 84 that do so are content and data, whose licence stands on the page itself.
        yield Finding("2", field, "look", "the licence link is the project's home page: does it name the licence?")


def _is_own(host: str, nominee: Mapping[str, Any]) -> bool:
    return place(str(nominee.get("website") or ""))[0] == host


FEATURE = Check(name="licence", run=licence)
