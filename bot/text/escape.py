"""Makes text from outside harmless in the place where it will stand: one function for each kind of place.

Whatever a nominator writes is shown as they wrote it, and does nothing else: it mentions nobody, refers to and closes
no issue, makes no picture, heading, HTML or table cell. Limits count code points of what people see, before escaping;
all of it takes linear time. A value that is escaped twice shows its backslashes: escape once, where it is written.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.text.addresses import linkable, without_ending
from bot.text.display_text import ELLIPSIS, lines, one_line, shorten
from bot.text.references import break_addresses, break_chat, break_orders, break_references

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|~&$"})
# A list, heading, underline, table row, order to another bot, at the start of a line.
_LEADING = re.compile(r"[-+#=/:]")
_LEADING_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|\Z))")
_ADDRESS = re.compile(r"https?://[^\s<>`|\\\"]+", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,31};")
_TICKS = re.compile(r"`+")
_SHORT = 500


def inline(text: str | None, limit: int = 200) -> str:
    """Markdown for one line of text inside a sentence, a heading or a list item; web addresses become links."""
    return _escape_short(text or "", limit) if len(text or "") <= _SHORT else _line(shorten(one_line(text), limit))


@lru_cache(maxsize=4096)
def _escape_short(text: str, limit: int) -> str:
    """A board says the same things at every look."""
    return _line(shorten(one_line(text), limit))


def cell(text: str | None, limit: int = 120) -> str:
    """Markdown for a cell of a table; no `|` of the text ends it."""
    return inline(text, limit)


def block(text: str | None, limit: int = 4_000) -> str:
    """Markdown for text of several lines, as a quote (long lines wrap there, as they do not in a code block).

    Ends without a line end: a blank line must follow, or the next line becomes part of the quote. Empty for no text."""
    shown = shorten("\n".join(lines(text)), limit)
    return "\n".join(f"> {_line(line)}".rstrip() for line in shown.split("\n")) if shown else ""


def code(text: str | None, limit: int = 200) -> str:
    """Markdown for a code span; empty for no text. Not for table cells, where a `|` splits even code."""
    shown = break_references(shorten(one_line(text), limit))
    if not shown:
        return ""
    fence = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in (shown[0], shown[-1]) else f"{fence}{shown}{fence}"


def link(label: str | None, url: str | None, limit: int = 120) -> str:
    """Markdown for a link, or the label alone when the address may not be one (see `addresses.linkable`)."""
    target = linkable(one_line(url))
    shown = shorten(one_line(label) or one_line(url), limit)
    return f"[{_text(shown)}]({_target(target)})" if target and shown else _at_start(shown, _text(shown))


def title(text: str | None, limit: int = 120) -> str:
    """Plain text for the title of a pull request or a release; a squashed merge makes it a commit message."""
    return commit(text, limit)


def commit(text: str | None, limit: int = 200) -> str:
    """Plain text on one line for a commit message: GitHub reads mentions, references and trailers there."""
    return break_orders(break_addresses(break_references(shorten(one_line(text), limit))))


def plain(text: str | None, limit: int = 500) -> str:
    """Plain text on one line for chat and mail; web addresses stay whole."""
    return break_chat(shorten(one_line(text), limit))


def _line(text: str) -> str:
    """One line of Markdown; `text` is clean."""
    return _at_start(text, "".join(_pieces(text)))


def _at_start(text: str, escaped: str) -> str:
    """The escaped form of `text`, fit to begin a line."""
    if _LEADING.match(text):
        return f"\\{escaped}"
    return _LEADING_NUMBER.sub(r"\1\\", escaped, count=1) if _LEADING_NUMBER.match(text) else escaped


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for found in _ADDRESS.finditer(text):
        address = without_ending(found.group())
        target = None if ELLIPSIS in address else linkable(address)
        if target:
            yield _text(text[at : found.start()])
            same = target == address and not _ENTITY.search(address)
            yield f"<{address}>" if same else f"[{_text(address)}]({_target(target)})"
            at = found.start() + len(address)
    yield _text(text[at:])


def _text(text: str) -> str:
    escaped = break_addresses(break_references(text)).translate(_SPECIAL)
    # At the end of a text, an exclamation mark would turn a link after it into a picture.
    return f"{escaped[:-1]}\\!" if escaped.endswith("!") else escaped


def _target(address: str) -> str:
    return address.replace("&", "&amp;")
