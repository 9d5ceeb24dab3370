"""A renewal that goes on in a new issue, written by the bot: what the new nomination has to know of the old one.

It stands in a mark in the first line of the issue's text, as the ledger that the new nomination begins with. Only the
first line is looked at: below it stand the answers, where anybody may have copied a mark that was signed elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.ledger import Actor, Ledger
from bot.text import marks
from bot.text.marks import Mark

KIND = "renewal"


@dataclass(frozen=True, slots=True)
class Origin:
    """The nomination that is renewed, which of its renewals this is, and the ledger of the new one at its beginning."""

    number: int
    key: str
    ledger: Ledger


def first_line(old: int, repo: str, key: str, ledger: Ledger) -> Mark:
    """The mark of an issue in which nomination `old` goes on."""
    return Mark(KIND, 1, repo, old, 0, key, ledger.to_json())


def origin(body: str | None, keys: Sequence[bytes], repo: str) -> Origin | None:
    """What the text of an issue of the bot says of its origin; None for every other, and for a mark that is not the bot's.

    Whether the bot wrote the issue is for the caller to know.
    """
    first = (body or "").partition("\n")[0]
    mark = next((m for m in marks.read(first, keys) if m.kind == KIND and m.repo.lower() == repo.lower()), None)
    if mark is None:
        return None
    try:
        ledger = Ledger.from_json(mark.data or {})
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return Origin(mark.number, mark.key, ledger) if ledger.continues == mark.number else None


def beginning(ledger: Ledger, old: int, nominator: Actor | None) -> Ledger:
    """What the new nomination takes over of the old one's ledger, at the moment in which its renewal began."""
    candidate = ledger.pulls.get("candidate")
    return Ledger(
        standard=ledger.standard,
        moves=ledger.moves[-1:],
        pulls=MappingProxyType({"candidate": candidate} if candidate else {}),
        channels=ledger.channels,
        delivered=ledger.delivered,
        representative=ledger.representative,
        slug=ledger.slug,
        routed=ledger.routed,
        recheck=ledger.recheck,
        approvals=ledger.approvals,
        past=ledger.past,
        round=ledger.round,
        renewed=ledger.renewed,
        continues=old,
        inherited=len(ledger.approvals),
        nominator=nominator,
    )
