"""The block structure of Markdown by a CommonMark parser, for the commands in comments."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock

_MAX_NESTING = 4  # two lists inside each other, four quotes


class _ShallowBlocks(ParserBlock):
    """The block parser, without the depths that no command can stand in.

    The library's own limit (`maxNesting`) skips to the end of the text, and would lose commands after a deep list."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the library's names
        if state.level <= _MAX_NESTING:
            return super().tokenize(state, startLine, endLine)
        line, gap = startLine, False
        # Up to a blank line, even lines indented less may belong to the deep block ("lazy continuation").
        while line < endLine and (state.isEmpty(line) or not gap or state.sCount[line] >= state.blkIndent):
            gap = state.isEmpty(line)
            line += 1
        state.line = line
        return None


@cache
def parser() -> MarkdownIt:
    """The parser for blocks alone; it holds no state between calls."""
    made = MarkdownIt("commonmark", {"maxNesting": 100})
    made.block = _ShallowBlocks()
    made.block.ruler.disable("table")  # wide tables cost much, and the commands know their delimiter row
    made.core.ruler.enableOnly(["normalize", "block"])
    return made
