"""How a file on a branch of the bot, and what the bot said last of a head, stand in the ledger: short texts with a form of their own."""

from __future__ import annotations

import hashlib
from typing import Literal

_BY_HAND = "~"
_HEAD = 12

State = Literal["pending", "success", "failure"]


def digest(text: str | None) -> str:
    """Make 16 hex digits that stand for a file's text; empty for no file."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


class FileNote(str):
    """A file on a stage branch: the digest of what the bot wrote there, with `~` before it while a person's change lies over it."""

    __slots__ = ()

    @property
    def changed_by_hand(self) -> bool:
        """A person has changed the file, or has put it there."""
        return self.startswith(_BY_HAND)

    @property
    def is_written_by_us(self) -> bool:
        """The bot has written the file, whatever a person did to it since."""
        return self not in ("", _BY_HAND)

    def follow(self, text: str | None, *, ours: bool) -> FileNote:
        """Note the file as it stands now; `ours`: the head is a commit of the bot. A change that is taken back is known again."""
        now, last = digest(text), self.removeprefix(_BY_HAND)
        return FileNote(now if now == last or (ours and self != _BY_HAND) else _BY_HAND + last)


class ReviewStatus(str):
    """What `dpg-review` said last, of which head: `state|head|words`; empty while it has said nothing."""

    __slots__ = ()

    @classmethod
    def of(cls, state: State, head: str, words: str) -> ReviewStatus:
        """Note what is said of a head."""
        return cls(f"{state}|{head[:_HEAD]}|{words}")

    @property
    def is_green(self) -> bool:
        """It said success, of whichever head."""
        return self.startswith("success|")

    def is_green_on(self, head: str) -> bool:
        """It said success of this head."""
        return self.startswith(f"success|{head[:_HEAD]}|")
