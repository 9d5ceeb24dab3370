"""Taking a record out of the registry: the files as they stand on the default branch, moved, with their new stage."""

from __future__ import annotations

from bot.github.client import GitHub
from bot.model.effects import MoveRecord, Row
from bot.text.record.record import dumps, loads

ARCHIVED = "archive"
"""The stage that the registry's schema has for a record that is no longer listed."""


async def build_moved_files(github: GitHub, effect: MoveRecord, base: str) -> dict[str, str | None]:
    """Path -> text of what the move changes on the branch `base`, None for a file that goes; empty when none of them is there."""
    found: dict[str, str | None] = {}
    for old, new in effect.moves.items():
        there = await github.file(old, base)
        if there is not None:
            found[old] = None
            found |= {new: _archived(there[0])} if new else {}
    if found and effect.row is not None:
        found |= await _table(github, effect.row, base)
    return found


def _archived(text: str) -> str:
    """The record as it stands but for its stage; a file that is no record stays byte for byte."""
    try:
        record = loads(text)
    except ValueError:
        return text
    return dumps({**record, "stage": ARCHIVED}) if "stage" in record else text


async def _table(github: GitHub, row: Row, base: str) -> dict[str, str | None]:
    """The table with the row at its end, once; whatever stands below the table stays below it."""
    there = await github.file(row.path, base)
    lines = (there[0] if there else row.table).rstrip("\n").split("\n")
    if row.line in lines:
        return {}
    last = max((index for index, line in enumerate(lines) if line.startswith("|")), default=None)
    if last is None:
        lines += ["", *row.table.rstrip("\n").split("\n"), row.line]
    else:
        lines.insert(last + 1, row.line)
    return {row.path: "\n".join(lines) + "\n"}
