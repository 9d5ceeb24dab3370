"""A text for a place that takes so many characters and no more: cut at a word, and no web address is cut in two."""

from __future__ import annotations

from bot.text.shown import ELLIPSIS, shorten


def bounded(text: str, limit: int) -> str:
    """At most `limit` code points, with an ellipsis where something was left out.

    An address holds no white space, so that a cut at a word leaves it whole or leaves it out.
    """
    if len(text) <= limit:
        return text
    cut = limit - 1
    while cut > 0 and not text[cut].isspace():
        cut -= 1
    if text[: max(cut, 0)].strip():
        return text[:cut].rstrip() + ELLIPSIS
    return ELLIPSIS if any("://" in word for word in text.split(maxsplit=1)[:1]) else shorten(text.strip(), limit)
