"""All that is known of one nomination at one moment: frozen values, read from GitHub and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor, Verdict
from bot.text.form.records import RecordFile, Records
from bot.text.marks import Mark
from config.base import PullKind

UNKNOWN = "unknown"
STATUS_CONTEXT = "dpg-review"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the nomination's issue or in one of its stage pull requests (`thread` is the number)."""

    id: int
    thread: int
    author: Actor | None
    body: str
    at: datetime
    edited_at: datetime
    is_bot: bool = False
    """Written by any bot, ours included."""
    is_ours: bool = False
    thumbs_up: int = 0
    confused: int = 0
    marks: tuple[Mark, ...] = ()
    """Marks that verified; always empty for comments that are not ours."""
    stale_mark: bool = False
    """The mark was signed with a key that has been rotated since."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for in one moment: a comment as it was delivered, with what stood there before an edit."""

    comment: int
    """The comment's id; for boxes that were ticked in a pull request's checklist, its number below zero: no comment says it."""
    thread: int
    by: Actor
    at: datetime
    body: str
    before: str | None = None
    """The body before an edit; None for a new comment."""
    foreign: bool = False
    """An edit by somebody who is not the comment's author: it runs nothing and gets a hint."""

    @property
    def is_tick(self) -> bool:
        """A person ticked boxes; the body holds the commands that say the same."""
        return self.comment < 0

    @property
    def edit(self) -> str:
        """Tells the edits of one comment apart; empty for a new comment. In one second several boxes may be ticked."""
        if self.before is None:
            return ""
        return f"{self.at.isoformat()}/{self.by.id}/{digest(self.body)[:8]}" if self.is_tick else self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody who is not the nominator edited the nominator's answers; `labels` are the form's headings concerned."""

    by: Actor
    at: datetime
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relabelled:
    """Somebody put the label of a stage or an ending (its name in small letters) on the issue by hand, or took it off."""

    by: Actor
    at: datetime
    label: str
    added: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """Somebody put an older board back; the newer one counts."""

    by: Actor
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
    """Path -> text on the branch, None where there is no such file; only read when the head is not the one in the ledger."""
    head_is_ours: bool = True
    """The head commit was written by the bot."""
    status: str | None = None
    """State of `dpg-review` on the head; only read when it is needed."""
    mergeable: bool | None = None
    """Whether the merge would work; None while GitHub is still finding out."""
    behind: bool = False
    """The branch has to be brought up to date before it can be merged: the registry's checks ask for it."""


@dataclass(frozen=True, slots=True)
class NominatingPull:
    """A person's pull request: `files` are the records that it adds or changes, `others` the other paths that it touches,
    `removed` the records that it deletes or renames. `labels` and `comments` are those of its thread."""

    number: int
    head: str
    author: Actor | None
    state: Literal["open", "merged", "closed"] = "open"
    files: tuple[RecordFile, ...] = ()
    others: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    by_a_bot: bool = False
    """Opened by a bot, the one behind a web form for instance, in the name of people it does not tell of."""
    closed_at: datetime | None = None
    merged_by: Actor | None = None

    def file(self, kind: str, stem: str = "") -> RecordFile | None:
        """Its record of that kind; of several the one of that stem, else the first."""
        found = [file for file in self.files if file.kind == kind]
        return next((file for file in found if file.stem == stem), found[0] if found else None)

    @property
    def stems(self) -> tuple[str, ...]:
        """The names of its records' files without `.json`, each once."""
        return tuple(dict.fromkeys(file.stem for file in self.files))

    @property
    def refusal(self) -> str:
        """Why it is for the maintainers alone and no nomination: `several` projects, or records `removed`; else empty."""
        return "removed" if self.removed else "several" if len(self.stems) > 1 else ""


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that `decide` wants to know.

    Rights, without which a command cannot be judged: permission (subject: login), team (org/team/login), account (login), load (login, a line end, the
    label of nominations: how many open ones the person is assigned to), reviewers
    (the label of nominations: a line "id login role load" for each collaborator).
    flow (no subject): how long nominations take, see bot.review.durations.
    Places that a command names: issue (a number), file (a path on the default branch); the answer is yes or no.
    What stands in a place that the bot is about to write to: record (a path on the default branch); the answer is "no", or
    a JSON object with the name, website and repositories of the record there.
    Evidence, which never delays the board: link (a URL), mention (a URL, a line end, words to look for on the page),
    repository (a URL), duplicates (the identity of the nomination, see bot.review.duplicates).
    """

    kind: Literal[
        "permission",
        "team",
        "account",
        "load",
        "reviewers",
        "flow",
        "issue",
        "file",
        "record",
        "link",
        "mention",
        "repository",
        "duplicates",
    ]
    subject: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What was found out about a need, and when; `state` and `detail` are words that bot.model.evidence lists."""

    state: str
    at: datetime
    detail: str = ""


FLOW = Need("flow", "")
NO_FACTS: Mapping[Need, str] = MappingProxyType({})
NO_EVIDENCE: Mapping[Need, Fact] = MappingProxyType({})
NO_PULLS: Mapping[PullKind, Pull] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Nomination:
    """One nomination: its issue, its board and ledger, its threads, its stage pull requests and the facts known."""

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
    """The board's ledger, with what was done to the stage pull requests in this pass. None when there is no board that
    can be believed: everything is then worked out again."""
    stored: Ledger | None = None
    """The ledger exactly as the board's mark holds it."""
    comments: tuple[Comment, ...] = ()
    requests: tuple[Request, ...] = ()
    edits: tuple[Edited, ...] = ()
    relabelled: tuple[Relabelled, ...] = ()
    restored: tuple[Restored, ...] = ()
    lost: tuple[Verdict, ...] = ()
    """Verdicts given by ticks that no comment repeats, when the memory that held them cannot be believed any more."""
    pulls: Mapping[PullKind, Pull] = field(default_factory=lambda: NO_PULLS)
    facts: Mapping[Need, str] = field(default_factory=lambda: NO_FACTS)
    found: Mapping[Need, Fact] = field(default_factory=lambda: NO_EVIDENCE)
    """Evidence found out in this pass; what was found before stands in the ledger."""
    in_flight: frozenset[str] = frozenset()
    """Channels whose "sending" entry was written in this very pass."""
    stuck: frozenset[str] = frozenset()
    """Keys of effects that failed in this pass: the rest of the plan goes on without them."""
    serial: int = 0
    """The highest serial that any mark of the nomination carries: the next board has a higher one."""
    granted: bool = False
    """It is this nomination's turn to say what time alone has brought about: reminders go out one after the other."""
    swept: bool = False
    """A sweep looks: what only a delivery can tell of has had its time to come."""
    url: str = ""
    pages: str = ""
    """The public address of the registry's outputs; empty when they have none."""
    is_pull: bool = False
    """It is a pull request and no issue."""
    nominating_pull: NominatingPull | None = None
    """The nomination was made as this pull request, and its answers stand in `records`."""
    partner: NominatingPull | None = None
    records: Records | None = None
    level: bool = False
    """The registry holds both records as they stand here already, as those of a digital public good: nothing is left to merge."""

    @property
    def written(self) -> str | Records:
        """Where the answers stand: in the text of the issue, or in the record files of a pull request."""
        return self.body if self.records is None else self.records

    @property
    def nominating_pulls(self) -> tuple[NominatingPull, ...]:
        """The pull requests that it was made with, the nomination's own first."""
        return tuple(nominating_pull for nominating_pull in (self.nominating_pull, self.partner) if nominating_pull is not None)

    def pull(self, kind: PullKind) -> Pull | None:
        """The pull request of that kind, if there is one."""
        return self.pulls.get(kind)

    def marked(self, key: str) -> Comment | None:
        """The bot's own comment that carries the mark `key`."""
        return next((c for c in self.comments if any(mark.key == key for mark in c.marks)), None)

    def with_pull(self, pull: Pull) -> Nomination:
        """The same nomination with that stage pull request."""
        return replace(self, pulls=MappingProxyType({**self.pulls, pull.kind: pull}))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one answer: `missing` (ask the nominator), `wrong` (blocks) or `look` (a hint to reviewers)."""

    indicator: str
    field: str
    kind: Literal["missing", "wrong", "look"]
    reason: str
    todo: str = ""
    """What to do about it: the bot's own words, never the nominator's."""
    place: str = ""
    """Where in the registry to look at what the reason speaks of (see bot.text.record_references)."""
