"""Everything known about one nomination at one moment: frozen values, read from GitHub and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from bot.model.file_notes import digest
from bot.model.identity_key import ByIdentity
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Verdict
from bot.model.mark_index import index_marks
from bot.model.needs import NO_EVIDENCE, NO_FACTS, Fact, Need
from bot.text.form.records import RecordFile, Records
from bot.text.marks import Mark
from config.base import PullKind

STATUS_CONTEXT = "dpg-review"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the nomination's issue or in one of its stage pull requests; `thread` is the number of either."""

    id: int
    thread: int
    author: Actor | None
    body: str
    at: datetime
    edited_at: datetime
    is_bot: bool = False
    """Written by any bot, this one included."""
    is_ours: bool = False
    thumbs_up: int = 0
    confused: int = 0
    marks: tuple[Mark, ...] = ()
    """Marks whose signature is valid; always empty for comments that this bot has not written."""
    stale_mark: bool = False
    """The mark is signed with an earlier key."""
    of_registry: bool = False
    """GitHub counts the author among the people of the registry."""


@dataclass(frozen=True, slots=True)
class Request:
    """A person's request at one moment: a comment as it was delivered, with its body before an edit."""

    comment: int
    """The comment's id; for boxes ticked in the checklist of a pull request, minus the number of that pull request."""
    thread: int
    by: Actor
    at: datetime
    body: str
    before: str | None = None
    """The body before an edit; None for a new comment."""
    foreign: bool = False
    """An edit by somebody who is not the comment's author: none of its commands run, and it gets a hint."""
    of_registry: bool = False
    """GitHub counts the person among those of the registry."""

    @property
    def is_tick(self) -> bool:
        """Tell whether a person ticked boxes; the body then holds the equivalent commands."""
        return self.comment < 0

    @property
    def edit(self) -> str:
        """Give a key for the edit, even for boxes ticked in the same second; empty for a new comment."""
        if self.before is None:
            return ""
        return f"{self.at.isoformat()}/{self.by.id}/{digest(self.body)[:8]}" if self.is_tick else self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit of the nominator's answers by somebody else; `labels` are the headings of the form that it concerns."""

    by: Actor
    at: datetime
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A change by hand: somebody added or removed the label of a stage or an ending (its name in small letters)."""

    by: Actor
    at: datetime
    label: str
    added: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """The return of an older board by somebody's hand; the newer one counts. `by` is None where the bot did not run then."""

    by: Actor | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request of the nomination as it stands on GitHub: one of its stages, or the one that archives its record."""

    kind: PullKind
    number: int
    state: Literal["open", "merged", "closed"]
    head: str
    title: str
    body: str
    closed_at: datetime | None = None
    merged_by: Actor | None = None
    files: Mapping[str, str | None] | None = None
    """Path -> text on the branch, None for no file; only read when the head differs from the one in the ledger."""
    head_is_ours: bool = True
    """The head commit was written by the bot."""
    status: str | None = None
    """State of `dpg-review` on the head; only read when it is needed."""
    brought: Mapping[str, str] | None = None
    """What its merge has changed on the default branch, as in `PullNote.approved`; only read when a merge is news."""
    mergeable: bool | None = None
    """The merge would work; None while GitHub is still finding out."""
    base: str = ""
    """The branch that it goes into."""
    is_for_default: bool = True
    """That is the default branch: nothing else is a merge into the registry."""
    behind: bool = False
    """The branch has to be brought up to date before it can be merged: the registry's checks ask for it."""


MOST_CHANGED = 20
"""Files that a pull request may change to be read as a nomination; two make one."""
MOST_LISTED = 100
"""Changed files of a pull request that are looked at: where there may be more, it is not known what it brings."""


@dataclass(frozen=True, slots=True)
class NominatingPull:
    """A person's pull request: `files` are the records that it adds or changes, `others` the other paths that it changes,
    `removed` the records that it deletes or renames, `labels` those of its thread."""

    number: int
    head: str
    author: Actor | None
    state: Literal["open", "merged", "closed"] = "open"
    files: tuple[RecordFile, ...] = ()
    others: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    by_a_bot: bool = False
    """Opened by a bot, for instance that of a web form, for people whose accounts are not known."""
    closed_at: datetime | None = None
    merged_by: Actor | None = None
    changed: int = 0
    """Number of the files that it changes, as far as is known; of many, not all are listed above."""
    base: str = ""
    """The branch that it goes into."""
    status: str | None = None
    """State of `dpg-review` on its head; only read where it brings no record."""

    def file(self, kind: str, stem: str = "") -> RecordFile | None:
        """Find its record of a kind; of several, the one with that stem, else the first."""
        found = [file for file in self.files if file.kind == kind]
        return next((file for file in found if file.stem == stem), found[0] if found else None)

    @property
    def stems(self) -> tuple[str, ...]:
        """List the names of its records' files without `.json`, each once."""
        return tuple(dict.fromkeys(file.stem for file in self.files))

    @property
    def is_plain(self) -> bool:
        """Tell whether all files that it changes are listed, and none of them is a record."""
        return not self.files and not self.removed and self.changed < MOST_LISTED

    @property
    def refusal(self) -> str:
        """Give the reason to leave it to the maintainers: `many` files, `several` projects, or records `removed`; empty for a
        nomination."""
        if self.changed > MOST_CHANGED:
            return "many"
        return "removed" if self.removed else "several" if len(self.stems) > 1 else ""


NO_PULLS: Mapping[PullKind, Pull] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Nomination:
    """A nomination: its issue, board, ledger, threads and stage pull requests, and the facts known about it."""

    repo: str
    number: int
    title: str
    body: str
    author: Actor | None
    at: datetime
    is_open: bool = True
    is_locked: bool = False
    """Only people with write permission can comment on it."""
    labels: frozenset[str] = frozenset()
    board: Comment | None = None
    ledger: Ledger | None = None
    """The board's ledger, with the changes of stage pull requests in this pass. None when there is no board that can be
    trusted: everything is then worked out again."""
    stored: Ledger | None = None
    """The ledger exactly as the board's mark holds it."""
    comments: tuple[Comment, ...] = ()
    requests: tuple[Request, ...] = ()
    edits: tuple[Edited, ...] = ()
    relabelled: tuple[Relabelled, ...] = ()
    restored: tuple[Restored, ...] = ()
    lost: tuple[Verdict, ...] = ()
    """Verdicts given by ticks, which no comment repeats, out of a ledger that can no longer be trusted."""
    pulls: Mapping[PullKind, Pull] = field(default_factory=lambda: NO_PULLS)
    facts: Mapping[Need, str] = field(default_factory=lambda: NO_FACTS)
    found: Mapping[Need, Fact] = field(default_factory=lambda: NO_EVIDENCE)
    """Evidence found out in this pass; earlier evidence is in the ledger."""
    in_flight: frozenset[str] = frozenset()
    """Channels whose "sending" entry was written in this pass."""
    stuck: frozenset[str] = frozenset()
    """Keys of effects that failed in this pass: the rest of the plan goes on without them."""
    postponed: frozenset[int] = frozenset()
    """Comments whose answers can wait for another pass. What their commands change is not postponed, for the order counts."""
    serial: int = 0
    """The highest serial that any mark of the nomination carries: the next board has a higher one."""
    granted: bool = False
    """It is this nomination's turn to send reminders and do what time alone brings: nominations do so one after the other."""
    swept: bool = False
    """A sweep made this pass: events that only a delivery reports have had time to arrive."""
    url: str = ""
    pages: str = ""
    """The public address of the registry's outputs; empty when they have none."""
    is_pull: bool = False
    """Its thread is a pull request and no issue."""
    nominating_pull: NominatingPull | None = None
    """The pull request that the nomination was made with; its answers are then in `records`."""
    partner: NominatingPull | None = None
    records: Records | None = None
    level: bool = False
    """The registry holds both records just as they are here, as those of a digital public good: nothing is left to merge."""

    @property
    def written(self) -> str | Records:
        """Give the source of the answers: the text of the issue, or the record files of a pull request."""
        return self.body if self.records is None else self.records

    @property
    def nominating_pulls(self) -> tuple[NominatingPull, ...]:
        """List the pull requests that it was made with, the nomination's own first."""
        return tuple(nominating_pull for nominating_pull in (self.nominating_pull, self.partner) if nominating_pull is not None)

    def pull(self, kind: PullKind) -> Pull | None:
        """Find the pull request of a kind, if there is one."""
        return self.pulls.get(kind)

    def marked(self, key: str) -> Comment | None:
        """Find the bot's own comment with the mark `key`."""
        return index_marks(ByIdentity(self.comments)).get(key)

    def with_pull(self, pull: Pull) -> Nomination:
        """Add a stage pull request to the nomination, or replace the one of its kind."""
        return replace(self, pulls=MappingProxyType({**self.pulls, pull.kind: pull}))
