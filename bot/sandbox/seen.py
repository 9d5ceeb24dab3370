"""What stands on the local GitHub, for tests and the demo to read; threads as frozen snapshots."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.sandbox.records import CheckRun, Comment, Dispatch, Issue, Label, Release, Repo, Review, Status
from bot.sandbox.shapes.pulls import mergeable, pull_files, pull_of
from bot.sandbox.world import World

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class CommentSeen:
    """A comment; `reactions` are pairs of login and emoji."""

    id: int
    issue: int
    user: str
    body: str
    created_at: datetime
    updated_at: datetime
    reactions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IssueSeen:
    """An issue or pull request; people and labels by name."""

    id: int
    number: int
    user: str
    title: str
    body: str
    state: str
    state_reason: str | None
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    locked: bool
    comments: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    reactions: tuple[tuple[str, str], ...]
    is_pull: bool


@dataclass(frozen=True, slots=True)
class PullSeen:
    """A pull request; `files` are the paths that it changes."""

    number: int
    user: str
    title: str
    body: str
    state: str
    labels: tuple[str, ...]
    draft: bool
    merged: bool
    merged_by: str | None
    mergeable: bool | None
    head: str
    head_repo: str
    head_sha: str
    base: str
    files: tuple[str, ...]
    merge_commit_sha: str | None
    created_at: datetime
    updated_at: datetime


class Shelf(Mapping[int, Seen], Generic[Seen]):
    """Issues or pull requests by number, put into a snapshot when they are looked at."""

    def __init__(self, records: dict[int, Issue], view: Callable[[Issue], Seen]) -> None:
        self._records, self._view = records, view

    def __getitem__(self, number: int) -> Seen:
        return self._view(self._records[number])

    def __iter__(self) -> Iterator[int]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class RepoSeen:
    """A repository to read from."""

    def __init__(self, world: World, repo: Repo) -> None:
        self._world, self._repo = world, repo
        self.id = repo.id

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return self._repo.full_name

    @property
    def issues(self) -> Mapping[int, IssueSeen]:
        """Issues and pull requests by number."""
        return Shelf(self._repo.issues, issue_seen)

    @property
    def pulls(self) -> Mapping[int, PullSeen]:
        """Pull requests by number."""
        records = {number: issue for number, issue in self._repo.issues.items() if issue.pull is not None}
        return Shelf(records, lambda issue: pull_seen(self._world, issue))

    def comments(self, number: int) -> list[CommentSeen]:
        """The comments of an issue or pull request, oldest first."""
        return [comment_seen(each) for each in self._repo.issues[number].comments]

    def comment(self, comment: int) -> CommentSeen:
        """One comment by its id."""
        return comment_seen(self._repo.comments[comment])

    def reviews(self, number: int) -> list[Review]:
        """The reviews of a pull request with their comments on lines, oldest first."""
        return list(pull_of(self._repo.issues[number]).reviews)

    def labels(self, number: int) -> list[str]:
        """The names of an issue's labels."""
        return [label.name for label in self._repo.issues[number].labels]

    @property
    def labels_defined(self) -> dict[str, Label]:
        """The labels that the repository defines, by name."""
        return {label.name: label for label in self._repo.labels.values()}

    @property
    def branches(self) -> dict[str, str]:
        """Branches and their heads."""
        found = self._repo.refs.items()
        return {name.removeprefix("heads/"): sha for name, sha in found if name.startswith("heads/")}

    @property
    def releases(self) -> list[Release]:
        """Releases, oldest first."""
        return list(self._repo.releases)

    @property
    def dispatches(self) -> list[Dispatch]:
        """What was dispatched to it, oldest first."""
        return list(self._repo.dispatches)

    def statuses(self, sha: str) -> list[Status]:
        """A commit's statuses, oldest first."""
        return list(self._repo.statuses.get(sha, []))

    def check_runs(self, sha: str) -> list[CheckRun]:
        """A commit's check runs, oldest first."""
        return [run for run in self._repo.check_runs.values() if run.sha == sha]

    def files(self, ref: str | None = None) -> list[str]:
        """The paths on a branch (default: the default branch) or at a commit."""
        return sorted(self._tree(ref))

    def file(self, path: str, ref: str | None = None) -> str | None:
        """A file's text, None when it is not there."""
        sha = self._tree(ref).get(path)
        return None if sha is None else self._world.git.blobs[sha].decode()

    def log(self, ref: str | None = None) -> list[str]:
        """The messages of a branch's commits, newest first."""
        return [commit.message for commit in self._world.git.history(self._sha(ref))]

    def _sha(self, ref: str | None) -> str:
        return self._repo.refs.get(f"heads/{ref or self._repo.default_branch}", ref or "")

    def _tree(self, ref: str | None) -> Mapping[str, str]:
        commit = self._world.git.commits.get(self._sha(ref))
        return commit.tree if commit else {}


def comment_seen(record: Comment) -> CommentSeen:
    """A snapshot of a comment."""
    reactions = tuple((each.user.login, each.content) for each in record.reactions)
    times = (record.created_at, record.updated_at)
    return CommentSeen(record.id, record.issue.number, record.user.login, record.body, *times, reactions)


def issue_seen(record: Issue) -> IssueSeen:
    """A snapshot of an issue."""
    return IssueSeen(
        id=record.id,
        number=record.number,
        user=record.user.login,
        title=record.title,
        body=record.body or "",
        state=record.state,
        state_reason=record.state_reason,
        labels=tuple(label.name for label in record.labels),
        assignees=tuple(account.login for account in record.assignees),
        locked=record.locked,
        comments=len(record.comments),
        created_at=record.created_at,
        updated_at=record.updated_at,
        closed_at=record.closed_at,
        closed_by=record.closed_by.login if record.closed_by else None,
        reactions=tuple((each.user.login, each.content) for each in record.reactions),
        is_pull=record.pull is not None,
    )


def pull_seen(world: World, record: Issue) -> PullSeen:
    """A snapshot of a pull request."""
    own = record.pull
    assert own is not None
    return PullSeen(
        number=record.number,
        user=record.user.login,
        title=record.title,
        body=record.body or "",
        state=record.state,
        labels=tuple(label.name for label in record.labels),
        draft=own.draft,
        merged=own.merged_at is not None,
        merged_by=own.merged_by.login if own.merged_by else None,
        mergeable=mergeable(world, record),
        head=own.head_ref,
        head_repo=own.head_repo.full_name,
        head_sha=own.head_sha,
        base=own.base_ref,
        files=tuple(str(file["filename"]) for file in pull_files(world, record)),
        merge_commit_sha=own.merge_commit_sha,
        created_at=record.created_at,
        updated_at=record.updated_at,
    )
