"""The play in a terminal: who did what, what the bot changed on GitHub, and the board as it grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.playground.demo.board import BoardSeen
from bot.playground.demo.changes import Change
from bot.playground.demo.frame import COLOURS, framed, in_pairs
from bot.playground.demo.outcome import Outcome, Written
from bot.playground.demo.step import Step
from bot.playground.scene import BOT
from bot.text.board_layout import day

WIDEST = 110
NAMES, KINDS = 11, 13
"""Cells for a person's name, and for the kind of a change."""


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
            self._beside(Text.assemble((f"{BOT}\n", f"bold {COLOURS['bot']}"), took), [_list_changes(step.bot)])
        if step.board != self._shown:
            self.console.print(Padding(framed(step.board, self._shown, self.console.width), (0, 0, 0, 2)))
            self._shown = step.board

    def end(self, end: Outcome) -> None:
        """Where it ended."""
        self.console.print()
        self.console.print(Rule(Text(end.title, style="bold"), style=COLOURS["nobody"]))
        found = in_pairs(_facts(end), 2, min_width=NAMES, style="dim")
        self.console.print(Padding(found, (1, 2), expand=False))

    def _beside(self, who: Text, what: Sequence[RenderableType]) -> None:
        self.console.print(Padding(in_pairs([(who, Group(*what))], width=NAMES), (0, 1), expand=False))


def _list_changes(changes: Sequence[Change]) -> Table:
    """The changes, the kind of several in a row only beside the first."""
    before = ["", *(change.kind for change in changes)]
    kinds = (Text("" if change.kind == last else change.kind) for change, last in zip(changes, before, strict=False))
    return in_pairs(zip(kinds, (Text(change.text) for change in changes), strict=True), width=KINDS, style="dim")


def _facts(end: Outcome) -> Iterator[tuple[str, RenderableType]]:
    yield "stage", Text(end.stage, style="bold")
    if end.open:
        yield "still open", Text(end.open)
    if end.note:
        yield "", Text(end.note, style="dim")
    for number, file in enumerate(end.files):
        yield "" if number else "files", Text.assemble(("✓ ", "green") if file.alike else ("! ", "yellow"), file.path)
    if end.files:
        yield "", Text(_compare_files(end.files), style="dim")
    if end.announcement:
        yield "announced", Text(end.announcement)
        yield "release", Text(end.tag)
    yield "first answer", Text(f"{end.first_answer:.0f} ms after the issue was opened")
    yield "requests", Text(f"{end.reads} reads and {end.writes} writes by the bot, from its start to this end")


def _compare_files(files: Sequence[Written]) -> str:
    if all(file.exact for file in files):
        return "byte for byte the real record of the registry, contact data left out"
    if all(file.alike for file in files):
        return "they say what the real record says; an empty key is written where the record has none, or the other way round"
    return "what is marked says something else than the real record"
