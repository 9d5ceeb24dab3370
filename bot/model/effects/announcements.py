"""Effects that announce, that change an announcement and that take it back; what comes of each stands in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from bot.model.effects.effect import Effect, Made
from bot.model.ledger_entries import TEXT_LIMIT
from bot.model.message import Message, Outcome
from bot.model.nomination import Nomination


@dataclass(frozen=True, slots=True)
class Announcement(Effect):
    """An effect of an announcement through one channel; of these effects, only posting a comment is none."""

    channel: str

    @property
    def target(self) -> str:
        return f"channel {self.channel}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return _note_result(nomination, self.channel, made)


@dataclass(frozen=True, slots=True)
class PublishRelease(Announcement):
    """Publish a GitHub release once, known by its tag. `discussion`: the category in which to open a discussion."""

    tag: str
    name: str
    text: str
    discussion: str | None = None


@dataclass(frozen=True, slots=True)
class EditRelease(Announcement):
    """Set the title and the text of the release of a tag."""

    tag: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Send(Announcement):
    """Hand a message to a transport, which cannot be asked afterwards whether it was sent."""

    message: Message


@dataclass(frozen=True, slots=True)
class Dispatch(Announcement):
    """Send an event to a partner's repository (`owner/name`); GitHub cannot be asked afterwards whether it was sent."""

    repo: str
    event: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishPost(Announcement):
    """Propose a file to another repository by pull request, or bring the file of the open pull request up to date.

    The pull request is found by its branch. With `text` None the post is taken back: an open pull request is closed,
    and a file that was merged is proposed for removal.
    """

    repo: str
    branch: str
    path: str
    title: str
    body: str
    text: str | None


@dataclass(frozen=True, slots=True)
class EditComment(Announcement):
    """Set the text of a comment of the bot, which keeps its mark `key`; without a channel, it is no announcement."""

    comment: int
    key: str
    text: str

    @property
    def target(self) -> str:
        return f"channel {self.channel}" if self.channel else f"comment {self.key}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        edited = tuple(replace(c, body=self.text) if c.id == self.comment else c for c in nomination.comments)
        return _note_result(replace(nomination, comments=edited), self.channel, made)


def _note_result(nomination: Nomination, channel: str, made: Made) -> Nomination:
    """Note in the ledger the result of sending, editing or retracting through a channel."""
    ledger = nomination.ledger
    if ledger is None or not channel:
        return nomination
    state = _choose_channel_state(ledger.announcement.channels.get(channel, "sending"), made.outcome)
    said = f"{made.at.isoformat()} {made.note}".strip()[:TEXT_LIMIT]
    channels = MappingProxyType({**ledger.announcement.channels, channel: state})
    delivered = MappingProxyType({**ledger.announcement.delivered, channel: said})
    return replace(nomination, ledger=ledger.with_parts(replace(ledger.announcement, channels=channels, delivered=delivered)))


def _choose_channel_state(before: str, outcome: Outcome) -> str:
    """Choose a channel's next state: a failed edit leaves it `sent`, and a failed retraction makes it `stays`."""
    if before == "retracting":
        return "retracted" if outcome == "sent" else "stays"
    return "sent" if before == "editing" else outcome
