"""Suggests changes to a record's file, as whole lines that a person can take over with one click.

Only lines that the pull request's diff shows can carry a suggestion; what cannot is left to the bot, which writes the
registry's files in their form anyway. Each suggestion can be taken over without the others: the file is a record with the
same keys before and after.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MOST = 20
MOST_CHARACTERS = 60_000
MOST_LINES = 3_000
LONGEST_REVIEW = 250_000
"""Characters of a file that are compared line by line."""
NEAR = 2
"""Changes with so few lines between them are one suggestion."""
MOST_CHANGES = 60
"""With more places than that, the whole file is one suggestion."""
Change = tuple[int, int, int, int]
"""Old lines from, to, and new lines from, to; counted from 0, the ends not included."""
_TICKS = re.compile(r"`{3,}")
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The lines `first` to `last` of a file (counted from 1) should be these; `digest` tells it again wherever it stands."""

    path: str
    first: int
    last: int
    lines: tuple[str, ...]
    digest: str

    @property
    def body(self) -> str:
        """The comment: a block that GitHub puts a button under."""
        text = "\n".join(self.lines)
        fence = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(text))])
        return f"{fence}suggestion\n{text}\n{fence}" if self.lines else f"{fence}suggestion\n{fence}"


def shown(patch: str) -> tuple[tuple[int, int], ...]:
    """First and last line of the new file in each part of a diff as GitHub gives it."""
    parts = ((int(m[1]), int(m[2]) if m[2] is not None else 1) for m in _HUNK.finditer(patch))
    return tuple((first, first + count - 1) for first, count in parts if count)


@lru_cache(maxsize=64)
def suggestions(path: str, text: str, wanted: str, parts: tuple[tuple[int, int], ...]) -> tuple[Suggestion, ...]:
    """List the changes from `text` to `wanted`, as far as it stands in these parts of the diff. Kept, because the same file is
    looked at in every pass."""
    # Not splitlines(): a record may hold U+2028, which is no line end in git.
    old, new = ([line.removesuffix("\r") for line in _lines(each)] for each in (text, wanted))
    if old == new or max(len(old), len(new)) > MOST_LINES or max(len(text), len(wanted)) > LONGEST_REVIEW:
        return ()
    found = [_suggestion(path, old, new, *change) for change in _changes(old, new)]
    return tuple(each for each in found if any(first <= each.first and each.last <= last for first, last in parts))


def _lines(text: str) -> list[str]:
    lines = text.removeprefix("\ufeff").split("\n")
    return lines[:-1] if lines[-1] == "" and len(lines) > 1 else lines


def bounded(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Take as many suggestions as one review may carry."""
    room = MOST_CHARACTERS
    for number, each in enumerate(found):
        room -= len(each.body)
        if number >= MOST or room < 0:
            return
        yield each


def _suggestion(path: str, old: Sequence[str], new: Sequence[str], i: int, j: int, k: int, m: int) -> Suggestion:
    lines = tuple(new[k:m])
    said = "\x1e".join(("\x1f".join(old[i:j]), "\x1f".join(lines)))
    digest = hashlib.sha256(f"{path}\x1e{said}".encode("utf-8", "replace")).hexdigest()[:8]
    return Suggestion(path, i + 1, j, lines, digest)


def _changes(old: list[str], new: list[str]) -> list[Change]:
    """Ranges of old and new lines, none of them empty on the old side; one for all when most lines change."""
    from rapidfuzz.distance import Indel  # it loads every measure of the library, for changed files alone

    joined: list[Change] = []
    # Not difflib: of a thousand equal lines, which a stranger can write, it takes minutes.
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            continue
        i, j, k, m = step.src_start, step.src_end, step.dest_start, step.dest_end
        if joined and i - joined[-1][1] <= NEAR:
            before = joined.pop()
            joined.append((before[0], j, before[2], m))
        else:
            joined.append((i, j, k, m))
    whole = [(0, len(old), 0, len(new))]
    if len(joined) > MOST_CHANGES or sum(j - i for i, j, _, _ in joined) * 2 > len(old):
        return whole
    return [_anchor_change(change, old) for change in _separate_changes(joined, old, new)]


def _separate_changes(changes: Sequence[Change], old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Changes that hang together (a key that is taken away here and put in there) made one."""
    keys, apart, open_one = _keys("\n".join(old)), list[Change](), None
    for change in changes:
        open_one = change if open_one is None else (open_one[0], change[1], open_one[2], change[3])
        i, j, k, m = open_one
        if keys is not None and _keys("\n".join((*old[:i], *new[k:m], *old[j:]))) == keys:
            apart.append(open_one)
            open_one = None
    if open_one is not None:
        before = apart.pop() if apart else open_one
        apart.append((before[0], open_one[1], before[2], open_one[3]))
    return apart


def _keys(text: str) -> object:
    """Every key of a record in its place, with how often it stands there, and nothing of the values; None for no JSON."""
    try:
        return _shape(json.loads(text, object_pairs_hook=_Pairs))
    except (ValueError, RecursionError):
        return None


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object as they stand there, doubled ones too."""


def _shape(value: object) -> str:
    """A digest of the keys at every level, so that what is compared does not grow with the depth of the nesting."""
    if isinstance(value, _Pairs):
        inner: list[Any] = sorted((key, _shape(part)) for key, part in value)
    elif isinstance(value, list):
        inner = [_shape(part) for part in value if isinstance(part, list)]
    else:
        return ""
    kind = "{" if isinstance(value, _Pairs) else "["
    return hashlib.sha256(f"{kind}{inner!r}".encode("utf-8", "replace")).hexdigest()


def _anchor_change(change: Change, old: Sequence[str]) -> Change:
    """Lines that are only put in need a line to stand on: the one before them, or the first of the file."""
    i, j, k, m = change
    if i < j:
        return change
    return (i - 1, j, k - 1, m) if i else (0, min(1, len(old)), k, m + 1)
