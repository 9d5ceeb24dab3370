"""Reads the records out of an archive of the registry, in memory; whatever lies in it besides is passed over.

The archive is made by GitHub of files that many people wrote: it is read from front to back once, with a limit to
everything that could grow, and nothing in it is ever written to a disk.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Collection, Iterator
from typing import Any

MOST_BYTES = 256 * 1024 * 1024
"""Unpacked, all members together."""
MOST_MEMBERS = 20_000
MOST_RECORD = 256 * 1024
LONGEST_NAME = 200

Record = dict[str, Any]


class BadArchive(ValueError):
    """No archive, a broken one, or one that is beyond the limits."""


def records(archive: bytes, folders: Collection[str]) -> dict[str, Record]:
    """`folder/slug.json` -> record, for the regular JSON files right inside `folders`. Raises `BadArchive`.

    A file that is no JSON object is left out: the registry's own checks complain about it.
    """
    try:
        return dict(_records(archive, frozenset(folders)))
    except BadArchive:
        raise
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, OverflowError) as error:
        raise BadArchive(f"no archive that can be read ({type(error).__name__})") from error


def _records(archive: bytes, folders: frozenset[str]) -> Iterator[tuple[str, Record]]:
    with gzip.GzipFile(fileobj=io.BytesIO(archive)) as unpacked, tarfile.open(fileobj=_Meter(unpacked), mode="r|") as tar:
        for number, member in enumerate(tar):
            if number >= MOST_MEMBERS:
                raise BadArchive(f"more than {MOST_MEMBERS} files")
            path = _find_path(member, folders)
            content = tar.extractfile(member) if path else None
            record = _record(content.read()) if content else None
            if path and record is not None:
                yield path, record


class _Meter(io.BufferedIOBase):
    """Gives up once too much has come out: a small archive can hold a very large file."""

    def __init__(self, source: gzip.GzipFile) -> None:
        self._source, self._left = source, MOST_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as from a file."""
        part = self._source.read(size)
        self._left -= len(part)
        if self._left < 0:
            raise BadArchive(f"more than {MOST_BYTES} bytes")
        return part


def _find_path(member: tarfile.TarInfo, folders: frozenset[str]) -> str:
    """Find the path `folder/slug.json`, without the folder that GitHub puts around everything; empty for what is no record."""
    _, _, path = member.name.partition("/")
    folder, _, name = path.partition("/")
    wanted = folder in folders and name.endswith(".json") and "/" not in name and "\\" not in name
    fits = member.isreg() and member.size <= MOST_RECORD and len(name) <= LONGEST_NAME and name.isprintable()
    return path if wanted and fits else ""


def _record(content: bytes) -> Record | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
