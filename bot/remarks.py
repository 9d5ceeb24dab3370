"""Remarks that the board links: who said it, where, and the beginning of it."""

from __future__ import annotations

from bot.contracts import Ask
from bot.ledger import TEXT_LIMIT, Remark


def remark(ask: Ask) -> Remark:
    """The rest of a command's line as a remark."""
    request = ask.request
    return Remark(request.by, request.at, request.comment, request.thread, ask.line.text.strip()[:TEXT_LIMIT])
