"""Effects on the head of a pull request: its status, and a review with suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from bot.model.effects.effect import Effect, Made
from bot.model.effects.pulls import change_note
from bot.model.file_notes import ReviewStatus
from bot.model.ledger import Ledger
from bot.model.nominating_pull import note_of, with_note
from bot.model.nomination import Nomination
from bot.text.suggestions import Suggestion
from config.base import PullKind


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark in plain text on a line (the first is 1) of a file on the branch."""

    path: str
    line: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class SetStatus(Effect):
    """Set the status `dpg-review` on a head, in at most 140 characters; a GitHub App adds annotations to the record's lines.

    Kind None: the head is that of a person's pull request, `number`.
    """

    kind: PullKind | None
    head: str
    state: Literal["pending", "success", "failure"]
    description: str
    annotations: tuple[Annotation, ...] = ()
    number: int = 0
    brings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Of a success: what the merge brings, see `PullNote.approved`."""

    @property
    def target(self) -> str:
        return f"SetStatus {self.kind or self.number}"

    @property
    def note(self) -> ReviewStatus:
        """Give the form in which the ledger remembers the status, so that it is not set again."""
        return ReviewStatus.of(self.state, self.head, self.description)

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        pull = nomination.nominating_pull
        if self.kind is not None or pull is None or nomination.ledger is not None:
            return nomination
        return replace(nomination, nominating_pull=replace(pull, status=self.state))

    def note_in(self, ledger: Ledger) -> Ledger:
        if self.kind is None:
            return with_note(ledger, replace(note_of(ledger, self.number), status=self.note))
        approved = {"approved": self.brings} if self.state == "success" else {}
        return change_note(ledger, self.kind, status=self.note, **approved)


@dataclass(frozen=True, slots=True)
class SuggestChanges(Effect):
    """Review a person's pull request, once for each head: `text`, and suggestions on its lines that a click commits."""

    number: int
    head: str
    text: str
    suggestions: tuple[Suggestion, ...]

    @property
    def target(self) -> str:
        return f"SuggestChanges {self.number}"

    def note_in(self, ledger: Ledger) -> Ledger:
        note = note_of(ledger, self.number)
        return with_note(ledger, replace(note, suggested=(*note.suggested, *(each.digest for each in self.suggestions))))
