"""What the bot can do to announce, to change what was announced, and to take it back; every effect is safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class PublishRelease:
    """Publish a GitHub release once; it is looked for by its tag. `discussion` names a category to open one in."""

    channel: str
    tag: str
    name: str
    text: str
    discussion: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Hand a message to a transport, which cannot be asked afterwards whether it was sent."""

    channel: str
    message: Message


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Tell a partner's repository (`owner/name`) of it; GitHub cannot be asked afterwards whether it was done."""

    channel: str
    repo: str
    event: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishPost:
    """Propose a file to another repository by pull request, or bring the file of the open pull request up to date.

    The pull request is looked for by its branch. With `text` None the post is taken back: an open pull request is closed,
    and a file that was merged is proposed for removal.
    """

    channel: str
    repo: str
    branch: str
    path: str
    title: str
    body: str
    text: str | None


@dataclass(frozen=True, slots=True)
class EditComment:
    """Set the words of a comment of the bot's, which keeps its mark `key`; of an announcement's where a channel is named."""

    channel: str
    comment: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class EditRelease:
    """Set the title and the words of the release of a tag."""

    channel: str
    tag: str
    name: str
    text: str


Announces = PublishRelease | Send | Dispatch | PublishPost | EditComment | EditRelease
"""What an announcement does through one channel beside writing a comment."""
