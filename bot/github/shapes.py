"""What the bot reads of GitHub's answers and deliveries: the keys that it uses, each with its type.

A key that the bot begins to use is added here first. `NotRequired` is what only some of GitHub's answers have.
"""

from __future__ import annotations

from datetime import datetime
from typing import (
    Annotated,
    NotRequired,  # pydantic reads those of typing from Python 3.12 on
)

from pydantic import AfterValidator
from typing_extensions import TypedDict


def _check_time(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time without its zone")
    return text


Time = Annotated[str, AfterValidator(_check_time)]
"""A time as GitHub writes it, with its zone."""


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
    role_name: NotRequired[str]


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
    default_branch: str
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
    body: NotRequired[str | None]
    user: Account | None
    state: str
    state_reason: NotRequired[str | None]
    locked: NotRequired[bool]
    labels: list[Label]
    comments: NotRequired[int]
    created_at: Time
    updated_at: Time
    closed_at: NotRequired[Time | None]
    html_url: str
    pull_request: NotRequired[object]


class Comment(TypedDict):
    """A comment on an issue or a pull request."""

    id: int
    body: NotRequired[str | None]
    user: Account | None
    created_at: Time
    updated_at: Time
    issue_url: str
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
    default_branch: NotRequired[str]


class PullSide(TypedDict):
    """The head or the base of a pull request; a fork may have been deleted."""

    ref: str
    sha: str
    repo: PullRepository | None


class Pull(TypedDict):
    """A pull request; lists leave out what only one by itself has, such as `mergeable`."""

    number: int
    title: str
    body: NotRequired[str | None]
    user: Account | None
    state: str
    head: PullSide
    base: PullSide
    labels: NotRequired[list[Label]]
    comments: NotRequired[int]
    merged: NotRequired[bool]
    merged_at: NotRequired[Time | None]
    closed_at: NotRequired[Time | None]
    merged_by: NotRequired[Account | None]
    mergeable: NotRequired[bool | None]
    mergeable_state: NotRequired[str]
    html_url: str


class ChangedFile(TypedDict):
    """A file that a pull request changes; a large one comes without its patch."""

    filename: str
    status: str
    sha: NotRequired[str | None]
    previous_filename: NotRequired[str]
    patch: NotRequired[str]


class Comparison(TypedDict):
    """What a head changes since it left its base."""

    files: list[ChangedFile]


class Review(TypedDict):
    """A review of a pull request."""

    id: int
    user: Account | None
    body: NotRequired[str | None]
    state: NotRequired[str]
    commit_id: NotRequired[str | None]
    submitted_at: NotRequired[Time | None]


class Status(TypedDict):
    """A commit status."""

    state: str
    context: str
    target_url: NotRequired[str | None]
    creator: NotRequired[Account | None]


class CheckRun(TypedDict):
    """A check run of an app."""

    id: int
    status: str
    conclusion: NotRequired[str | None]
    app: NotRequired[AppName | None]


class CheckRuns(TypedDict):
    """One page of check runs."""

    check_runs: list[CheckRun]


class Release(TypedDict):
    """A release."""

    id: int
    html_url: str


class GitObject(TypedDict):
    """What only has its name: a tree or a commit that was made."""

    sha: str


class Ref(TypedDict):
    """A branch."""

    object: GitObject


class Author(TypedDict):
    """The account of a commit's author, which may be an empty object."""

    id: NotRequired[int]
    login: NotRequired[str]


class Commit(TypedDict):
    """A commit as GitHub shows it, with the accounts that belong to it."""

    sha: str
    author: NotRequired[Author | None]
    committer: NotRequired[Author | None]
    parents: NotRequired[list[GitObject]]


class BareCommit(TypedDict):
    """A commit as git knows it."""

    tree: GitObject


class TreeEntry(TypedDict):
    """A file, a folder or a submodule in a tree."""

    path: str
    type: str
    sha: str


class Tree(TypedDict):
    """All that a commit holds, unless it is too much to be told."""

    truncated: NotRequired[bool]
    tree: list[TreeEntry]


class FolderEntry(TypedDict):
    """A file or a folder in a folder."""

    name: str
    type: str
    sha: str


class Content(TypedDict):
    """A file with what stands in it, a link or a submodule."""

    type: str
    sha: str
    encoding: NotRequired[str]
    content: NotRequired[str]


class WrittenFile(TypedDict):
    """The commit of a file that was written, and the file's new blob."""

    commit: GitObject
    content: GitObject
