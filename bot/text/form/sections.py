"""Finds the answers in the body of a nomination: what stands under each heading `### <label>` of the form.

GitHub writes the headings in the order of the form, so the order tells a heading from the same words typed inside an
answer: of all lines that look like headings, the longest run in the form's order is taken, the first of equal ones. One
pass over the body; a few more over the headings alone. Nothing in code fences is a heading; a fence that is never
closed is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

FENCES = ("```", "~~~")
MOST_WARNINGS = 10


@dataclass(frozen=True, slots=True)
class Sections:
    """`found`: place of a label -> text under it, stripped; `strays`: headings read as text (place of label, line)."""

    found: Mapping[int, str]
    strays: Sequence[tuple[int, int]]
    fenced: bool = False
    """Check if any stray stands in a code fence."""


def sections(body: str, labels: Mapping[str, int]) -> Sections:
    """The sections of a body with "\\n" line ends; `labels` maps a heading, and its lower case, to its place."""
    parts = ("\n" + body).split("\n### ")
    cut = [part.partition("\n") for part in parts]
    places, hidden = _places([head for head, _, _ in cut], labels), _hidden(body, parts)
    hits = [number for number, place in enumerate(places) if place >= 0 and number not in hidden]
    chosen = _longest_run(hits, places)
    found: dict[int, str] = {}
    for start, end in pairwise([*chosen, len(parts)]):
        # Between two headings of the form, other lines may have looked like one.
        text = cut[start][2] if end == start + 1 else "\n### ".join((cut[start][2], *parts[start + 1 : end]))
        found[places[start]] = text.strip()
    strays = [] if len(chosen) == len(hits) and not hidden else _strays(parts, places, frozenset(chosen))
    return Sections(found, strays, any(places[number] >= 0 for number in hidden))


def _places(heads: Sequence[str], labels: Mapping[str, int]) -> list[int]:
    """The place of each heading, -1 for one that is not the form's and for what stands before the first."""
    return [-1, *(labels[head] if head in labels else labels.get(head.strip().casefold(), -1) for head in heads[1:])]


def _longest_run(hits: Sequence[int], places: Sequence[int]) -> list[int]:
    """The longest run of hits whose places rise (patience sorting)."""
    order = [places[hit] for hit in hits]
    if order == sorted(set(order)):
        return list(hits)
    tails: list[int] = []
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for hit in hits:
        pile = bisect_left(tops, places[hit])
        if pile < len(tops) and tops[pile] == places[hit]:
            continue  # the first of two equal headings is the form's own
        before[hit] = tails[pile - 1] if pile else None
        tails[pile : pile + 1], tops[pile : pile + 1] = [hit], [places[hit]]
    run: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(last)
        last = before[last]
    return run[::-1]


def _strays(parts: Sequence[str], places: Sequence[int], chosen: frozenset[int]) -> list[tuple[int, int]]:
    numbers = [number for number, place in enumerate(places) if place >= 0 and number not in chosen][:MOST_WARNINGS]
    lines = _first_lines(parts)
    return [(places[number], lines[number] + 1) for number in numbers]


def _first_lines(parts: Sequence[str]) -> list[int]:
    """The line (from 0) of the body on which each part begins; before the first, a line feed was put that is no line of it."""
    return list(accumulate((part.count("\n") + 1 for part in parts[:-1]), initial=-1))


def _hidden(body: str, parts: Sequence[str]) -> frozenset[int]:
    """The numbers of the parts whose heading stands inside a code fence."""
    if "```" not in body and "~~~" not in body:
        return frozenset()
    inside = _fenced_lines(body.split("\n"))
    return frozenset(number for number, line in enumerate(_first_lines(parts)) if line in inside)


def _fenced_lines(lines: Sequence[str]) -> set[int]:
    inside: set[int] = set()
    marks = [_mark(line) for line in lines]
    closers = _longest_closers_after(marks)
    open_mark, is_open = "", False
    for number, (mark, is_bare) in enumerate(marks):
        if is_open:
            inside.add(number)
            is_open = not (is_bare and mark.startswith(open_mark))
        elif mark and len(mark) <= closers[number].get(mark[0], 0):
            open_mark, is_open = mark, True
    return inside


def _mark(line: str) -> tuple[str, bool]:
    """The run of backticks or tildes that a line begins with (at most three spaces before), and whether it is all."""
    start = line.lstrip(" ")
    if not start.startswith(FENCES) or len(line) - len(start) > 3:
        return "", False
    rest = start.lstrip(start[0])
    return start[: len(start) - len(rest)], not rest.strip()


def _longest_closers_after(marks: Sequence[tuple[str, bool]]) -> list[dict[str, int]]:
    """For every line, the longest closing fence of each kind that comes after it."""
    after: dict[str, int] = {}
    found: list[dict[str, int]] = []
    for mark, is_bare in reversed(marks):
        found.append(after)
        if is_bare and len(mark) > after.get(mark[0], 0):
            after = {**after, mark[0]: len(mark)}
    return found[::-1]
