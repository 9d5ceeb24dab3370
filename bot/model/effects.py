"""The closed list of effects that the bot can have on GitHub and the world; every effect is safe to repeat.

`project` in bot/model/projection.py says how each changes a nomination, bot/reconcile/apply_effects.py carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.model.announcement_effects import Announces, Dispatch, EditComment, EditRelease, PublishPost, PublishRelease, Send
from bot.model.file_notes import ReviewStatus
from bot.model.ledger import Ledger
from bot.text.suggestions import Suggestion
from config.base import Kind, PullKind


@dataclass(frozen=True, slots=True)
class AddLabels:
    """Add labels to the issue, or to the pull request `number`; labels that are there already stay as they are."""

    names: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Remove a label from the issue; one that is not there is no error."""

    name: str


@dataclass(frozen=True, slots=True)
class WriteBoard:
    """Create or edit the one board comment: `text` is what people see, the ledger goes into its mark."""

    text: str
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class PostComment:
    """Post a comment once: a comment of the bot with the mark `key` proves that it was posted."""

    thread: int
    key: str
    text: str
    data: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Delete a comment of the bot (the second of two boards or replies)."""

    comment: int


@dataclass(frozen=True, slots=True)
class React:
    """Add the bot's reaction to a comment; a comment that is gone is no error."""

    comment: int
    content: Literal["+1", "confused"]


@dataclass(frozen=True, slots=True)
class OpenPull:
    """Open a stage pull request with its branch and files, or take over the one that is open already."""

    kind: PullKind
    branch: str
    title: str
    body: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """Write files to the branch of a stage pull request, one commit a file, each only over the text expected; None deletes."""

    kind: Kind
    number: int
    branch: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class BringUpToDate:
    """Bring the branch of a stage pull request up to date with the default branch, in one commit on top of `head`, never by
    force: its tree is that of the default branch with these files, without those that are None."""

    kind: Kind
    number: int
    branch: str
    head: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line to add to a table in a file of the registry; `table` is the text of a file that does not exist yet."""

    path: str
    line: str
    table: str


@dataclass(frozen=True, slots=True)
class MoveRecord:
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


@dataclass(frozen=True, slots=True)
class EditPull:
    """Set the title and the body of a pull request of the nomination; `links`: the other one that a merged one now links to."""

    kind: PullKind
    number: int
    title: str
    body: str
    links: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark in plain text on a line (the first is 1) of a file on the branch."""

    path: str
    line: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Set the status `dpg-review` on a head, in at most 140 characters; a GitHub App adds annotations to the record's lines.

    Kind None: the head is that of a person's pull request, `number`.
    """

    kind: PullKind | None
    head: str
    state: Literal["pending", "success", "failure"]
    description: str
    annotations: tuple[Annotation, ...] = ()
    number: int = 0

    @property
    def note(self) -> ReviewStatus:
        """Give the form in which the ledger remembers the status, so that it is not set again."""
        return ReviewStatus.of(self.state, self.head, self.description)


@dataclass(frozen=True, slots=True)
class MergePull:
    """Merge a stage pull request if its head is still the one that the decision was based on."""

    kind: Kind
    number: int
    head: str
    title: str


@dataclass(frozen=True, slots=True)
class ClosePull:
    """Close a pull request without merging it; kind None: a person's, or one of the bot's that a merge by hand made useless."""

    kind: PullKind | None
    number: int


@dataclass(frozen=True, slots=True)
class ReopenPull:
    """Reopen a pull request of the nomination that was closed without merging; kind None: a person's."""

    kind: PullKind | None
    number: int


@dataclass(frozen=True, slots=True)
class Assign:
    """Add a reviewer to the issue's assignees; GitHub silently ignores people whom it cannot assign."""

    person: int
    login: str


@dataclass(frozen=True, slots=True)
class Unassign:
    """Remove a former reviewer from the issue's assignees."""

    person: int
    login: str


@dataclass(frozen=True, slots=True)
class CloseIssue:
    """Close the nomination's issue."""

    reason: Literal["completed", "not_planned"]


@dataclass(frozen=True, slots=True)
class ReopenIssue:
    """Reopen the nomination's issue."""


@dataclass(frozen=True, slots=True)
class SuggestChanges:
    """Review a person's pull request, once for each head: `text`, and suggestions on its lines that a click commits."""

    number: int
    head: str
    text: str
    suggestions: tuple[Suggestion, ...]


Effect = (
    AddLabels
    | RemoveLabel
    | WriteBoard
    | PostComment
    | DeleteComment
    | React
    | OpenPull
    | CommitFiles
    | BringUpToDate
    | MoveRecord
    | EditPull
    | SetStatus
    | MergePull
    | ClosePull
    | ReopenPull
    | Assign
    | Unassign
    | CloseIssue
    | ReopenIssue
    | Announces
    | SuggestChanges
)


def key(effect: Effect) -> str:
    """Name the target of an effect, the same at every try: so that one that fails can be left out of the rest of a pass."""
    match effect:
        case PostComment(key=mark) | EditComment(channel="", key=mark):
            return f"comment {mark}"
        case SetStatus(kind=None) | ClosePull(kind=None) | ReopenPull(kind=None) | SuggestChanges():
            return f"{type(effect).__name__} {effect.number}"
        case AddLabels(number=number) if number:
            return f"AddLabels {number}"
        case RemoveLabel(name=name):
            return f"unlabel {name}"
        case React(comment=comment, content=content):
            return f"react {comment} {content}"
        case DeleteComment(comment=comment):
            return f"delete {comment}"
        case OpenPull() | CommitFiles() | BringUpToDate() | EditPull() | SetStatus() | MergePull() | ClosePull() | ReopenPull():
            return f"{type(effect).__name__} {effect.kind}"
        case PublishRelease() | Send() | Dispatch() | PublishPost() | EditComment() | EditRelease():
            return f"channel {effect.channel}"
        case Assign(person=person) | Unassign(person=person):
            return f"{type(effect).__name__} {person}"
        case AddLabels() | WriteBoard() | MoveRecord() | CloseIssue() | ReopenIssue():
            return type(effect).__name__
