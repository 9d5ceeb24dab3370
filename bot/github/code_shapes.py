"""What the bot reads of GitHub's answers about branches, files and commits: the keys that it uses, each with its type."""

from __future__ import annotations

import base64
from typing import (
    Annotated,
    Literal,
    NotRequired,  # pydantic reads those of typing from Python 3.12 on
)

from pydantic import BeforeValidator, ConfigDict
from typing_extensions import TypedDict

from bot.github.shapes import Account, ChangedFile, Path


def _decode(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("no text")
    return base64.b64decode(text)


Base64 = Annotated[bytes, BeforeValidator(_decode)]
"""What stands in a file, as GitHub sends it."""


class GitObject(TypedDict):
    """A tree or a commit of which only the sha is told."""

    sha: str


class Ref(TypedDict):
    """A branch."""

    object: GitObject


class Nobody(TypedDict):
    """The account of an author whom GitHub does not know, which it may also tell as None."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


class Commit(TypedDict):
    """A commit as GitHub shows it, with the accounts that belong to it."""

    sha: str
    author: Account | Nobody | None
    committer: Account | Nobody | None
    parents: list[GitObject]


class WholeCommit(Commit):
    """A commit that was asked for by itself, with the files that it changes, if there are any."""

    files: NotRequired[list[ChangedFile]]


class BareCommit(TypedDict):
    """A commit as git knows it."""

    tree: GitObject


class TreeEntry(TypedDict):
    """A file, a folder or a submodule in a tree."""

    path: Path
    type: str
    sha: str


class Tree(TypedDict):
    """All that a commit holds, unless it is too much to be told."""

    truncated: bool
    tree: list[TreeEntry]


class FolderEntry(TypedDict):
    """A file or a folder in a folder, never with what stands in it."""

    name: str
    type: str
    sha: str
    content: NotRequired[None]


class File(TypedDict):
    """A file; `encoding` is "none" where it is too large to be shown."""

    type: Literal["file"]
    sha: str
    encoding: str
    content: Base64


class NoFile(TypedDict):
    """A symbolic link or a submodule, in the place of a file."""

    type: Literal["symlink", "submodule"]


class WrittenFile(TypedDict):
    """The commit of a file that was written, and the file's new blob."""

    commit: GitObject
    content: GitObject
