"""What the local GitHub remembers: plain records, changed only by the functions in `actions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

AccountType = Literal["User", "Bot", "Organization"]
Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
State = Literal["open", "closed"]


@dataclass(slots=True, eq=False)
class Account:
    """A person, a bot or an organization. `deleted` accounts appear as null, as on GitHub."""

    login: str
    id: int
    type: AccountType
    created_at: datetime
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Organization:
    """An organization's people. `members` None: any token may look into its teams (GitHub shows them to members)."""

    account: Account
    teams: dict[str, set[int]]
    members: set[int] | None = None


@dataclass(slots=True, eq=False)
class App:
    """A GitHub App; its tokens act as `account`, a Bot called `slug[bot]`."""

    id: int
    slug: str
    client_id: str
    account: Account
    owner: Account
    public_key: str
    permissions: dict[str, str]
    created_at: datetime


@dataclass(slots=True, eq=False)
class Installation:
    """An app on one owner's repositories."""

    id: int
    app: App
    owner: Account
    repos: "list[Repo]"
    created_at: datetime
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now: an account, and the installation when it is an app's token."""

    account: Account
    installation: Installation | None = None

    @property
    def app(self) -> App | None:
        """The app that is seen in `performed_via_github_app`."""
        return self.installation.app if self.installation else None


@dataclass(frozen=True, slots=True)
class Token:
    """A credential; `expires_at` is by the local clock."""

    text: str
    actor: Actor
    expires_at: datetime | None = None
    permissions: Mapping[str, str] | None = None


@dataclass(slots=True, eq=False)
class Reaction:
    """One person's emoji on an issue or a comment."""

    id: int
    user: Account
    content: str
    created_at: datetime


@dataclass(slots=True, eq=False)
class Label:
    """A label of a repository; issues hold the record itself, so a rename reaches them all."""

    id: int
    name: str
    color: str
    description: str | None


@dataclass(slots=True, eq=False)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    issue: "Issue"
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    via: App | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ReviewComment:
    """A review's comment on the lines `start` to `end` of a file, as they stood at `commit` (the right side of the diff)."""

    id: int
    path: str
    body: str
    start: int
    end: int
    commit: str


@dataclass(slots=True, eq=False)
class Review:
    """A review of a pull request: its own words, and its comments on lines."""

    id: int
    user: Account
    body: str
    state: str
    commit: str
    submitted_at: datetime
    comments: list[ReviewComment] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Pull:
    """What a pull request has beyond being an issue. After a merge or a close the shas stay as they were."""

    id: int
    head_repo: "Repo"
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit_sha: str | None = None
    reviews: list[Review] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Issue:
    """An issue; with `pull` it is a pull request, for pull requests are issues."""

    id: int
    number: int
    repo: "Repo"
    user: Account
    title: str
    body: str | None
    created_at: datetime
    updated_at: datetime
    via: App | None = None
    state: State = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    locked: bool = False
    lock_reason: str | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    pull: Pull | None = None


@dataclass(slots=True, eq=False)
class Status:
    """A commit status."""

    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    creator: Account
    created_at: datetime


@dataclass(slots=True, eq=False)
class CheckRun:
    """A check run of an app on a commit; `annotations` are GitHub's JSON."""

    id: int
    sha: str
    name: str
    app: App
    status: str
    conclusion: str | None
    details_url: str | None
    external_id: str
    title: str | None
    summary: str | None
    annotations: list[Mapping[str, object]]
    started_at: datetime
    completed_at: datetime | None


@dataclass(slots=True, eq=False)
class Release:
    """A release; `discussion` is the number of the discussion that it opened."""

    id: int
    tag: str
    target: str
    name: str | None
    body: str | None
    draft: bool
    prerelease: bool
    author: Account
    created_at: datetime
    published_at: datetime | None
    discussion: int | None = None


@dataclass(slots=True, eq=False)
class Dispatch:
    """A `repository_dispatch` that was taken: what a workflow of the repository would have seen."""

    event: str
    payload: dict[str, Any]
    by: Account


@dataclass(slots=True, eq=False)
class Hook:
    """A webhook of a repository; with `installation` it is an app's, and payloads name that installation."""

    id: int
    url: str
    secret: str
    content_type: Literal["json", "form"]
    events: frozenset[str]
    installation: Installation | None = None


@dataclass(slots=True, eq=False)
class Repo:
    """A repository. Numbers of issues, pull requests and discussions come from one sequence."""

    id: int
    owner: Account
    name: str
    private: bool
    default_branch: str
    created_at: datetime
    pushed_at: datetime
    updated_at: datetime
    description: str | None = None
    fork_of: "Repo | None" = None
    collaborators: dict[int, Role] = field(default_factory=dict)
    contributors: set[int] = field(default_factory=set)
    labels: dict[str, Label] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    transferred: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, list[Status]] = field(default_factory=dict)
    check_runs: dict[int, CheckRun] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    installations: list[Installation] = field(default_factory=list)
    discussion_categories: tuple[str, ...] = ()
    thinking: bool = False
    """GitHub has not found out yet which pull requests can be merged."""
    strict: bool = False
    """A branch must hold all of its base before it may be merged (branch protection: "up to date before merging")."""
    last_number: int = 0

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"

    def next_number(self) -> int:
        """The number of the next issue, pull request or discussion."""
        self.last_number += 1
        return self.last_number
