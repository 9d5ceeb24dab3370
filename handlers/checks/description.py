"""The project: its description is a sentence or two, neither a word nor a page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding

SHORT, LONG = 30, 280


def check_description(case: Case) -> Iterator[Finding]:
    """Give a hint on a very short or long description, no more: a third of the merged ones are longer than asked for."""
    length = len(case.submission.nominee.get("description") or "")
    if 0 < length < SHORT:
        yield Finding("project", "description", "look", f"the description has only {length} characters")
    elif length > LONG:
        yield Finding(
            "project", "description", "look", f"the description has {length} characters, where one or two sentences will do"
        )


FEATURE = Check(name="description", run=check_description)
