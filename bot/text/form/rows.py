"""Lists and rows in a text area: one entry a line, the columns of a row separated by ` | `.

A leading `- ` is taken and forgotten. Lines indented under such a `- ` go on with its entry, as in Markdown, so
that an entry of several lines is possible. A comma never separates anything: people write sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.text.display_text import shorten
from bot.text.form.guard import cells, guard, guard_cell, unguard
from config.standard import Column

BULLETS = ("- ", "* ", "+ ", "• ")
INDENT = "  "
_DIGITS = re.compile(r"[0-9]+")
Row = dict[str, str | int]
LONGEST_QUOTE = 60


def read_entries(text: str) -> list[str]:
    """The entries in a text area, empty ones left out."""
    plain = [bare for line in text.split("\n") if (bare := line.strip())]
    if "\\" not in text and not any(line[0] in "-*+•" for line in plain):
        return plain  # as nearly every list is
    entries: list[list[str]] = []
    gap: list[str] = []
    bulleted = False
    for line in text.split("\n"):
        if not line.strip():
            gap.append(line[2:])
        elif bulleted and line.startswith((INDENT, "\t")):
            entries[-1] += (*gap, line[2:] if line.startswith(INDENT) else line[1:])
            gap = []
        else:
            start = line.lstrip(" \t")
            bulleted = start[:2] in BULLETS or start.strip() in ("-", "*", "+", "•")
            entries.append([start[2:] if bulleted else start])
            gap = []
    return [entry for entry in (unguard("\n".join(lines)) for lines in entries) if entry]


def write_entries(entries: Iterable[str]) -> str:
    """The text area for these entries; `read_entries` gives the same back. Bullets only where one entry needs them."""
    guarded = [guard(entry) for entry in entries if entry]
    if any("\n" in entry or entry[:2] in BULLETS or entry in ("-", "*", "+", "•") for entry in guarded):
        return "\n".join("- " + entry.replace("\n", "\n" + INDENT) for entry in guarded)
    return "\n".join(guarded)


def read_rows(text: str, columns: Sequence[Column], known: Sequence[dict[str, str]]) -> tuple[list[Row], list[str]]:
    """The rows in a text area and what could not be read, said for people.

    `known` gives for each column its choices by their lower-case form (none: anything goes). A row without a readable
    number in a number column is left out; a choice that is not known is kept as it was written, with a warning.
    """
    rows: list[Row] = []
    warnings: list[str] = []
    for entry in read_entries(text):
        row, trouble = _row(_place_cells(cells(entry), columns), columns, known)
        warnings += (f"{quoted(entry)}: {said}" for said in trouble)
        if row:
            rows.append(row)
    return rows, warnings


def write_rows(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """The text area for these rows; `read_rows` gives the same back."""
    return write_entries(_write_row([str(row.get(column.key) or "") for column in columns], columns) for row in rows)


def shape(columns: Sequence[Column]) -> str:
    """Explain how a row is written: `number | evidence | link`."""
    return " | ".join(column.label for column in columns)


def _row(found: Sequence[str], columns: Sequence[Column], known: Sequence[dict[str, str]]) -> tuple[Row, list[str]]:
    row: Row = {}
    trouble: list[str] = []
    for text, column, choices in zip(found, columns, known, strict=False):
        if column.kind == "number":
            number = _number(text)
            if str(number) not in column.options:
                return {}, [f"a {column.label} from {column.options[0]} to {column.options[-1]} is expected first"]
            row[column.key] = number
        elif text:
            row[column.key] = choices.get(text.casefold(), text)
            if choices and text.casefold() not in choices:
                trouble.append(_describe_unknown(text, column))
    return row, trouble


def _describe_unknown(text: str, column: Column) -> str:
    if column.options:
        return f"{quoted(text)} is no {column.label}; write one of {', '.join(column.options)}"
    return f"{quoted(text)} is no approved {column.label}"


def _place_cells(found: list[str], columns: Sequence[Column]) -> list[str]:
    """The cells by column: a link is put under a link column, and `|` in a text does not push the link away."""
    extra = len(found) - len(columns)
    if extra > 0:
        text = next((index for index, column in enumerate(columns) if column.kind == "text"), len(columns) - 1)
        return [*found[:text], " | ".join(found[text : text + extra + 1]), *found[text + extra + 1 :]]
    last = len(found) - 1
    if extra < 0 and _is_link(found[last]) and columns[last].kind != "url":
        link = next((index for index in range(last, len(columns)) if columns[index].kind == "url"), last)
        return [*found[:last], *[""] * (link - last), found[last]]
    return found


def _write_row(texts: list[str], columns: Sequence[Column]) -> str:
    while texts and not texts[-1]:
        texts.pop()
    if texts and len(texts) < len(columns) and _is_link(texts[-1]) and columns[len(texts) - 1].kind != "url":
        texts += [""] * (len(columns) - len(texts))  # or it would be taken for the link
    return " | ".join(map(guard_cell, texts)).strip()


def _is_link(text: str) -> bool:
    return text[:8].casefold().startswith(("http://", "https://"))


def _number(text: str) -> int:
    """The first number in `3`, `SDG 3`, `3: Good health`; 0 when there is none of at most four digits."""
    found = _DIGITS.search(text[:40])
    return int(found[0]) if found and len(found[0]) < 5 else 0


def quoted(text: str) -> str:
    """The beginning of what a nominator wrote, in quotation marks and on one line, at most 60 characters."""
    return f'"{shorten(" ".join(text[: LONGEST_QUOTE * 2].split()), LONGEST_QUOTE)}"'
