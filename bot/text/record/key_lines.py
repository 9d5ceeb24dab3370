"""On which line of a record's file a key stands, for remarks that lie beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_STEP = re.compile(r"[^.\[\]]+")


def line_of(record: Mapping[str, Any], field: str) -> int:
    """The line (from 1) of the key path `license[0].spdx` in the file as the bot writes it.

    Of a path that is not there, the line of the nearest key above it that is; 1 when there is none.
    """
    lines = dict(_lines(record, (), 1))
    steps = tuple(_STEP.findall(field))
    return next((lines[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in lines), 1)


def _lines(value: Any, at: tuple[str, ...], line: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every key path inside, with its line; the value itself begins on `line`. An empty list or object takes one line."""
    parts = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    following = line + 1
    for key, part in parts:
        place = (*at, str(key))
        yield place, following
        yield from _lines(part, place, following)
        following += _height(part)


def _height(value: Any) -> int:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return 2 + sum(map(_height, parts)) if parts else 1
