"""Indicator 2: the licence is one that is approved for the project's category."""

from __future__ import annotations

from collections.abc import Iterator

from bot.contracts import Case, Check
from bot.nomination import Finding

REASON = "{spdx} is not among the licences approved for {category}."
TODO = "Name the licence by its SPDX id, for instance MIT or CC-BY-4.0; a licence that forbids changes (ND) is never open."


def licence(case: Case) -> Iterator[Finding]:
    """At least one category of the project approves each licence named."""
    categories = [c for c in case.submission.nominee.get("type") or () if c in case.standard.licences]
    for index, row in enumerate(case.submission.nominee.get("license") or ()):
        spdx = str(row.get("spdx") or "")
        if spdx and categories and not any(spdx in case.standard.licences[category] for category in categories):
            reason = REASON.format(spdx=spdx, category=" or ".join(categories))
            yield Finding("2", f"license[{index}].spdx", "wrong", reason, TODO)


FEATURE = Check(name="licence", run=licence)
