"""The board: one comment that says where a nomination stands, who has to act and what the next step is.

It takes values that are escaped already and gives Markdown; it shows dates, never ages, so that time alone does not rewrite it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

MOST = 41_000
"""Characters of a board: GitHub takes 65,536 in a comment, and the hidden mark may need 24,000 of them."""
MOST_TODOS, TODOS = 40, 14_000
"""The most things to do that are listed, and the most characters for them."""
CELLS = 12
LINE = 5
"""Characters around a line of a list: its number or dash, and its end."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: a symbol, its number and title, one cell for each review, and the evidence."""

    symbol: str
    indicator: str
    reviews: tuple[str, str]
    evidence: str


@dataclass(frozen=True, slots=True)
class Board:
    """The content of a board, from top to bottom."""

    name: str
    stage: str
    turn: str
    thanks: str
    path: tuple[str, ...]
    passed: int
    of: int
    todos: tuple[str, ...]
    later: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    footer: str


def day(at: datetime, zone: str = "UTC") -> str:
    """`14 December 2026`: the day that it is in the zone."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%B %Y}"


def bar(done: int, of: int) -> str:
    """A progress bar of twelve cells at most."""
    cells = min(of, CELLS)
    full = done * cells // of if of else 0
    return "▰" * full + "▱" * (cells - full)


def render(board: Board) -> str:
    """The Markdown of a board, without its hidden mark: at most some `MOST` characters, whatever people have written.

    Of the notes, the first ones and the last are shown; what is left out stands in the comments of the thread.
    """
    whole = _join_parts(board)
    if len(whole) <= MOST:
        return whole
    last = board.notes[-1:]
    room = MOST - len(_join_parts(replace(board, notes=last)))
    shown = _take_fitting(board.notes[:-1], room)
    more = len(board.notes) - len(shown) - len(last)
    left_out = (f"… and {more} more, which stand in the comments below.",) if more else ()
    return _join_parts(replace(board, notes=(*shown, *left_out, *last)))


def _join_parts(board: Board) -> str:
    return "\n\n".join(part for part in _parts(board) if part)


def _take_fitting(lines: tuple[str, ...], room: int) -> tuple[str, ...]:
    """The first lines that need no more characters than that."""
    needed = accumulate(len(line) + LINE for line in lines)
    return lines[: sum(total <= room for total in needed)]


def _parts(board: Board) -> Iterator[str]:
    yield f"### {board.name} · {board.stage}"
    yield board.turn
    yield board.thanks
    yield f"{' → '.join(board.path)}\nIndicators passed: **{board.passed} of {board.of}** {bar(board.passed, board.of)}"
    lines = _number_todos((*board.todos, *board.later))
    if board.todos:
        yield "\n".join(["**To do, nominator**", *lines[: len(board.todos)]])
    if rest := lines[len(board.todos) :]:
        yield "\n".join(["**For a later step, nominator** (you can answer already)", *rest])
    yield "<details open><summary><b>The indicators</b></summary>\n\n" + _table(board.rows) + "\n\n</details>"
    yield "\n".join(f"- {note}" for note in board.notes)
    yield f"<sub>{board.footer}</sub>"


def _number_todos(todos: tuple[str, ...]) -> list[str]:
    first = _take_fitting(todos[:MOST_TODOS], TODOS)
    shown = [f"{number}. {text}" for number, text in enumerate(first, 1)]
    if more := len(todos) - len(first):
        shown.append(f"{len(first) + 1}. … and {more} more; they appear here as the first ones are filled in.")
    return shown


def _table(rows: Iterable[Row]) -> str:
    head = "| | indicator | first review | second review | evidence |\n| --- | --- | --- | --- | --- |"
    return "\n".join(
        [head, *(f"| {r.symbol} | {r.indicator} | {r.reviews[0]} | {r.reviews[1]} | {r.evidence} |" for r in rows)]
    )
