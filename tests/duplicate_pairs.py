"""The pairs of `duplicates_pairs.yml`, for the tests and the bench."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.review.duplicates import Entry, Identity, find_candidates, read_identity

FILE = Path(__file__).parent / "duplicates_pairs.yml"


@dataclass(frozen=True)
class Pair:
    """Two descriptions, and whether they are of the same project."""

    same: bool
    why: str
    new: Identity
    known: Entry

    @property
    def name(self) -> str:
        return f"{self.why}: {self.new.name} / {self.known.identity.name}"

    def found(self, threshold: int) -> bool:
        """Whether one of the two finds the other."""
        return bool(find_candidates(self.new, [self.known], threshold))

    def turned(self) -> Pair:
        """The same pair, the other one being the new one."""
        return Pair(self.same, self.why, self.known.identity, Entry(self.new, "nominees/other.json", "nominee"))


def pairs() -> Iterator[Pair]:
    """All of them, in the order of the file."""
    listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for kind in ("same", "different"):
        yield from (_pair(row, same=kind == "same") for row in listed[kind])


def _pair(row: dict[str, Any], *, same: bool) -> Pair:
    known = Entry(read_identity(row["known"]), row.get("where", "nominees/known.json"), "nominee")
    return Pair(same, row["how"] if same else row["why"], read_identity(row["new"]), known)
