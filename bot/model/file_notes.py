"""How a file on a branch of the bot stands in the ledger: by a digest of its text, and whether a person has changed it."""

from __future__ import annotations

import hashlib

BY_HAND = "~"


def digest(text: str | None) -> str:
    """16 hex digits that stand for a file's text; empty for no file."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def note_file(text: str | None, ours: bool, before: str) -> str:
    """How a file on a stage branch stands in the ledger: the digest of what the bot wrote there, marked while a person's
    change lies over it, so that it is known again when the change is taken back."""
    now, last = digest(text), before.removeprefix(BY_HAND)
    return now if now == last or (ours and before != BY_HAND) else BY_HAND + last
