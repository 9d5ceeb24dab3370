"""What the bot reads of GitHub's deliveries: the keys that it uses, each with its type."""

from __future__ import annotations

from typing import NotRequired  # pydantic reads those of typing from Python 3.12 on

from typing_extensions import TypedDict

from bot.github.shapes import Account, Label, Numbered, Reactions, ThreadAddress, Time


class SentRepository(TypedDict):
    """The repository that a delivery comes from."""

    full_name: str
    default_branch: NotRequired[str]


class SentIssue(TypedDict):
    """An issue or pull request in a delivery."""

    number: int
    body: str | None
    user: Account | None
    labels: NotRequired[list[Label]]
    updated_at: NotRequired[Time]
    pull_request: NotRequired[object]


class SentComment(TypedDict):
    """A comment in a delivery."""

    id: int
    body: str | None
    user: Account | None
    created_at: Time
    updated_at: Time
    issue_url: NotRequired[ThreadAddress]
    author_association: NotRequired[str]
    reactions: NotRequired[Reactions]


class SentSide(TypedDict):
    """The head or the base of a pull request in a delivery."""

    ref: NotRequired[str]
    sha: NotRequired[str]
    repo: NotRequired[Numbered | None]


class SentPull(TypedDict):
    """A pull request in a delivery."""

    number: int
    body: NotRequired[str | None]
    user: Account | None
    head: SentSide
    base: SentSide
    state: NotRequired[str]
    labels: NotRequired[list[Label]]
    updated_at: NotRequired[Time]


Before = TypedDict("Before", {"from": str | None})


class Changes(TypedDict):
    """What stood there before an edit."""

    body: NotRequired[Before]


class PushedCommit(TypedDict):
    """A commit of a push, by its changed paths."""

    added: NotRequired[list[str]]
    modified: NotRequired[list[str]]
    removed: NotRequired[list[str]]


class Payload(TypedDict):
    """A delivery; which parts it has depends on its event."""

    repository: SentRepository
    sender: NotRequired[Account | None]
    action: NotRequired[str]
    issue: NotRequired[SentIssue]
    comment: NotRequired[SentComment]
    pull_request: NotRequired[SentPull]
    label: NotRequired[Label | None]
    changes: NotRequired[Changes]
    ref: NotRequired[str]
    commits: NotRequired[list[PushedCommit]]
