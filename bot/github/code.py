"""What the bot asks of GitHub about branches, files and commits."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from bot.github.calls import REPO, Calls, Json, segments, unless_absent
from bot.github.code_shapes import BareCommit, Commit, File, FolderEntry, GitObject, NoFile, Ref, Tree, WholeCommit, WrittenFile
from bot.github.errors import Moved, UnexpectedAnswer, Unreadable
from bot.github.shapes import Comparison

CONTENTS = REPO + "/contents{/path*}"
Content = File | NoFile | list[FolderEntry]
"""What stands at a path: a file, a link or a submodule, or the entries of a folder."""
MAX_TARBALL = 64 * 1024 * 1024


class Code(Calls):
    """Files by way of the contents API, one commit each; trees and commits by way of git's own objects."""

    async def branch_sha(self, branch: str) -> str | None:
        """The commit that the branch points to, or None when there is no such branch."""
        answer = await unless_absent(self._get(Ref, REPO + "/git/ref/heads{/branch*}", branch=segments(branch)))
        return None if answer is None else answer["object"]["sha"]

    async def create_branch(self, branch: str, sha: str) -> None:
        """Raises `Invalid` when it exists, which may be our own doing of a moment ago."""
        await self._call("POST", REPO + "/git/refs", {"ref": f"refs/heads/{branch}", "sha": sha})

    async def file(self, path: str, ref: str | None = None) -> tuple[str, str] | None:
        """A file's text and blob sha at `ref` (None: on the default branch), or None. Raises `Unreadable` for a folder, a link, no UTF-8, or over 1 MiB."""
        shape: Any = Content
        answer: Content | None = await unless_absent(self._get(shape, CONTENTS + "{?ref}", path=segments(path), ref=ref))
        if answer is None:
            return None
        text = None if isinstance(answer, list) or answer["type"] != "file" else answer
        if text is None or text["encoding"] != "base64":
            raise Unreadable(f"{path} is no file that can be read as text")
        try:
            return text["content"].decode(), text["sha"]
        except ValueError:
            raise Unreadable(f"{path} is not UTF-8 text") from None

    async def put_file(self, path: str, branch: str, text: str, message: str, sha: str | None = None) -> dict[str, str]:
        """Write a file if its blob is still `sha` (None: if there is none yet), else `Conflict` or `Invalid`.

        Gives `{"commit": sha, "blob": sha}`. After a lost answer the repeat raises too: read the file to know.
        """
        data: Json = {"message": message, "branch": branch, "content": base64.b64encode(text.encode()).decode()}
        answer = await self._send(WrittenFile, "PUT", CONTENTS, data | ({"sha": sha} if sha else {}), path=segments(path))
        return {"commit": answer["commit"]["sha"], "blob": answer["content"]["sha"]}

    async def delete_file(self, path: str, branch: str, message: str, sha: str) -> None:
        """Delete a file if its blob is still `sha`; gone already is as good."""
        data = {"message": message, "branch": branch, "sha": sha}
        await unless_absent(self._call("DELETE", CONTENTS, data, path=segments(path)))

    async def folders(self) -> dict[str, str]:
        """Folders at the root of the default branch -> the sha of their tree, another one when anything inside changes."""
        entries = await unless_absent(self._get(list[FolderEntry], CONTENTS, path=[]))
        return {entry["name"]: entry["sha"] for entry in entries or () if entry["type"] == "dir"}

    async def tarball(self, ref: str) -> bytes:
        """All files at `ref` as a gzipped tar of at most 64 MiB.

        GitHub answers with the address of another host, good for some minutes, which gets no token of ours.
        """
        where = REPO + "/tarball{/ref*}"
        try:
            await self._call("GET", where, ref=segments(ref))
        except Moved as elsewhere:
            return await self.transport.download(elsewhere.target, where, MAX_TARBALL)
        raise UnexpectedAnswer("expected the address of an archive", where=f"GET {where}")

    async def tree(self, commit: str) -> tuple[str, dict[str, str]]:
        """The tree of a commit: its sha, and the path of every file in it -> the sha of its blob. Raises `Unreadable` for one
        that is too large to be listed (100,000 entries)."""
        sha = (await self._get(BareCommit, REPO + "/git/commits/{commit}", commit=commit))["tree"]["sha"]
        where = REPO + "/git/trees/{sha}{?recursive}"
        found = await self._get(Tree, where, sha=sha, recursive="1")
        if found["truncated"]:
            raise Unreadable("a tree too large to be listed", where=where)
        return sha, {entry["path"]: entry["sha"] for entry in found["tree"] if entry["type"] == "blob"}

    async def create_tree(self, files: Mapping[str, str | None], base: str | None = None) -> str:
        """The sha of a tree with these texts laid over the tree `base`; None takes away a file, which has to be there.

        Nothing points to it yet. The texts go along in the request: a blob for each would be a call for each.
        """
        entries = [
            {"path": path, "mode": "100644", "type": "blob", **({"sha": None} if text is None else {"content": text})}
            for path, text in files.items()
        ]
        data: Json = {"tree": entries, **({"base_tree": base} if base else {})}
        return (await self._send(GitObject, "POST", REPO + "/git/trees", data, repeatable=True))["sha"]

    async def create_commit(self, message: str, tree: str, parents: Sequence[str] = ()) -> str:
        """The sha of a commit that nothing points to yet; without parents it begins a history of its own."""
        data: Json = {"message": message, "tree": tree, "parents": list(parents)}
        return (await self._send(GitObject, "POST", REPO + "/git/commits", data, repeatable=True))["sha"]

    async def move_branch(self, branch: str, sha: str) -> None:
        """Point a branch to a commit that comes after its present one, else `Invalid`: somebody was faster, or it is gone."""
        where = REPO + "/git/refs/heads{/branch*}"
        await self._call("PATCH", where, {"sha": sha, "force": False}, branch=segments(branch))

    async def compare(self, base: str, head: str) -> Comparison:
        """Compare two branches or commits: list the files, at most 300, that `head` changes since it left `base`."""
        return await self._get(Comparison, REPO + "/compare/{pair}", pair=f"{base}...{head}")

    async def commits(self, path: str, per_page: int = 10) -> list[Commit]:
        """The newest commits of the default branch that touched `path`, newest first; one page."""
        where = REPO + "/commits{?path,per_page}"
        return await self._get(list[Commit], where, path=path, per_page=per_page)

    async def commit(self, ref: str) -> WholeCommit:
        """One commit; `author` and `committer` are GitHub accounts, or None when no account has that address."""
        return await self._get(WholeCommit, REPO + "/commits/{ref}", ref=ref)
