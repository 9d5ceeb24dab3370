"""Text that no packing makes small: the longest that the ledger keeps, of signs drawn from thousands."""

from __future__ import annotations

from functools import cache
from random import Random

from bot.model.ledger_entries import TEXT_LIMIT

SIGNS = "".join(map(chr, range(0x4E00, 0x9F00)))


@cache
def noise(number: int) -> str:
    """The same for the same number."""
    return "".join(Random(number).choices(SIGNS, k=TEXT_LIMIT))
