"""The bot's own memory of a nomination, small enough to lie in the board comment's hidden mark.

It holds ids, dates and at most 200 characters of any text, never answers and never contact data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

from config.models import Kind

TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """A GitHub account; people are told apart by the numeric id, because a login can change hands."""

    id: int
    login: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer says of one indicator, and the fingerprint of the answers it rests on."""

    indicator: str
    by: Actor
    value: Literal["pass", "fail", "na"]
    at: datetime
    comment: int
    thread: int
    answers: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A reviewer of this nomination; the order of the seats is the order of the reviews."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A change of stage: when, by whom (None: the bot), and why."""

    stage: str
    at: datetime
    by: Actor | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PullNote:
    """What the bot last wrote to a stage pull request: head commit, files (path -> hash of the text) and status."""

    number: int
    state: Literal["open", "merged", "closed"] = "open"
    head: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    status: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A stage pull request merged while `dpg-review` was not green; `reason` is empty until a maintainer confirms it."""

    kind: Kind
    by: Actor | None
    at: datetime
    confirmed_by: Actor | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole memory; `serial` grows by one with every board that is written."""

    standard: str
    serial: int = 0
    moves: tuple[Move, ...] = ()
    seats: tuple[Seat, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    answered: frozenset[tuple[int, str, int]] = frozenset()
    """Requests carried out: (comment id, edit time or "", position in the comment)."""
    pulls: Mapping[Kind, PullNote] = field(default_factory=lambda: MappingProxyType({}))
    overrides: tuple[Override, ...] = ()
    channels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Announcement: channel -> sending | sent | failed | unknown."""
    facts: tuple[tuple[str, str, str, datetime, str], ...] = ()
    """Evidence that is shown: (kind and subject of the need, state, time, detail), sorted."""
    noticed: int = 0
    """How many of the moves have had their notice."""
    closed: int = 0
    """For how many of the moves the issue has been closed as the stage wants it."""

    @property
    def stage(self) -> str:
        """The present stage; empty before the first move."""
        return self.moves[-1].stage if self.moves else ""

    def moved(self, move: Move) -> Ledger:
        """The ledger after one more change of stage."""
        return replace(self, moves=(*self.moves, replace(move, reason=move.reason[:TEXT_LIMIT])))

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "standard": self.standard,
            "serial": self.serial,
            "moves": [[m.stage, _stamp(m.at), _who(m.by), m.reason] for m in self.moves],
            "seats": [[_who(s.by), _stamp(s.at)] for s in self.seats],
            "verdicts": [
                [v.indicator, _who(v.by), v.value, _stamp(v.at), v.comment, v.thread, v.answers, v.note] for v in self.verdicts
            ],
            "answered": sorted(self.answered),
            "pulls": {k: [n.number, n.state, n.head, dict(n.files), n.status] for k, n in self.pulls.items()},
            "overrides": [[o.kind, _who(o.by), _stamp(o.at), _who(o.confirmed_by), o.reason] for o in self.overrides],
            "channels": dict(self.channels),
            "facts": [[kind, subject, state, _stamp(at), detail] for kind, subject, state, at, detail in self.facts],
            "noticed": self.noticed,
            "closed": self.closed,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Ledger:
        """Read what `to_json` wrote; raises ValueError, TypeError or KeyError on anything else."""
        return cls(
            standard=str(data["standard"]),
            serial=int(data["serial"]),
            moves=tuple(Move(stage, _time(at), _actor(by), reason) for stage, at, by, reason in data["moves"]),
            seats=tuple(Seat(_known(by), _time(at)) for by, at in data["seats"]),
            verdicts=tuple(
                Verdict(indicator, _known(by), value, _time(at), comment, thread, answers, note)
                for indicator, by, value, at, comment, thread, answers, note in data["verdicts"]
            ),
            answered=frozenset((int(c), str(e), int(p)) for c, e, p in data["answered"]),
            pulls=MappingProxyType({kind: PullNote(*note) for kind, note in data["pulls"].items()}),
            overrides=tuple(
                Override(kind, _actor(by), _time(at), _actor(confirmed), reason)
                for kind, by, at, confirmed, reason in data["overrides"]
            ),
            channels=MappingProxyType({str(k): str(v) for k, v in data["channels"].items()}),
            facts=tuple((str(k), str(s), str(v), _time(at), str(d)) for k, s, v, at, d in data.get("facts", ())),
            noticed=int(data["noticed"]),
            closed=int(data["closed"]),
        )


BY_HAND = "~"


def digest(text: str | None) -> str:
    """16 hex digits that stand for a file's text; empty for no file."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def noted_file(text: str | None, ours: bool, before: str) -> str:
    """How a file on a stage branch stands in the ledger: its digest, marked when a person wrote it there."""
    now = digest(text)
    return now if ours or now == before else BY_HAND + now


def _stamp(at: datetime) -> int:
    return int(at.timestamp())


def _time(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _who(actor: Actor | None) -> list[int | str] | None:
    return None if actor is None else [actor.id, actor.login]


def _actor(pair: list[Any] | None) -> Actor | None:
    return None if pair is None else Actor(int(pair[0]), str(pair[1]))


def _known(pair: list[Any]) -> Actor:
    return Actor(int(pair[0]), str(pair[1]))
