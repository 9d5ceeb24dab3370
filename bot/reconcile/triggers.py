"""Why a nomination is looked at, with everything about it that GitHub tells only once; and news that concern several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.model.ledger_entries import Actor
from bot.model.needs import Fact, Need
from bot.model.nomination import Edited, Relabelled, Request


@dataclass(frozen=True, slots=True)
class OwnCommentCreated:
    """A new comment of the bot, which the process that wrote it need not look at."""

    comment: int
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The comment as GitHub tells of it: sooner than its listings show it, and even when the answer to us was lost."""


@dataclass(frozen=True, slots=True)
class BoardOverwritten:
    """A board that somebody else has edited or deleted: the text before that, for the ledger in it."""

    comment: int
    body: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Triggers:
    """The reasons for one look at a nomination, a field for each kind; several of one kind are in order, oldest first."""

    requests: tuple[Request, ...] = ()
    edits: tuple[Edited, ...] = ()
    label_changes: tuple[Relabelled, ...] = ()
    created_comments: tuple[OwnCommentCreated, ...] = ()
    deleted_comments: tuple[int, ...] = ()
    """Comments of the bot that somebody has deleted: a listing without them is not late."""
    overwritten_boards: tuple[BoardOverwritten, ...] = ()
    unclassified: tuple[str, ...] = ()
    """Heads of a person's pull request (or times of its last change, where a listing shows no head) at which nobody has
    looked yet whether it brings a record."""
    second_record_candidates: tuple[int, ...] = ()
    """Pull requests that may bring the other record of this nomination."""
    evidence: tuple[tuple[Need, Fact | None], ...] = ()
    """The evidence that was looked for, and what was found; None where nothing can be told now."""
    stands_alone: bool = False
    """Set when the nomination that this pull request seemed to belong to has another partner already."""
    from_sweep: bool = False
    """A sweep looks for everything that no delivery has told of."""
    may_remind: bool = False
    """It is the nomination's turn to say what time alone has brought about."""
    unconditional: bool = False
    """The nomination is looked at, whatever the other triggers are."""

    def merge(self, newer: Triggers) -> Triggers:
        """Merge two values field by field: older entries first, each once."""
        return Triggers(**{one.name: _merge(getattr(self, one.name), getattr(newer, one.name)) for one in fields(self)})

    @property
    def count(self) -> int:
        """Count the entries in all fields together."""
        return sum(len(entries) for one in fields(self) if isinstance(entries := getattr(self, one.name), tuple))

    @property
    def are_only_created_comments(self) -> bool:
        """Check for nothing but new comments of the bot."""
        return bool(self.created_comments) and replace(self, created_comments=()) == Triggers()

    @property
    def ask_only_for_classification(self) -> bool:
        """Check for nothing but a pull request that may or may not bring a record."""
        others = replace(self, unclassified=(), from_sweep=False, stands_alone=False)
        return bool(self.unclassified) and others == Triggers()


def _merge(older: Any, newer: Any) -> Any:
    return older or newer if isinstance(older, bool) else tuple(dict.fromkeys((*older, *newer)))


LOOK, SWEPT, GRANTED = Triggers(unconditional=True), Triggers(from_sweep=True), Triggers(may_remind=True)


@dataclass(frozen=True, slots=True)
class Changed:
    """The registry's records may have changed: `paths` are the files, and open pull requests that hold one of them may conflict now."""

    paths: frozenset[str]
