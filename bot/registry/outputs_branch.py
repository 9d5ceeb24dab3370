"""Keeps the outputs of a registry on a branch: one commit with what has changed, or none.

What is not an output belongs to others and stays. Nothing points to the new tree and commit before the branch is moved to
them in one step, and it is moved only forwards: a death on the way leaves nothing behind, and whoever committed meanwhile
is not overwritten but built upon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import structlog

from bot.github.client import GitHub
from bot.github.errors import Conflict, Invalid
from bot.registry.outputs.tree import OURS, Tree, page

TRIES = 3
MOST_FILES, MOST_BYTES = 200, 1_000_000
"""The most that one request carries: GitHub has ten seconds to write it."""
MESSAGE = "Update the registry's outputs"
UNTOUCHED = {".nojekyll": page(b"")}
"""A file for a new branch: GitHub Pages then serves the files as they are."""

log = structlog.get_logger("dpgbot")


class PagesBranch:
    """Writes to branches of one repository, and remembers what it last saw there, so that looking costs one request."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._settled: tuple[str, str, Tree] | None = None

    async def write(self, branch: str, tree: Tree) -> bool:
        """Bring the branch up to date; return True if anything was committed. Raises `Conflict` when others are always faster, `Invalid`
        and `Forbidden` when the branch may not be moved, and what else the client raises."""
        if branch == (await self._github.repository())["default_branch"]:
            log.warning("outputs are not written to the default branch", branch=branch)
            return False
        for _ in range(TRIES):
            head = await self._github.branch_sha(branch)
            if head is not None and self._settled == (branch, head, tree):
                return False
            base, there = await self._github.tree(head) if head else (None, {})
            wanted = tree if head else {**tree, **UNTOUCHED}
            changed = dict(changes(there, wanted))
            if not changed:
                self._settled = (branch, head, tree) if head else None
                return False
            made = await self._commit(branch, head, base, changed)
            if made is not None:
                self._settled = (branch, made, tree)
                return True
        raise Conflict(f"others keep moving {branch}")

    async def _commit(self, branch: str, head: str | None, base: str | None, changed: Mapping[str, str | None]) -> str | None:
        """Commit the changes; return the branch's new commit, None when somebody else has moved it meanwhile."""
        for part in parts(changed):
            base = await self._github.create_tree(part, base)
        commit = await self._github.create_commit(MESSAGE, str(base), [head] if head else [])
        try:
            if head is None:
                await self._github.create_branch(branch, commit)
            else:
                await self._github.move_branch(branch, commit)
        except (Conflict, Invalid):
            if await self._github.branch_sha(branch) == head:
                raise  # nobody was faster: the branch is protected, or the like
            return None
        log.info("outputs written", branch=branch, files=len(changed))
        return commit


def changes(there: Mapping[str, str], wanted: Tree) -> Iterator[tuple[str, str | None]]:
    """Path -> text of what has to be written, None for an output that is there no more; `there` are blob ids by path."""
    for path, content in wanted.items():
        if there.get(path) != content.sha:
            yield path, content.body.decode()
    yield from ((path, None) for path in there if path.startswith(OURS) and path not in wanted)


def parts(changed: Mapping[str, str | None]) -> Iterator[Mapping[str, str | None]]:
    """Split the changes into pieces that one request can carry."""
    part: dict[str, str | None] = {}
    size = 0
    for path, text in changed.items():
        length = len(text or "")
        if part and (len(part) >= MOST_FILES or size + length > MOST_BYTES):
            yield part
            part, size = {}, 0
        part[path] = text
        size += length
    if part:
        yield part
