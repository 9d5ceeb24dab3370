"""The record files that stand for a nomination's answers where it was made as a pull request: read as data, whatever they hold.

What a person wrote there is kept as it stands (keys, their order, values); only contacts are emptied and the stage is the
workflow's. What is checked and shown are the answers in it, cleaned like those of the form.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.text.clean import clean
from bot.text.form.submission import Submission, from_records
from bot.text.record.record import Record, RecordKind, loads, schema_errors, without_contacts
from config.standard import Standard

LARGEST = 256 * 1024
"""Characters of a record that is read; the largest of the registry has a tenth of that."""
MOST_ERRORS = 10
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One record: where it lies, and its text; `thread` is the pull request that brings it, 0 for the registry's own file.

    `trouble` says why it cannot be read (`text` is None then). `shown`: the first and last lines of each part of the diff,
    where a comment may stand. `stood` is the stage that the registry's own file of that name has, empty when there is none.
    """

    path: str
    kind: RecordKind
    text: str | None
    thread: int = 0
    trouble: str = ""
    is_new: bool = True
    shown: tuple[tuple[int, int], ...] = ()
    stood: str = ""

    @property
    def stem(self) -> str:
        """The file's name without `.json`."""
        return self.path.rpartition("/")[2].removesuffix(".json")


@dataclass(frozen=True, slots=True)
class Records:
    """Both records of a nomination, as far as there are files for them; `hints` are plain sentences for reviewers."""

    nominee: RecordFile | None = None
    screening: RecordFile | None = None
    hints: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[RecordFile, ...]:
        """The files that there are, the nominee's first."""
        return tuple(file for file in (self.nominee, self.screening) if file is not None)

    @property
    def broken(self) -> bool:
        """A file is there and cannot be read, so that what stands in it is not known."""
        return any(read(file) is None for file in self.files)

    def record(self, kind: RecordKind) -> Record | None:
        """The record as the person wrote it, contacts emptied; None when there is none, or none that can be read."""
        file = self.nominee if kind == "nominee" else self.screening
        found = read(file) if file else None
        return None if found is None else without_contacts(found)

    def submission(self, standard: Standard) -> Submission:
        """The answers in both; never raises."""
        return _submission(self, standard)


def read(file: RecordFile) -> Record | None:
    """The record as it stands in the file, contacts and all; None for what is not read: no JSON object, too large, too deep."""
    return _read(file)[0]


def _read(file: RecordFile) -> tuple[Record | None, str]:
    """The record, or why there is none."""
    return (None, file.trouble) if file.text is None else _parse_text(file.text)


@lru_cache(maxsize=128)
def _parse_text(text: str) -> tuple[Record | None, str]:
    """Kept, because a pass asks for it several times. Nobody changes what is kept: readers copy it."""
    if len(text) > LARGEST:
        return None, f"it is too large for a record, which has at most {LARGEST // 1024} kB"
    try:
        record = loads(text)
    except json.JSONDecodeError as error:
        return None, f"line {error.lineno}, column {error.colno}: {error.msg}"
    except ValueError as error:
        return None, str(error)
    return (record, "") if _depth(record) <= DEEPEST else (None, "the file is nested too deeply")


def _depth(value: object) -> int:
    """Measure how deep it is nested, counted without recursion and no further than it matters."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [part for part in level if isinstance(part, dict | list)]
        level = [part for each in inner for part in (each.values() if isinstance(each, dict) else each)]
    return depth


@lru_cache(maxsize=64)
def _submission(records: Records, standard: Standard) -> Submission:
    nominee, screening = (_clean_value(records.record(kind) or {}) for kind in ("nominee", "screening"))
    found = from_records(nominee, screening, standard)
    return replace(found, warnings=tuple(_warnings(records)), is_form=bool(records.files))


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {str(key): _clean_value(part) for key, part in value.items()}
    return [_clean_value(part) for part in value] if isinstance(value, list) else value


def _warnings(records: Records) -> Iterator[str]:
    for file in records.files:
        record, trouble = _read(file)
        if record is None:
            yield f"{file.path}: {trouble}"
            continue
        if twice := _find_doubled_key(file.text or ""):
            yield f"{file.path}: {json.dumps(twice[:60], ensure_ascii=False)} stands there twice, and only the last one counts"
        # What is missing is said by the checks, in the words of the questions.
        errors = [said for said in schema_errors(without_contacts(record), file.kind) if not said.endswith("is missing")]
        yield from (f"{file.path}: {said}" for said in errors[:MOST_ERRORS])


def _find_doubled_key(text: str) -> str:
    """A key that stands twice in one object; empty when there is none."""
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(items)
        if len(seen) < len(items) and not found:
            found.append(Counter(name for name, _ in items).most_common(1)[0][0])
        return seen

    json.loads(text.removeprefix("\ufeff"), object_pairs_hook=pairs)
    return found[0] if found else ""
