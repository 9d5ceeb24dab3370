"""Makes text from outside fit to be shown: composed, on one line, without invisible signs, and not too long."""

import re
import unicodedata

ELLIPSIS = "…"

# Written as escapes, because in an editor these signs are as invisible as on GitHub.
_INVISIBLE = re.compile(
    "["
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"  # controls, without the spaces and line ends among them
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers without a shape
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, overrides, isolates
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # zero-width; the joiners U+200C, U+200D stay: Persian, emoji
    "\ud800-\udfff"  # half a surrogate pair cannot be sent as UTF-8
    "\U000e0000-\U000e0fff"  # tags: text that models and search read, and people do not
    "]"
)
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACK = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WHOLE_WORDS = re.compile(r"(.*\S)\s", re.DOTALL)
_ZWJ = "\u200d"
_MAX_CLUSTER = 40


def one_line(text: str | None) -> str:
    """The text on one line, its white space collapsed to single spaces; empty for None."""
    return " ".join(visible(text).split())


def lines(text: str | None) -> list[str]:
    """The text's lines, each as `one_line` gives it; blank ones at the ends are dropped and runs of them become one."""
    kept: list[str] = []
    for line in _LINE_ENDS.split(visible(text)):
        words = " ".join(line.split())
        if words or (kept and kept[-1]):
            kept.append(words)
    return kept[:-1] if kept and not kept[-1] else kept


def visible(text: str | None) -> str:
    """Composed (NFC), without what has no shape of its own, and with at most four marks stacked on a letter."""
    # Composed before it is escaped: composing turns some signs into ASCII (U+1FEF becomes a backtick). Composed again,
    # because what stood between a letter and its accent is gone now.
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text or ""))
    return _STACK.sub(r"\1", unicodedata.normalize("NFC", seen))


def shorten(text: str, limit: int) -> str:
    """At most `limit` code points, the last one an ellipsis when something was cut; no visible sign is cut in two."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = limit - 1
    floor = max(0, cut - _MAX_CLUSTER)
    while cut > floor and _belong_together(text, cut):
        cut -= 1
    # A pile of signs longer than any real one is cut wherever it is.
    return text[: limit - 1 if 0 < cut == floor else cut].rstrip() + ELLIPSIS


def bounded(text: str, limit: int) -> str:
    """At most `limit` code points, with an ellipsis where something was left out.

    An address holds no white space, so that a cut at a word leaves it whole or leaves it out.
    """
    if len(text) <= limit:
        return text
    if head := _WHOLE_WORDS.match(text, 0, limit):
        return head[1] + ELLIPSIS
    return ELLIPSIS if any("://" in word for word in text.split(maxsplit=1)[:1]) else shorten(text.strip(), limit)


def _belong_together(text: str, at: int) -> bool:
    """Check if the signs before and after offset `at` belong together."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in ("Mn", "Me", "Mc") or _ZWJ in (before, after) or after == "\u200c":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # skin tones
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        start = at
        while start and at - start < _MAX_CLUSTER and _is_flag_half(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 1
    # Hangul syllables that NFC left in pieces.
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff"


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
