"""Effects that open, write, edit, merge, close and reopen pull requests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from bot.model.effects.effect import US, Effect, Made
from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import PullNote
from bot.model.nominating_pull import change_partner
from bot.model.nomination import Nomination, Pull
from config.base import Kind, PullKind

MOVED = "moved"
"""Takes the place of a digest in the ledger for a file that the bot moves as it is: the bot has not written its text."""


@dataclass(frozen=True, slots=True)
class OpenPull(Effect):
    """Open a stage pull request with its branch and files, unless there is one from that branch, in whatever state it is."""

    kind: PullKind
    branch: str
    title: str
    body: str
    files: Mapping[str, str | None]
    message: str

    ends_the_plan = True

    @property
    def target(self) -> str:
        return f"OpenPull {self.kind}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        if made.found:
            return nomination
        pull = Pull(self.kind, made.id, "open", made.head, self.title, self.body, mergeable=True, base=made.base)
        return _add_pull(nomination, pull, _digest_files(self.files))


@dataclass(frozen=True, slots=True)
class Row:
    """A line to add to a table in a file of the registry; `table` is the text of a file that does not exist yet."""

    path: str
    line: str
    table: str


@dataclass(frozen=True, slots=True)
class MoveRecord(Effect):
    """Open the pull request that takes a record out of the registry, or, with `head`, bring its branch up to date.

    `moves`: path on the default branch -> the file's new path (None: it is deleted). Its text stays as it is, except for the
    stage. Where none of the files exists, nothing is opened and the number in the result is 0.
    """

    number: int
    branch: str
    title: str
    body: str
    moves: Mapping[str, str | None]
    message: str
    row: Row | None = None
    head: str = ""

    ends_the_plan = True

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        if made.found:
            return nomination
        if not made.id:  # no file existed: a closed pull request is noted, so that it is not tried again
            return _add_note(nomination, "archive", PullNote(0, "closed"))
        pull = Pull("archive", made.id, "open", made.head, self.title, self.body, mergeable=True, base=made.base)
        return _add_pull(nomination, pull, {new: MOVED for new in self.moves.values() if new})


@dataclass(frozen=True, slots=True)
class ChangePull(Effect, ABC):
    """An effect on a pull request that exists; kind None: a person's, or one of the bot's that belongs to no stage any more."""

    kind: PullKind | None
    number: int

    @property
    def target(self) -> str:
        return f"{type(self).__name__} {self.kind or self.number}"

    @property
    def ends_the_plan(self) -> bool:
        return self.kind is not None  # no later phase depends on a pull request that belongs to no stage

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        pull = nomination.pull(self.kind) if self.kind else None
        return self.change_pull(nomination, pull, made) if pull else nomination

    @abstractmethod
    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        """Return the nomination after the effect on its pull request, which is `pull` until then."""


@dataclass(frozen=True, slots=True)
class CommitFiles(ChangePull):
    """Write files to the branch of a stage pull request, one commit a file, each only over the text expected; None deletes."""

    kind: Kind
    branch: str
    files: Mapping[str, str | None]
    message: str

    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        note = nomination.ledger.pull_requests.ours.get(self.kind) if nomination.ledger else None
        pull = replace(pull, head=made.head, files=None)
        return _add_pull(nomination, pull, _keep_standing({**(note.files if note else {}), **_digest_files(self.files)}))


@dataclass(frozen=True, slots=True)
class BringUpToDate(ChangePull):
    """Bring the branch of a stage pull request up to date with the default branch, in one commit on top of `head`, never by
    force: its tree is that of the default branch with these files, without those that are None."""

    kind: Kind
    branch: str
    head: str
    files: Mapping[str, str | None]
    message: str

    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        pull = replace(pull, head=made.head, files=None, mergeable=True, behind=False)
        return _add_pull(nomination, pull, _keep_standing(_digest_files(self.files)))


@dataclass(frozen=True, slots=True)
class EditPull(ChangePull):
    """Set the title and the body of a pull request of the nomination; `links`: the other one that a merged one now links to."""

    kind: PullKind
    title: str
    body: str
    links: int = 0

    ends_the_plan = False

    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        return nomination.with_pull(replace(pull, title=self.title, body=self.body))

    def note_in(self, ledger: Ledger) -> Ledger:
        return change_note(ledger, self.kind, linked=self.links) if self.links else ledger


@dataclass(frozen=True, slots=True)
class MergePull(ChangePull):
    """Merge a stage pull request if its head is still the one that the decision was based on."""

    kind: Kind
    head: str
    title: str

    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        return nomination.with_pull(replace(pull, state="merged", closed_at=made.at, merged_by=US, status="success"))


@dataclass(frozen=True, slots=True)
class SetState(ChangePull):
    """Close or reopen a pull request; the ledger notes that the bot did it, so that it is not taken for a person's act."""

    state: ClassVar[Literal["open", "closed"]]

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        if self.kind is None:
            return change_partner(nomination, self.number, state=self.state)
        return ChangePull.change(self, nomination, made)

    def change_pull(self, nomination: Nomination, pull: Pull, made: Made) -> Nomination:
        closed = self.state == "closed"
        after = nomination.with_pull(replace(pull, state=self.state, closed_at=made.at if closed else None))
        return replace(
            after, ledger=after.ledger and change_note(after.ledger, pull.kind, state=self.state, closed_by_us=closed)
        )


@dataclass(frozen=True, slots=True)
class ClosePull(SetState):
    """Close a pull request without merging it; kind None: a person's, or one of the bot's that a merge by hand made useless."""

    state = "closed"


@dataclass(frozen=True, slots=True)
class ReopenPull(SetState):
    """Reopen a pull request of the nomination that was closed without merging; kind None: a person's."""

    state = "open"


def _digest_files(files: Mapping[str, str | None]) -> dict[str, str]:
    return {path: digest(text) for path, text in files.items()}


def _keep_standing(files: Mapping[str, str]) -> dict[str, str]:
    return {path: value for path, value in files.items() if value}  # a file that was deleted has none


def _add_pull(nomination: Nomination, pull: Pull, files: Mapping[str, str]) -> Nomination:
    """Add a pull request, or replace the one of its kind, and note what the bot has written to it."""
    return _add_note(nomination.with_pull(pull), pull.kind, PullNote(pull.number, "open", pull.head, files))


def _add_note(nomination: Nomination, kind: PullKind, note: PullNote) -> Nomination:
    return replace(nomination, ledger=_put_note(nomination.ledger or Ledger(standard=""), kind, note))


def _put_note(ledger: Ledger, kind: PullKind, note: PullNote) -> Ledger:
    return ledger.with_parts(replace(ledger.pull_requests, ours=MappingProxyType({**ledger.pull_requests.ours, kind: note})))


def change_note(ledger: Ledger, kind: PullKind, **changed: Any) -> Ledger:
    """Change the note on one of the bot's pull requests, if the ledger has one."""
    note = ledger.pull_requests.ours.get(kind)
    return _put_note(ledger, kind, replace(note, **changed)) if note else ledger
