"""Effects on comments: the board, other comments of the bot, and its reactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.model.effects.effect import US, Effect, Made
from bot.model.ledger import Ledger
from bot.model.nomination import Comment, Nomination
from bot.text.marks import Mark


@dataclass(frozen=True, slots=True)
class WriteBoard(Effect):
    """Create or edit the one board comment: `text` is what people see, the ledger goes into its mark."""

    text: str
    ledger: Ledger

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        old, ledger = nomination.board, self.ledger
        before = nomination.stored.announcement.channels if nomination.stored else {}
        started = {
            name for name, state in ledger.announcement.channels.items() if state == "sending" and before.get(name) != "sending"
        }
        return replace(
            nomination,
            board=_write_comment(old.id if old else made.id, nomination.number, self.text, made),
            ledger=ledger,
            stored=ledger,
            serial=ledger.serial,
            lost=(),
            in_flight=nomination.in_flight | started,
        )


@dataclass(frozen=True, slots=True)
class PostComment(Effect):
    """Post a comment once: a comment of the bot with the mark `key` proves that it was posted."""

    thread: int
    key: str
    text: str
    data: Mapping[str, str] | None = None

    @property
    def target(self) -> str:
        return f"comment {self.key}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        mark = Mark("comment", 1, nomination.repo, nomination.number, 0, self.key, dict(self.data) if self.data else None)
        comment = _write_comment(made.id, self.thread, self.text, made, mark)
        return replace(nomination, comments=(*nomination.comments, comment))


@dataclass(frozen=True, slots=True)
class DeleteComment(Effect):
    """Delete a comment of the bot (the second of two boards or replies)."""

    comment: int

    @property
    def target(self) -> str:
        return f"delete {self.comment}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return replace(nomination, comments=tuple(c for c in nomination.comments if c.id != self.comment))


@dataclass(frozen=True, slots=True)
class React(Effect):
    """Add the bot's reaction to a comment; a comment that is gone is no error."""

    comment: int
    content: Literal["+1", "confused"]

    @property
    def target(self) -> str:
        return f"react {self.comment} {self.content}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return replace(nomination, comments=tuple(self._count(c) if c.id == self.comment else c for c in nomination.comments))

    def _count(self, comment: Comment) -> Comment:
        if self.content == "+1":
            return replace(comment, thumbs_up=comment.thumbs_up + 1)
        return replace(comment, confused=comment.confused + 1)


def _write_comment(number: int, thread: int, text: str, made: Made, *marks: Mark) -> Comment:
    return Comment(number, thread, US, text, made.at, made.at, is_bot=True, is_ours=True, marks=marks)
