"""Which heading of the form a text begins with: by its id, its label, or a beginning of the label that no other has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from rapidfuzz import fuzz, process

from config.standard import Question, Standard

SHORTEST = 3
"""Letters of a beginning; fewer are only words that happen to stand there."""
MOST_WORDS = 12
MOST_NAMED = 8
LONGEST = 120
_QUOTED = re.compile(r"\s*(?:\"([^\"\n]{1,120})\"|“([^”\n]{1,120})”|„([^“”\n]{1,120})[“”]|«([^»\n]{1,120})»)[ \t]*:?")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: one question, several that it could be, or none. `written` is how, `rest` all that stands after it.

    `marked`: it is set apart, by quotation marks (`quoted`) or a colon. `exact`: it is a whole label or an id.
    """

    questions: tuple[Question, ...]
    written: str
    rest: str
    marked: bool = False
    exact: bool = False
    quoted: bool = False

    @property
    def question(self) -> Question | None:
        """The one question that is named."""
        return self.questions[0] if len(self.questions) == 1 else None


def named(text: str, standard: Standard) -> Named:
    """The heading that `text` begins with. What is set apart is looked at first, then the longest whole label or id, then the
    longest beginning of one."""
    quoted = _QUOTED.match(text)
    if quoted is not None:
        written = next(group for group in quoted.groups() if group is not None).strip()
        return replace(_of(written, text[quoted.end() :], standard, marked=True), quoted=True)
    head, colon, _ = text.partition("\n")[0].partition(":")
    if colon and len(head) <= LONGEST and (found := _of(head.strip(), text[len(head) + 1 :], standard, marked=True)).questions:
        return found
    tried = list(_tried(text, standard))
    exact = next((found for found in tried if found.exact), None)
    begun = next((found for found in tried if found.question is not None), None)
    return exact or begun or (tried[-1] if tried else Named((), "", ""))


def nearest(written: str, standard: Standard) -> tuple[Question, ...]:
    """Those whose label or id is most like what was written, the best first."""
    names = {place: f"{question.label} {question.id}" for place, question in enumerate(standard.questions)}
    found = process.extract(written[:120].casefold(), names, scorer=fuzz.WRatio, processor=str.casefold, limit=3)
    return tuple(standard.questions[place] for _, _, place in found)


def _tried(text: str, standard: Standard) -> Iterator[Named]:
    """The first words as a name, the most of them first."""
    words = list(islice(_WORD.finditer(text.partition("\n")[0]), MOST_WORDS))
    for last in reversed(words):
        yield _of(text[: last.end()].strip(), text[last.end() :], standard, marked=False)


def _of(written: str, rest: str, standard: Standard, *, marked: bool) -> Named:
    wanted = _plain(written)
    whole = tuple(q for q in standard.questions if wanted in (q.id, _plain(q.label)))
    if whole:
        by_label = tuple(q for q in whole if wanted == _plain(q.label))
        return Named(by_label or whole, written, rest.strip(), marked, exact=True)
    begun = [q for q in standard.questions if _plain(q.label).startswith(wanted)] if len(wanted) >= SHORTEST else []
    return Named(tuple(begun[:MOST_NAMED]), written, rest.strip(), marked)


def _plain(text: str) -> str:
    return " ".join(text.casefold().rstrip("?: ").split())
