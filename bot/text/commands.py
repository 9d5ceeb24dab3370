"""Finds the slash commands in a comment, reading it as GitHub shows it.

A command is a line `/word ...` of a plain paragraph at the top level. Whatever GitHub shows as something else is never
one: code, quotes, lists, headings, tables, HTML and its comments, the inside of links. The block structure comes from
a CommonMark parser rather than from patterns, because people hide text from readers in many more ways than patterns
foresee. Hostile input costs at most some 50 ms (`bench/parser.py`): a comment without a line that looks like a command
is never parsed, nesting is followed only a few levels deep, and of a very long comment only the beginning is read. The
result is kept, because every look at a thread reads its comments again.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from threading import Lock

from cachetools import LRUCache, cached

from bot.text.arguments import indicators, nearest
from bot.text.spans import Span, hidden

__all__ = [
    "MAX_COMMANDS",
    "CommandLine",
    "added",
    "count_candidates",
    "has_candidates",
    "indicators",
    "nearest",
    "overflow",
    "parse",
]

MAX_COMMANDS = 10
MAX_LINES = 800
MORE_LINES = frozenset({"answer"})
"""Commands whose text may go on in the lines below."""
NO_ANSWER = (">", "<!--", "```", "~~~", "#")
"""Beginnings of lines that never go on with it: quotes, hidden text, code, headings."""
KEPT = 16 * 1024 * 1024
"""Bytes, roughly, that the results kept may take in all."""

# People paste no-break and ideographic spaces; GitHub shows them as spaces, so they count as such.
_WORD = r"[ \u00a0\u3000]{0,3}/([A-Za-z][A-Za-z0-9-]{0,29})"
_COMMAND = re.compile(rf"{_WORD}(?:\s+|\Z)")
# The line end comes first, because a fixed letter is found far faster than the beginning of a line.
_CANDIDATE = re.compile(rf"\n{_WORD}(?=\s|\Z)")
# Elements inside which Markdown is still read, but shown as a quote, as code, as a list, as a table or folded away.
_CONTAINER = re.compile(r"<(/?)(?:blockquote|details|code|kbd|samp|pre|table|ul|ol|dl|del|s|strike)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command as written: its place among the comment's commands (from 0), its name in lower case without the
    slash, the rest of its line, and the whole line without the white space around it.

    `below`: the lines under it, up to an empty one or the next command; only for commands that take them."""

    position: int
    name: str
    text: str
    line: str
    below: str = ""


def parse(body: str | None) -> tuple[CommandLine, ...]:
    """The commands of a comment in reading order, at most `MAX_COMMANDS`; never raises."""
    return _read(body)[0][:MAX_COMMANDS]


def overflow(body: str | None, before: str | None = None) -> int:
    """Count the commands that `parse` left out: those after the tenth, and in the unread rest of a comment of more than
    `MAX_LINES` lines all lines that look like one and begin a paragraph. After an edit: how many more than `before`."""
    commands, unread = _read(body)
    left_out = max(0, len(commands) - MAX_COMMANDS) + unread
    return left_out if before is None else max(0, left_out - overflow(before))


def added(before: str | None, after: str | None) -> tuple[CommandLine, ...]:
    """The commands that an edit from `before` to `after` added, with their positions in `after`.

    A command counts as old as often as it stood in `before`, wherever it stands now; spacing makes no new command."""
    old = Counter(_identity(command) for command in _read(before)[0])
    fresh = []
    for command in parse(after):
        if old[_identity(command)] > 0:
            old[_identity(command)] -= 1
        else:
            fresh.append(command)
    return tuple(fresh)


def _identity(command: CommandLine) -> tuple[str, ...]:
    return (command.name, *command.text.split(), *(("\n", *command.below.split()) if command.below else ()))


def has_candidates(body: str) -> bool:
    """Tell whether a line looks like a command, without a look at how it is shown. Linear, and never wrong about a text in which
    `parse` finds a command or `overflow` counts one."""
    return count_candidates(body, 1) > 0


def count_candidates(body: str, most: int = MAX_COMMANDS) -> int:
    """Count the lines that look like commands, up to `most`. Linear."""
    return sum(1 for _ in islice(_CANDIDATE.finditer(f"\n{_normalize(body)}"), most)) if "/" in body else 0


def _normalize(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n") if "\r" in body else body


Result = tuple[tuple[CommandLine, ...], int]
"""All commands of the part that is read, and the number of likely ones in the rest."""
NOTHING: Result = ((), 0)


def _read(body: str | None) -> Result:
    return _read_text(body) if body and "/" in body else NOTHING


def _digest(body: str) -> bytes:
    """Give the key of a text: the text itself may be long, and would be kept with its result."""
    return blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _measure_result(result: Result) -> int:
    """Estimate the bytes of a result with its key."""
    return 400 + sum(500 + 4 * (len(one.line) + len(one.text) + len(one.below)) for one in result[0])


@cached(LRUCache(KEPT, getsizeof=_measure_result), key=_digest, lock=Lock())
def _read_text(body: str) -> Result:
    return _parse_text(body) if has_candidates(body) else NOTHING


def _parse_text(body: str) -> Result:
    lines = _normalize(body).split("\n")
    kept = _beginning(lines)
    found = [
        (match, start + index) for start, paragraph, spans in _paragraphs(kept) for match, index in _visible(paragraph, spans)
    ]
    commands = tuple(
        CommandLine(
            position,
            match[1].lower(),
            match.string[match.end() :].strip(),
            match.string.strip(),
            _below(kept, line) if match[1].lower() in MORE_LINES else "",
        )
        for position, (match, line) in enumerate(found)
    )
    unread = [
        index
        for index in range(len(kept), len(lines))
        if _COMMAND.match(lines[index]) and (index == 0 or not lines[index - 1].strip())
    ]
    return commands, len(unread)


def _beginning(lines: list[str]) -> list[str]:
    """The first `MAX_LINES` lines, cut after a blank one: a paragraph cut in two could show what was hidden in it."""
    if len(lines) <= MAX_LINES:
        return lines
    end = MAX_LINES
    while end and lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, list[str], list[Span]]]:
    """The first line, the lines and hidden parts of each paragraph at the top level, outside HTML that shows it as something else."""
    from bot.text.blocks import parser  # markdown-it takes 20 ms, and most comments hold no command

    depth = 0
    for token in parser().parse("\n".join(lines)):
        if token.level == 0 and token.type == "html_block":
            depth = _depth(_COMMENT.sub("", token.content), depth)
        elif token.level == 0 and token.type == "paragraph_open" and token.map:
            paragraph = lines[token.map[0] : token.map[1]]
            text = "\n".join(paragraph)
            spans = hidden(text) if "<" in text or len(paragraph) > 1 else []
            if depth == 0:
                yield token.map[0], paragraph, spans
            depth = _depth("".join(text[span.start : span.end] for span in spans if span.html), depth)


def _depth(html: str, depth: int) -> int:
    for tag in _CONTAINER.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
    return depth


def _below(lines: list[str], line: int) -> str:
    """The lines under a command up to an empty one, to one that looks like a command, or to what is shown as no plain text."""
    found = []
    for below in lines[line + 1 :]:
        if not below.strip() or _COMMAND.match(below) or below.lstrip().startswith(NO_ANSWER):
            break
        found.append(below.rstrip())
    return "\n".join(found).strip()


def _visible(paragraph: list[str], spans: list[Span]) -> Iterator[tuple[re.Match[str], int]]:
    """The command lines of one paragraph that are seen as such, with their place in it: up to a table, and not starting in a
    hidden part."""
    ahead = sorted(spans, key=lambda span: span.start, reverse=True)
    offset = covered = 0
    for index, line in enumerate(paragraph):
        if index + 1 < len(paragraph) and _is_delimiter_row(paragraph[index + 1]):
            return
        while ahead and ahead[-1].start < offset:
            covered = max(covered, ahead.pop().end)
        match = _COMMAND.match(line)
        if match and covered <= offset:
            yield match, index
        offset += len(line) + 1


def _is_delimiter_row(line: str) -> bool:
    """Check if the line above this one is the head of a table, as far as this line tells."""
    return "-" in line and not line.strip("|:- \t")
