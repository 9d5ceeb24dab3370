"""Takes out of a text what people cannot see and what makes it read differently from what it is."""

from __future__ import annotations

import re
import unicodedata

# Controls other than line feed and tab, zero-width space, word joiner and its kin, byte order mark, Mongolian vowel
# separator, every control of writing direction, annotation marks, tags, halves of surrogate pairs. The joiners
# U+200C and U+200D stay: Persian, several Indian scripts and emoji are spelled with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


# Every text without a character from here on is in NFC.
FIRST_COMBINING = "\u0300"
ORDINARY = bytes((9, 10, 13, *range(0x20, 0x7F)))


def clean(text: str) -> str:
    """The text with "\\n" line ends, in Unicode's NFC, without unseen characters. `clean(clean(t)) == clean(t)`."""
    if "\r" in text:
        text = LINE_ENDS.sub("\n", text)
    odd = _odd(text)
    if not odd or (odd.isprintable() and max(odd) < FIRST_COMBINING):
        return text
    if not odd.isprintable():
        text = UNSEEN.sub("", LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def _odd(text: str) -> str:
    """The characters beyond plain ASCII text; taking the others out as bytes is far faster than a look at each."""
    return text.encode("utf-8", "surrogatepass").translate(None, ORDINARY).decode("utf-8", "surrogatepass")
