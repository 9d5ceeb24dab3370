"""The closed list of what the bot can do to GitHub and the world; every effect is safe to repeat.

`project` in bot/model/projection.py says what each does to a nomination, bot/reconcile/apply_effects.py does it.
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
    """Add labels to the issue, or to the pull request of that number; those it carries already are left alone."""

    names: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take one label off the issue; one that is not there is fine."""

    name: str


@dataclass(frozen=True, slots=True)
class WriteBoard:
    """Create or edit the one board comment: `text` is what people see, the ledger goes into its mark."""

    text: str
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class PostComment:
    """Post a comment once: a comment of the bot with the mark `key` is proof that it was done."""

    thread: int
    key: str
    text: str
    data: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Delete a comment of the bot's own (a doubled board or reply)."""

    comment: int


@dataclass(frozen=True, slots=True)
class React:
    """Put the bot's reaction on a comment; a comment that is gone is fine."""

    comment: int
    content: Literal["+1", "confused"]


@dataclass(frozen=True, slots=True)
class OpenPull:
    """Open a stage pull request with its branch and files, or adopt the one that is there already."""

    kind: PullKind
    branch: str
    title: str
    body: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """Bring files on the branch of a stage pull request up to date, one commit a file, by compare-and-swap; None deletes."""

    kind: Kind
    number: int
    branch: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class BringUpToDate:
    """Take the default branch into the branch of a stage pull request, in one commit on top of `head`, never by force: the tree
    is that of the default branch with these files, None being no file there."""

    kind: Kind
    number: int
    branch: str
    head: str
    files: Mapping[str, str | None]
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line that a table in a file of the registry gets; `table` is the file's text when there is none yet."""

    path: str
    line: str
    table: str


@dataclass(frozen=True, slots=True)
class MoveRecord:
    """Open the pull request that takes a record out of the registry, or, with `head`, bring its branch up to date.

    `moves`: path on the default branch -> where the file goes (None: away). What stands there is kept as it is but for its
    stage. Where none of the files is there, nothing is opened: the number is 0 then.
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
    """Set the title and the body of a pull request of the nomination; `links`: the other one that a merged one names now."""

    kind: PullKind
    number: int
    title: str
    body: str
    links: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark on a line (from 1) of a file on the branch; plain text."""

    path: str
    line: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Say `dpg-review` of a head, in at most 140 characters; a GitHub App says it with annotations on the record's lines.

    Kind None: the head is that of the person's pull request `number`.
    """

    kind: PullKind | None
    head: str
    state: Literal["pending", "success", "failure"]
    description: str
    annotations: tuple[Annotation, ...] = ()
    number: int = 0

    @property
    def note(self) -> ReviewStatus:
        """How the ledger remembers it, so that it is not said again."""
        return ReviewStatus.of(self.state, self.head, self.description)


@dataclass(frozen=True, slots=True)
class MergePull:
    """Merge a stage pull request if its head is still the one that was decided about."""

    kind: Kind
    number: int
    head: str
    title: str


@dataclass(frozen=True, slots=True)
class ClosePull:
    """Close a pull request without merging it; kind None: a person's, or one of the bot's that a merge by hand overtook."""

    kind: PullKind | None
    number: int


@dataclass(frozen=True, slots=True)
class ReopenPull:
    """Open a pull request of the nomination again that was closed without merging; kind None: a person's."""

    kind: PullKind | None
    number: int


@dataclass(frozen=True, slots=True)
class Assign:
    """Add a reviewer to the issue's assignees; GitHub drops whom it cannot assign without a word."""

    person: int
    login: str


@dataclass(frozen=True, slots=True)
class Unassign:
    """Take a former reviewer out of the issue's assignees."""

    person: int
    login: str


@dataclass(frozen=True, slots=True)
class CloseIssue:
    """Close the nomination's issue."""

    reason: Literal["completed", "not_planned"]


@dataclass(frozen=True, slots=True)
class ReopenIssue:
    """Open the nomination's issue again."""


@dataclass(frozen=True, slots=True)
class SuggestChanges:
    """Review a person's pull request once for a head: `text`, and suggestions on its lines that a click takes over."""

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
    """What an effect is about, the same at every try: so that one that fails can be left out of the rest of a pass."""
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
