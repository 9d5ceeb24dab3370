"""What a wake for a nomination carries along beside what people asked for in that moment, and what wakes more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from bot.model.ledger_entries import Actor

T = TypeVar("T")


class Sign(Enum):
    """What comes with it and has nothing to tell but that it is there."""

    LOOK = "the nomination is to be looked at, whatever else rides"
    SWEPT = "a sweep has woken it, which looks for what no delivery has told of"
    GRANTED = "it is the nomination's turn to say what time alone has brought about"
    ALONE = "the nomination that a pull request seemed to belong to has another partner already"


@dataclass(frozen=True, slots=True)
class OwnCommentCreated:
    """Rides along with a wake for a new comment of the bot: there is nothing to look at for the process that wrote it."""

    comment: int
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The comment as GitHub tells of it: sooner than its listings show it, and even when the answer to us was lost."""


@dataclass(frozen=True, slots=True)
class OwnCommentDeleted:
    """Rides along with a wake for a comment of the bot that somebody deleted: it must not be taken for a late listing."""

    comment: int


@dataclass(frozen=True, slots=True)
class BoardOverwritten:
    """Rides along when somebody else has edited or deleted the board: what stood there before, its memory above all."""

    comment: int
    body: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class UnclassifiedPull:
    """Rides along for a person's pull request that is no nomination yet: whether it brings a record is to be found out, once
    for a `stamp` (its head, or the time of its last change where a listing tells no head)."""

    stamp: str


@dataclass(frozen=True, slots=True)
class SecondRecordCandidate:
    """Rides along when a pull request may bring the other record of the nomination that is woken."""

    number: int


LOOK, SWEPT, GRANTED = (Sign.LOOK,), (Sign.SWEPT,), (Sign.GRANTED,)


def those(triggers: Iterable[object], kind: type[T]) -> tuple[T, ...]:
    """Pick the markers of one kind out of those that come with it with a wake."""
    return tuple(one for one in triggers if isinstance(one, kind))


@dataclass(frozen=True, slots=True)
class Changed:
    """The registry's records may have changed: `paths` are the files, and open pull requests that hold one of them may conflict now."""

    paths: frozenset[str]
