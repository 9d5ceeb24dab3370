"""Test entries and nonsense: hints to maintainers, who decide; the bot never acts on them by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding

NAME = re.compile(
    r"(?:(?:a|an|my|new|this is a|just a)\s+)?(?:test|testing|tests|project|projet|demo|sample|example|name|foo|foobar|asdf\w{0,20}|"
    r"qwerty\w{0,20}|xxx+|none|n/a|na)(?:\s{0,3}(?:project|nomination|entry|app|issue))?[\s\d!.]{0,20}",
    re.IGNORECASE,
)
SAYINGS = (
    "this is a test",
    "submission is a test",
    "just testing",
    "please ignore",
    "please invalidate",
    "lorem ipsum",
    "asdf",
)
WORDS = 3
REASON = "this reads like {}: maintainers can close it with /spam"


def find_junk(case: Case) -> Iterator[Finding]:
    """Give at most one hint, on the name or on the description."""
    nominee = case.submission.nominee
    name = str(nominee.get("name") or "").strip()
    if name and NAME.fullmatch(name[:60]):
        yield Finding("project", "name", "look", REASON.format("a test"))
        return
    text = str(nominee.get("description") or "")
    lowered = text[:400].casefold()
    if any(saying in lowered for saying in SAYINGS):
        yield Finding("project", "description", "look", REASON.format("a test"))
    elif text and _has_few_words(text) and _lacks_evidence(case):
        yield Finding("project", "description", "look", REASON.format("nonsense"))


def _lacks_evidence(case: Case) -> bool:
    """Tell whether goals are named, none of them with evidence of more than two words."""
    rows = case.submission.nominee.get("SDGs") or ()
    return bool(rows) and all(_has_few_words(str(row.get("evidenceText") or "")) for row in rows)


def _has_few_words(text: str) -> bool:
    return len(text) < 200 and len(text.split()) < WORDS


FEATURE = Check(name="junk", run=find_junk)
