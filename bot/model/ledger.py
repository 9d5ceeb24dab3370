"""The bot's own memory of a nomination, small enough for the hidden mark in the board comment.

It holds ids, dates and at most 200 characters of any text, never answers and never contact data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from bot.model.ledger_entries import TEXT_LIMIT, Frozen, StageChange, Time
from bot.model.ledger_parts import Announcement, Clocks, Ending, Part, PullRequests, Renewal, Requests, Review


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole memory; `serial` grows by one each time the board is written."""

    standard: str
    serial: int = 0
    written: Time | None = None
    """When the board was written for the last time, by GitHub's clock."""
    moves: tuple[StageChange, ...] = ()
    earlier: int = 0
    """Number of the first moves that were dropped, see bot.decide.ledger_limits; `noticed` counts them too."""
    noticed: int = 0
    """Number of moves, counted from the first, that people were notified of."""
    rules: Frozen[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Quorum and waits as they were when the nomination was submitted, see bot.decide.rules_at_submission."""
    facts: tuple[tuple[str, str, str, Time, str], ...] = ()
    """Evidence that is shown: (kind of the need, subject, state, time, detail), sorted."""
    recheck: Time | None = None
    """Moment before which all evidence is too old: it is found out again."""
    typical: str = ""
    """How long nominations took when this one was decided, see bot.review.durations; only where a decision record states it."""
    review: Review = field(default_factory=Review)
    requests: Requests = field(default_factory=Requests)
    pull_requests: PullRequests = field(default_factory=PullRequests)
    announcement: Announcement = field(default_factory=Announcement)
    clocks: Clocks = field(default_factory=Clocks)
    renewal: Renewal = field(default_factory=Renewal)
    ending: Ending = field(default_factory=Ending)

    @property
    def stage(self) -> str:
        """Give the present stage; empty before the first move."""
        return self.moves[-1].stage if self.moves else ""

    @property
    def walked(self) -> int:
        """Count all changes of stage, including those that were dropped."""
        return self.earlier + len(self.moves)

    @property
    def merged_files(self) -> frozenset[str]:
        """List the paths that the nomination's merged pull requests have written on the default branch."""
        merged = (path for note in self.pull_requests.ours.values() if note.state == "merged" for path in note.files)
        return frozenset((*merged, *(path for approval in self.renewal.approvals for path in approval.paths)))

    def add_stage_change(self, move: StageChange) -> Ledger:
        """Add a change of stage; its reason is cut to 200 characters."""
        return replace(self, moves=(*self.moves, replace(move, reason=move.reason[:TEXT_LIMIT])))

    def with_parts(self, *parts: Part) -> Ledger:
        """Return the ledger with these parts, each in the place of the one of its kind."""
        changes: dict[str, Any] = {PARTS[type(part)]: part for part in parts}
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """Write a JSON object that `from_json` reads back; the entries of all parts stand beside each other in it."""
        packed = _build_adapter().dump_python(self, exclude_defaults=True, by_alias=True)
        parts = [packed.pop(name, {}) for name in PARTS.values()]
        return {key: value for part in (packed, *parts) for key, value in part.items()}

    @classmethod
    def from_json(cls, data: Any) -> Ledger:
        """Read what `to_json` wrote, in this version or an earlier one; raises ValueError on anything else."""
        if not isinstance(data, Mapping):
            raise ValueError("a ledger is a JSON object")
        packed: dict[str, Any] = {}
        for key, value in data.items():
            part = PART_OF_ENTRY.get(key)
            if key not in PARTS.values():  # the parts have no entry of their own
                (packed.setdefault(part, {}) if part else packed)[key] = value
        return _build_adapter().validate_python(packed)


PARTS: Mapping[type[Part], str] = {
    Review: "review",
    Requests: "requests",
    PullRequests: "pull_requests",
    Announcement: "announcement",
    Clocks: "clocks",
    Renewal: "renewal",
    Ending: "ending",
}
"""Class of a part -> its name in the ledger."""

PART_OF_ENTRY = {entry.name: name for part, name in PARTS.items() for entry in fields(part)} | {
    "pulls": "pull_requests",
    "intakes": "pull_requests",
}
"""Name of an entry in JSON -> the part in which it stands."""


@cache
def _build_adapter() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)  # built at first use, because it takes 15 ms and more than 1 MiB
