"""Effects that announce, that change an announcement and that take it back; every one is safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.message import Message


@dataclass(frozen=True, slots=True)
class PublishRelease:
    """Publish a GitHub release once, known by its tag. `discussion`: the category in which to open a discussion."""

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
    """Send an event to a partner's repository (`owner/name`); GitHub cannot be asked afterwards whether it was sent."""

    channel: str
    repo: str
    event: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishPost:
    """Propose a file to another repository by pull request, or bring the file of the open pull request up to date.

    The pull request is found by its branch. With `text` None the post is taken back: an open pull request is closed,
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
    """Set the text of a comment of the bot, which keeps its mark `key`; with a channel, it is that channel's announcement."""

    channel: str
    comment: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class EditRelease:
    """Set the title and the text of the release of a tag."""

    channel: str
    tag: str
    name: str
    text: str


Announces = PublishRelease | Send | Dispatch | PublishPost | EditComment | EditRelease
"""Effects of an announcement through one channel, except posting a comment."""
