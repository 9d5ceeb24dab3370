"""What the bot reads of GitHub's answers: the keys that it uses, each with its type.

A key that the bot begins to use is added here first. `NotRequired` is what only some of GitHub's answers have.
"""

from __future__ import annotations

from datetime import datetime
from typing import (
    Annotated,
    NotRequired,  # pydantic reads those of typing from Python 3.12 on
)

from pydantic import AfterValidator, StringConstraints
from typing_extensions import TypedDict


def _check_time(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time without its zone")
    return text


def _check_path(text: str) -> str:
    if any(part in {"", ".", ".."} for part in text.split("/")):
        raise ValueError("no path inside a repository")
    return text


Time = Annotated[str, AfterValidator(_check_time)]
"""A time as GitHub writes it, with its zone."""
Path = Annotated[str, AfterValidator(_check_path)]
"""The path of a file, or the name of a branch."""
ThreadAddress = Annotated[str, StringConstraints(pattern=r"/issues/[1-9][0-9]*$")]
"""The API's address of an issue or pull request, which ends with its number."""


class Account(TypedDict):
    """A person, a bot or an organisation."""

    id: int
    login: str
    type: NotRequired[str]


class Collaborator(Account):
    """A person with a role in the repository."""

    role_name: str


class Permission(TypedDict):
    """A person's permission; `role_name` may be a role that the organisation has made up."""

    permission: str
    role_name: str


class Membership(TypedDict):
    """A person's membership of a team."""

    state: str


class AppName(TypedDict):
    """An app by its short name."""

    slug: str


class Numbered(TypedDict):
    """What only has its number: an installation of an app, or a repository under another name."""

    id: int


class Token(TypedDict):
    """A token of an installation."""

    token: str
    expires_at: Time


class Repository(TypedDict):
    """A repository."""

    id: int
    full_name: str
    default_branch: Path
    html_url: str
    private: bool


class License(TypedDict):
    """A licence as GitHub has recognised it."""

    spdx_id: NotRequired[str | None]


class ForeignRepository(TypedDict):
    """A repository of somebody else's, as far as evidence is looked for in it."""

    full_name: NotRequired[str]
    private: NotRequired[bool]
    archived: NotRequired[bool]
    size: NotRequired[int]
    created_at: NotRequired[str]
    license: NotRequired[License | None]


class Label(TypedDict):
    """A label."""

    name: str


Reactions = TypedDict("Reactions", {"+1": NotRequired[int], "confused": NotRequired[int]})


class Issue(TypedDict):
    """An issue, or a pull request as an issue."""

    number: int
    title: str
    body: str | None
    user: Account | None
    state: str
    state_reason: NotRequired[str | None]
    locked: bool
    labels: list[Label]
    comments: int
    created_at: Time
    updated_at: Time
    closed_at: Time | None
    html_url: str
    pull_request: NotRequired[object]


class Comment(TypedDict):
    """A comment on an issue or a pull request."""

    id: int
    body: str | None
    user: Account | None
    created_at: Time
    updated_at: Time
    issue_url: ThreadAddress
    html_url: str
    author_association: NotRequired[str]
    reactions: NotRequired[Reactions]


class Reaction(TypedDict):
    """A reaction on a comment."""

    user: Account | None
    content: str


class PullRepository(TypedDict):
    """The repository on one side of a pull request."""

    id: int
    default_branch: Path


class PullHead(TypedDict):
    """The head of a pull request; its fork may have been deleted."""

    ref: Path
    sha: str
    repo: PullRepository | None


class PullBase(TypedDict):
    """The branch that a pull request goes into."""

    ref: Path
    sha: str
    repo: PullRepository


class Pull(TypedDict):
    """A pull request as lists show it."""

    number: int
    title: str
    body: str | None
    user: Account | None
    state: str
    head: PullHead
    base: PullBase
    labels: list[Label]
    merged_at: Time | None
    closed_at: Time | None
    html_url: str


class WholePull(Pull):
    """A pull request that was asked for by itself."""

    comments: int
    merged: bool
    merged_by: Account | None
    merge_commit_sha: str | None
    changed_files: int
    mergeable: bool | None
    mergeable_state: str


class ChangedFile(TypedDict):
    """A file that a pull request changes; a large one comes without its patch."""

    filename: Path
    status: str
    sha: str | None
    previous_filename: NotRequired[Path]
    patch: NotRequired[str]


class Comparison(TypedDict):
    """The files that a head changes since it left its base."""

    files: list[ChangedFile]


class Review(TypedDict):
    """A review of a pull request."""

    id: int
    user: Account | None
    body: str | None
    state: str
    commit_id: str | None
    submitted_at: NotRequired[Time | None]


class Status(TypedDict):
    """A commit status."""

    state: str
    context: str
    target_url: str | None
    creator: Account | None


class CheckRun(TypedDict):
    """A check run of an app."""

    id: int
    status: str
    conclusion: str | None
    app: AppName | None


class CheckRuns(TypedDict):
    """One page of check runs."""

    check_runs: list[CheckRun]


class Release(TypedDict):
    """A release."""

    id: int
    html_url: str
