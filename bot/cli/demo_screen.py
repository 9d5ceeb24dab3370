"""The play in a terminal: who did what, what the bot changed on GitHub, and the board as it grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.cli.demo_board import ARROW, BoardSeen, Line
from bot.cli.demo_changes import Change
from bot.cli.demo_outcome import Outcome, Written
from bot.cli.demo_play import Step
from bot.cli.demo_words import Said
from bot.scene import BOT
from bot.text.board import day

COLOURS = {"nominator": "cyan", "reviewer": "magenta", "maintainer": "yellow", "bot": "green", "nobody": "green"}
WIDEST, WIDE = 110, 100
NAMES, KINDS = 11, 13
AROUND = 6
"""Cells that the frame of the board takes from the width."""
MOST_TODOS = 3
MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "not applicable": ("–", "dim"), "open again": ("↺", "yellow")}
STATES = {"❗": ("!", "yellow"), "👀": ("?", "yellow")}
LEGEND = "two reviews:  ✓ passed  ✗ failed  · open  – not applicable  ! missing"


class Screen:
    """Prints one step after the other; what has not changed on the board is not shown again."""

    def __init__(self, console: Console) -> None:
        console.width = min(console.width, WIDEST)
        self.console = console
        self._shown = BoardSeen()

    def begin(self, name: str) -> None:
        """Say what is going to be played."""
        self.console.print(Rule(Text(name, style="bold"), style="dim"))
        text = "A real record becomes a digital public good: real webhooks and the real bot, on a GitHub inside this process."
        self.console.print(Padding(Text(text, style="dim"), (0, 1), expand=False))

    def act(self, step: Step) -> None:
        """The person's part."""
        self.console.print()
        self.console.print(Rule(Text(day(step.at), style="dim"), style="dim", align="left"))
        colour = COLOURS[step.role]
        wrote = [Text(line, style="bold") for line in step.wrote]
        self._beside(Text.assemble((f"{step.who}\n", f"bold {colour}"), (step.role, colour)), [Text(step.does), *wrote])

    def answer(self, step: Step) -> None:
        """The bot's part, and the board after it."""
        if step.bot:
            self.console.print()
            took = (f"{step.took:.0f} ms", "dim")
            self._beside(Text.assemble((f"{BOT}\n", f"bold {COLOURS['bot']}"), took), [_changed(step.bot)])
        if step.board != self._shown:
            self.console.print(Padding(self._board(step.board), (0, 0, 0, 2)))
            self._shown = step.board

    def end(self, end: Outcome) -> None:
        """Where it ended."""
        self.console.print()
        self.console.print(Rule(Text(end.title, style="bold"), style=COLOURS["nobody"]))
        found = Table.grid(padding=(0, 2))
        found.add_column(min_width=NAMES, no_wrap=True, style="dim")
        found.add_column(overflow="fold")
        for name, value in _facts(end):
            found.add_row(name, value)
        self.console.print(Padding(found, (1, 2), expand=False))

    def _beside(self, who: Text, what: Sequence[RenderableType]) -> None:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=NAMES, no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(who, Group(*what))
        self.console.print(Padding(grid, (0, 1), expand=False))

    def _board(self, board: BoardSeen) -> RenderableType:
        is_first = not self._shown.indicators
        parts: list[RenderableType] = [_written(board.turn), Text()]
        if board.path != self._shown.path:
            parts.append(_path(board.path, self.console.width - AROUND))
        parts.append(_progress(board))
        if board.todos:
            parts += [Text(), _todos(board.todos)]
        if board.indicators != self._shown.indicators:
            parts += [Text(), _evidence(board.indicators) if is_first else _grid(board.indicators, self._columns)]
        if is_first:
            parts += [Text(), Text(LEGEND, style="dim")]
        return Panel(
            Group(*parts),
            title=Text(board.title, style="bold"),
            title_align="left",
            border_style=COLOURS.get(board.side, ""),
            box=box.ROUNDED,
            padding=(0, 1),
        )

    @property
    def _columns(self) -> int:
        return 3 if self.console.width >= WIDE else 2


def _changed(changes: Sequence[Change]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=KINDS, no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    kind = ""
    for change in changes:
        grid.add_row("" if change.kind == kind else change.kind, Text(change.text))
        kind = change.kind
    return grid


def _written(said: Said) -> Text:
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
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, todo in enumerate(todos[:MOST_TODOS], 1):
        grid.add_row(Text(f"{number}.", style="yellow"), _written(todo))
    if len(todos) > MOST_TODOS:
        grid.add_row("", Text(f"… and {len(todos) - MOST_TODOS} more", style="dim"))
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
    if line.symbol in STATES and line.first == line.second == "open":
        mark, colour = STATES[line.symbol]
        yield f"{mark} ", colour
        return
    for review in (line.first, line.second):
        yield next((mark for word, mark in MARKS.items() if review.startswith(word)), ("·", "dim"))


def _facts(end: Outcome) -> Iterator[tuple[str, RenderableType]]:
    yield "stage", Text(end.stage, style="bold")
    if end.open:
        yield "still open", Text(end.open)
    if end.note:
        yield "", Text(end.note, style="dim")
    for number, file in enumerate(end.files):
        yield "" if number else "files", Text.assemble(("✓ ", "green") if file.alike else ("! ", "yellow"), file.path)
    if end.files:
        yield "", Text(_compared(end.files), style="dim")
    if end.announcement:
        yield "announced", Text(end.announcement)
        yield "release", Text(end.tag)
    yield "first answer", Text(f"{end.first_answer:.0f} ms after the issue was opened")
    yield "requests", Text(f"{end.reads} reads and {end.writes} writes by the bot, from its start to this end")


def _compared(files: Sequence[Written]) -> str:
    if all(file.exact for file in files):
        return "byte for byte the real record of the registry, contact data left out"
    if all(file.alike for file in files):
        return "they say what the real record says; an empty key is written where the record has none, or the other way round"
    return "what is marked says something else than the real record"
