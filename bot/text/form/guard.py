"""Keeps what people typed apart from what the form means, with backslashes that only stand where they must.

Three places are guarded, each by one backslash more than the text has there itself (so taking one away always gives the
text back, and a text without such places is written as it is):

- a line that begins with `###`, a fence (three backticks or tildes) or reads `_No response_`: `\\### Notes`;
- white space at either end of a text, which form fields lose: `\\  indented` and `trailing \\`;
- a `|` inside a column of a row: `one \\| two`.

So `\\### Notes` is read as the text `### Notes`, and `C:\\new` stays `C:\\new`.
"""

from __future__ import annotations

import re

NO_RESPONSE = "_No response_"
SPECIAL = ("###", "```", "~~~")
BACKSLASH = "\\"
_BARE_BAR = re.compile(r"(?<!\\)\|")


def guard(text: str) -> str:
    """A text as it may stand under a heading of the form; `unguard(guard(text)) == text` for every clean text."""
    return "\n".join(BACKSLASH + line if _is_special(line) else line for line in _guard_ends(text).split("\n"))


def unguard(text: str) -> str:
    """The text that stands under a heading, without the white space around it and without guards."""
    if BACKSLASH not in text:
        return text.strip()
    text = text.strip()
    lines = (line[1:] if line[:1] == BACKSLASH and _is_special(line) else line for line in text.split("\n"))
    return _unguard_ends("\n".join(lines))


def guard_cell(text: str) -> str:
    """One column of a row: ends and `|` guarded. Line breaks are the entry's affair (see rows)."""
    pieces = _guard_ends(text).split("|")
    return (BACKSLASH + "|").join(pieces)


def cells(row: str) -> list[str]:
    """The columns of a row: split at every `|` that has no backslash before it, guards taken away."""
    pieces = _BARE_BAR.split(row) if BACKSLASH in row else row.split("|")
    return [_unguard_ends(piece.replace(f"{BACKSLASH}|", "|").strip()) for piece in pieces]


def _is_special(line: str) -> bool:
    bare = line.lstrip(BACKSLASH).lstrip(" ")
    return bare.startswith(SPECIAL) or bare.rstrip() == NO_RESPONSE


def _guard_ends(text: str) -> str:
    if text[-1:].isspace() or _has_guard_behind(text):
        text += BACKSLASH
    return BACKSLASH + text if text[:1].isspace() or _has_guard_before(text) else text


def _unguard_ends(text: str) -> str:
    if _has_guard_before(text):
        text = text[1:]
    return text[:-1] if _has_guard_behind(text) else text


def _has_guard_before(text: str) -> bool:
    return text[:1] == BACKSLASH and text.lstrip(BACKSLASH)[:1].isspace()


def _has_guard_behind(text: str) -> bool:
    return text[-1:] == BACKSLASH and text.rstrip(BACKSLASH)[-1:].isspace()
