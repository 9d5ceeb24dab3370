"""What a page says, as far as the review needs it: the licences that it names, and whether a name stands on it.

Pages are hostile and up to 256 KiB long, so everything here takes time in proportion to their length. Python's own HTML
parser does not promise that; here a tag is what stands between "<" and ">".
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# Codecs of the web; Python knows others that are made for other things, or slow (punycode).
_CHARSET = re.compile(
    r"utf-?(?:8|16|16le|16be)|iso-?8859-?\d{1,2}|windows-?125\d|gb2312|gbk|gb18030|big5|shift_jis|euc-\w\w|koi8-[ru]"
)
_WORD = re.compile(r"[^\W_]+")
LONGEST = 400_000
"""Characters: there are letters that become eighteen in their simplest form."""
FEW_LETTERS = 200
"""Less visible text than this beside a script: the page is drawn in the browser, and its words are not in what was sent."""

# Endings that a name has in a register of companies and often nowhere else.
_LEGAL = frozenset(
    (
        *("inc", "incorporated", "ltd", "limited", "llc", "llp", "lp", "plc", "corp", "corporation", "co", "company"),
        *("pty", "pvt", "private", "pte", "sdn", "bhd", "kk", "gmbh", "ggmbh", "mbh", "ag", "kg", "ug", "ev", "sa", "sas"),
        *("sarl", "srl", "spa", "bv", "nv", "vzw", "asbl", "ab", "oy", "as", "aps", "ong", "npo"),
    )
)
_SPELLED = (("e", "v"), ("s", "a"), ("s", "r", "l"), ("s", "p", "a"), ("b", "v"), ("n", "v"), ("s", "a", "s"), ("a", "s"))


@dataclass(frozen=True, slots=False)
class Text:
    """The words of a page, as they stand there (`raw`) and folded for comparison; `whole` when none is known to lack."""

    raw: tuple[str, ...]
    whole: bool

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without case; British and American "licence" are one."""
        return tuple(_fold(word) for word in self.raw)

    @cached_property
    def line(self) -> str:
        """All folded words in one line, a space around each."""
        return f" {' '.join(self.folded)} "


def text(body: bytes, charset: str = "utf-8", kind: str = "text/html", whole: bool = True) -> Text:
    """The text of a page. Words in attributes count too: a logo's description names the owner as well as print does."""
    known = charset.lower() if _CHARSET.fullmatch(charset.lower()) else "utf-8"
    try:
        source = body.decode(known, "replace")
    except LookupError:
        source = body.decode("utf-8", "replace")
    if "html" in kind or (not kind and "<" in source):
        source, whole = _without_tags(source, whole)
    # Inside JSON a line ends in two characters, inside addresses a space is three: both would grow onto the next word.
    source = html.unescape(source).replace("\\n", " ").replace("%20", " ")
    return Text(tuple(_WORD.findall(_plain(source))), whole)


def mentions_name(page: Text, names: str) -> bool:
    """Whether one of the names (one a line) stands on the page; case, accents, punctuation and "Inc." do not matter."""
    return any(_stands(page, words) for words in map(_name, names.splitlines()) if words)


def _name(name: str) -> str:
    words = [_fold(word) for word in _WORD.findall(_plain(name))]
    shorter = words[1:] if words[:1] == ["the"] else words[:]
    while len(shorter) > 1:
        spelled = next((end for end in _SPELLED if tuple(shorter[-len(end) :]) == end and len(shorter) > len(end)), None)
        if spelled is None and shorter[-1] not in _LEGAL:
            break
        del shorter[-len(spelled or (1,)) :]
    return " ".join(shorter)


def _stands(page: Text, name: str) -> bool:
    # Scripts from Thai to Chinese set no spaces between words.
    return name in page.line if any(char >= "\u0e00" for char in name) else f" {name} " in page.line


def _without_tags(source: str, whole: bool) -> tuple[str, bool]:
    first, *pieces = source.split("<")
    seen, tags, letters, script, scripts = [first], [""], len(first.strip()), False, False
    for piece in pieces:
        tag, _, after = piece.partition(">")
        name = tag[:7].lower()
        if name.startswith(("script", "style")):
            script, scripts = True, scripts or name.startswith("script")
        elif name.startswith(("/script", "/style")):
            script = False
        letters += 0 if script else len(after.strip())
        # Tags go behind the text, so that they stand between no two words of it.
        seen.append(after)
        tags.append(tag)
    return " ".join(seen + tags), whole and not (scripts and letters < FEW_LETTERS)


def _plain(given: str) -> str:
    """Letters in their simplest form, without accents."""
    if given.isascii():
        return given
    simplest = unicodedata.normalize("NFKD", given)[:LONGEST]
    return "".join(char for char in simplest if not unicodedata.combining(char))


def _fold(word: str) -> str:
    folded = word.casefold()
    return folded.replace("licence", "license") if folded.startswith("licence") else folded
