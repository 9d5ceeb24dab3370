"""Reads the board as people see it on GitHub, to show it in a terminal or as JSON.

It reads the comment and not the bot's own values: what the demo shows is what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from markdown_it.token import Token

from bot.playground.demo.words import Said, lines_of, plain, tokens

ASKED, WAITING = "your answer is needed", re.compile(r"Waiting for (?:an? (reviewer|expert|maintainer))?")
PASSED = re.compile(r"(\d{1,3}) of (\d{1,3})")
ARROW = " → "


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of the board's table."""

    state: str
    indicator: str
    reviews: tuple[str, str]
    evidence: str


@dataclass(slots=True)
class BoardSeen:
    """A board, from top to bottom. `path` is the way through the stages, `todos` what somebody is asked for."""

    title: str = ""
    turn: Said = ()
    path: Said = ()
    passed: int = 0
    of: int = 0
    todos: list[Said] = field(default_factory=list)
    indicators: list[Line] = field(default_factory=list)

    @property
    def side(self) -> str:
        """Who is waited for first: nominator, reviewer, expert, maintainer or nobody."""
        words = plain(self.turn)
        if ASKED in words:
            return "nominator"
        found = WAITING.search(words)
        return found[1] if found and found[1] else "reviewer" if found else "nobody"

    def as_json(self) -> dict[str, object]:
        """The same in plain texts, numbers and lists."""
        return {
            "title": self.title,
            "turn": plain(self.turn),
            "path": plain(self.path).split(ARROW),
            "passed": self.passed,
            "of": self.of,
            "todos": [plain(todo) for todo in self.todos],
            "indicators": [asdict(line) for line in self.indicators],
        }


def read_board(markdown: str) -> BoardSeen:
    """What stands on a board; what it does not have stays empty."""
    board = BoardSeen()
    around: list[str] = []
    row: list[str] = []
    for token in tokens(markdown):
        if token.nesting == 1:
            around.append(token.type)
        elif token.nesting == -1:
            around.pop()
        elif token.type == "inline" and around[-1] == "td_open":
            row.append(" ".join(map(plain, lines_of(token))))
        elif token.type == "inline":
            _take(board, token, around)
        if token.type == "tr_close":
            if len(row) >= 5:
                state, indicator, first, second, evidence = row[:5]
                board.indicators.append(Line(state, indicator, (first, second), evidence))
            row = []
    return board


def _take(board: BoardSeen, token: Token, around: Sequence[str]) -> None:
    lines = list(lines_of(token))
    if "heading_open" in around:
        board.title = board.title or plain(lines[0])
    elif "ordered_list_open" in around:
        board.todos.append(tuple(piece for line in lines for piece in line))
    elif around == ["paragraph_open"]:
        for line in lines:
            _paragraph(board, line)


def _paragraph(board: BoardSeen, line: Said) -> None:
    words = plain(line)
    if not board.turn:
        board.turn = line
    elif ARROW in words and not board.path:
        board.path = line
    elif "▰" in words or "▱" in words:
        found = PASSED.search(words)
        board.passed, board.of = (int(found[1]), int(found[2])) if found else (0, 0)
