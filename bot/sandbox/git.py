"""Git, as much as reviews need: blobs with their real ids, commits, and merges decided file by file."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

from bot.sandbox.records import Account

Tree = dict[str, str]


def blob_sha(content: bytes) -> str:
    """The id that git gives a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def tree_sha(tree: Mapping[str, str]) -> str:
    """An id for a whole tree: stable and content-addressed, though not git's nested encoding."""
    lines = "\n".join(f"{tree[path]} {path}" for path in sorted(tree))
    return hashlib.sha1(f"tree {lines}".encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """A commit: the whole tree as {path: blob sha}. `order` grows with time; parents always have a lower one."""

    sha: str
    tree: Tree
    tree_sha: str
    parents: tuple[str, ...]
    message: str
    author: Account
    at: datetime
    order: int


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs between two trees; `old` and `new` are blob ids, None where the file is absent."""

    path: str
    old: str | None
    new: str | None
    previous: str | None = None

    @property
    def status(self) -> str:
        """GitHub's word for it."""
        if self.previous is not None:
            return "renamed"
        return "added" if self.old is None else "removed" if self.new is None else "modified"


class GitStore:
    """All objects of all repositories: forks share them, as they do on GitHub."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.commits: dict[str, Commit] = {}
        self.trees: dict[str, Tree] = {}

    def add_blob(self, content: bytes) -> str:
        """Store a file's content and return its id."""
        sha = blob_sha(content)
        self.blobs[sha] = content
        return sha

    def add_tree(self, tree: Tree) -> str:
        """Store a tree that no commit has yet, and return its id."""
        sha = tree_sha(tree)
        self.trees[sha] = tree
        return sha

    def commit(self, tree: Tree, parents: tuple[str, ...], message: str, author: Account, at: datetime) -> Commit:
        """Store a commit; two commits alike in everything are one, as in git."""
        root = self.add_tree(tree)
        seal = "\n".join([root, *parents, author.login, at.isoformat(), message])
        sha = hashlib.sha1(f"commit {seal}".encode(errors="replace"), usedforsecurity=False).hexdigest()
        if sha not in self.commits:
            self.commits[sha] = Commit(sha, tree, root, parents, message, author, at, len(self.commits))
        return self.commits[sha]

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both histories share; None for unrelated histories."""
        return next((sha for sha, side in self._paint(one, other) if side == 3), None)

    def only_in(self, wanted: str, excluded: str) -> list[Commit]:
        """Commits of the history of `wanted` that `excluded` lacks, newest first."""
        return [self.commits[sha] for sha, side in self._paint(wanted, excluded) if side == 1]

    def history(self, sha: str) -> Iterator[Commit]:
        """The commit and its ancestors, newest first."""
        return (self.commits[found] for found, _ in self._paint(sha, None))

    def contains(self, sha: str, ancestor: str) -> bool:
        """Whether `ancestor` is `sha` or stands in its history."""
        return self.merge_base(sha, ancestor) == ancestor

    def _paint(self, one: str, other: str | None) -> Iterator[tuple[str, int]]:
        """Walk two histories together, newest first, telling on which side (1, 2, or 3 = both) each commit lies.

        A commit's side is final when it is taken, because its children all have a higher order. With two
        histories the walk ends as soon as all that remains is common.
        """
        sides: dict[str, int] = {one: 1}
        if other is not None:
            sides[other] = sides.get(other, 0) | 2
        heap: list[tuple[int, str]] = []
        for sha in sides:
            heappush(heap, (-self.commits[sha].order, sha))
        unshared = sum(side != 3 for side in sides.values())
        told_common = False
        while heap and (unshared or other is None or not told_common):
            sha = heappop(heap)[1]
            side = sides[sha]
            unshared -= side != 3
            told_common = told_common or side == 3
            yield sha, side
            for parent in self.commits[sha].parents:
                before = sides.get(parent, 0)
                sides[parent] = before | side
                if not before:
                    heappush(heap, (-self.commits[parent].order, parent))
                    unshared += sides[parent] != 3
                elif before != 3 and sides[parent] == 3:
                    unshared -= 1


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """The files that differ, by path; a file that moved without a change is one rename, as GitHub shows it."""
    paths = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    gone = {old[path]: path for path in paths if path not in new}
    moved = {path: gone[new[path]] for path in paths if path not in old and new[path] in gone}
    sources = set(moved.values())
    return [
        Change(path, old.get(path, new.get(path) if path in moved else None), new.get(path), moved.get(path))
        for path in paths
        if path not in sources
    ]


def merge_trees(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Tree | None:
    """The three-way merge, None on a conflict: both sides changed the same file differently.

    GitHub also merges different lines of one file; here that is a conflict, which is the stricter answer.
    """
    merged: Tree = {}
    for path in base.keys() | ours.keys() | theirs.keys():
        was, mine, yours = base.get(path), ours.get(path), theirs.get(path)
        if mine != yours and was not in (mine, yours):
            return None
        kept = yours if mine == was else mine
        if kept is not None:
            merged[path] = kept
    return merged
