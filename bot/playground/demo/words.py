"""Reads GitHub's Markdown as words for a terminal: lines of pieces, each with the way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

Said = tuple[tuple[str, str], ...]
"""Pieces of a line: the text, and how it is written: "", "bold", "italic", "code" or "bold code"."""
STYLES = {"strong_open": "bold", "em_open": "italic"}


def plain(said: Said) -> str:
    """The words without their styles."""
    return "".join(text for text, _ in said)


def plain_text(markdown: str) -> str:
    """All the words of a Markdown text on one line."""
    lines = (line for token in tokens(markdown) if token.type == "inline" for line in lines_of(token))
    return " ".join(" ".join(map(plain, lines)).split())


def tokens(markdown: str) -> list[Token]:
    """The blocks of a Markdown text, tables among them, in reading order."""
    return _parser().parse(markdown)


def lines_of(token: Token) -> Iterator[Said]:
    """The lines of a paragraph, a heading or a cell; the words of a link stay, its address goes."""
    pieces: list[tuple[str, str]] = []
    around: list[str] = []
    for child in token.children or ():
        if child.nesting == 1:
            around.append(STYLES.get(child.type, ""))
        elif child.nesting == -1:
            around.pop()
        elif child.type in ("softbreak", "hardbreak"):
            yield tuple(pieces)
            pieces = []
        elif child.type in ("text", "code_inline") and child.content:
            pieces.append((child.content, _style(around, is_code=child.type == "code_inline")))
    yield tuple(pieces)


def _style(around: list[str], *, is_code: bool) -> str:
    if is_code:
        return "bold code" if "bold" in around else "code"
    return next(filter(None, around), "")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")
