"""Short texts in the ledger about a file on a branch of the bot, and about the last `dpg-review` status of a head."""

from __future__ import annotations

import hashlib
from typing import Literal

_BY_HAND = "~"
_HEAD = 12

State = Literal["pending", "success", "failure"]


def digest(text: str | None) -> str:
    """Compute 16 hex digits that identify a file's text; empty for no file."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


class FileNote(str):
    """A file on a stage branch: the digest of the bot's text, with `~` before it while a person's change replaces the text."""

    __slots__ = ()

    @property
    def changed_by_hand(self) -> bool:
        """Tell whether a person has changed the file, or has added it."""
        return self.startswith(_BY_HAND)

    @property
    def is_written_by_us(self) -> bool:
        """Tell whether the bot has written the file, even if a person changed it since."""
        return self not in ("", _BY_HAND)

    def follow(self, text: str | None, *, ours: bool) -> FileNote:
        """Note the file as it is now; `ours`: the head is a commit of the bot. A change that is undone counts as none."""
        now, last = digest(text), self.removeprefix(_BY_HAND)
        return FileNote(now if now == last or (ours and self != _BY_HAND) else _BY_HAND + last)


class ReviewStatus(str):
    """The last status of `dpg-review`, with its head: `state|head|words`; empty before the first."""

    __slots__ = ()

    @classmethod
    def of(cls, state: State, head: str, words: str) -> ReviewStatus:
        """Note the status of a head."""
        return cls(f"{state}|{head[:_HEAD]}|{words}")

    @property
    def is_green(self) -> bool:
        """Tell whether the last status was success, on any head."""
        return self.startswith("success|")

    def is_green_on(self, head: str) -> bool:
        """Tell whether the last status was success on this head."""
        return self.startswith(f"success|{head[:_HEAD]}|")
