"""The board drawn for a terminal, in a frame of the colour of whoever's turn it is; only what has changed is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.playground.demo.board import ARROW, BoardSeen, Line
from bot.playground.demo.words import Said

COLOURS = {"nominator": "cyan", "reviewer": "magenta", "maintainer": "yellow", "bot": "green", "nobody": "green"}
WIDE = 100
AROUND = 6
"""Cells that the frame and what is left of it take from the width."""
MOST_TODOS = 3
MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "not applicable": ("–", "dim"), "open again": ("↺", "yellow")}
STATES = {"❗": ("!", "yellow"), "👀": ("?", "yellow")}
LEGEND = "✓ passed  ✗ failed  · open  – not applicable  ! missing  ? worth a look"


def framed(board: BoardSeen, before: BoardSeen, width: int) -> Panel:
    """The board on a screen of that many columns. `before` is what was drawn last: empty for the first."""
    is_first = not before.indicators
    parts: list[RenderableType] = [written(board.turn), Text()]
    if board.path != before.path:
        parts.append(_path(board.path, width - AROUND))
    parts.append(_progress(board))
    if board.todos:
        parts += [Text(), _todos(board.todos)]
    if is_first:
        parts += [Text(), _evidence(board.indicators), Text(), Text(LEGEND, style="dim")]
    elif board.indicators != before.indicators:
        parts += [Text(), _grid(board.indicators, 3 if width >= WIDE else 2)]
    title, colour = Text(board.title, style="bold"), COLOURS.get(board.side, "")
    return Panel(Group(*parts), title=title, title_align="left", border_style=colour, box=box.ROUNDED, padding=(0, 1))


def written(said: Said) -> Text:
    """A line as it is written, bold and italic."""
    return Text.assemble(*((text, style if style in ("bold", "italic") else "") for text, style in said))


def _path(path: Said, width: int) -> Text:
    """The way through the stages; a line is broken between two of them, never inside one."""
    stages = [(name, "bold" if "bold" in style else "") for name, style in path if "code" in style]
    found, used = Text(), 0
    for number, (name, style) in enumerate(stages, 1):
        arrow, name = "" if number == len(stages) else ARROW, f"▸ {name}" if style else name
        if used and used + len(name) + len(arrow.rstrip()) > width:
            found.append("\n")
            used = 0
        found.append(name, style=style)
        found.append(arrow, style="dim")
        used += len(name) + len(arrow)
    return found


def _progress(board: BoardSeen) -> Text:
    full = "▰" * board.passed
    return Text.assemble(
        (full, "green"), ("▱" * (board.of - board.passed), "dim"), f"  {board.passed} of {board.of} indicators"
    )


def _todos(todos: Sequence[Said]) -> Table:
    rows = [(Text(f"{number}.", style="yellow"), written(todo)) for number, todo in enumerate(todos[:MOST_TODOS], 1)]
    if len(todos) > MOST_TODOS:
        rows.append((Text(), Text(f"… and {len(todos) - MOST_TODOS} more", style="dim")))
    return in_pairs(rows)


def in_pairs(rows: Iterable[tuple[RenderableType, RenderableType]], gap: int = 1, **first: Any) -> Table:
    """A grid of two columns: `first` says how the first one looks, and the lines of the second are folded."""
    grid = Table.grid(padding=(0, gap))
    grid.add_column(no_wrap=True, **first)
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def _evidence(lines: Sequence[Line]) -> Table:
    """The indicators with what the bot read in the answers."""
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, overflow="ellipsis", ratio=1, style="dim")
    for line in lines:
        grid.add_row(_indicator(line), Text(line.evidence))
    return grid


def _grid(lines: Sequence[Line], columns: int) -> Table:
    """The indicators with the marks of both reviews, in columns to be read from top to bottom."""
    grid = Table.grid(padding=(0, 3))
    height = -(-len(lines) // columns)
    cells = [_indicator(line) for line in lines] + [Text()] * (height * columns - len(lines))
    for row in range(height):
        grid.add_row(*cells[row::height])
    return grid


def _indicator(line: Line) -> Text:
    return Text.assemble(*_marks(line), f" {line.indicator}", no_wrap=True, overflow="ellipsis")


def _marks(line: Line) -> Iterator[tuple[str, str]]:
    if line.state in STATES and line.reviews == ("open", "open"):
        mark, colour = STATES[line.state]
        yield f"{mark} ", colour
        return
    for review in line.reviews:
        yield next((mark for word, mark in MARKS.items() if review.startswith(word)), ("·", "dim"))
