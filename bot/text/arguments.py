"""Reads what stands after a command's name: indicator numbers, people, issues, quoted words, and free text."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’", "「": "」"}
_LOGIN = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_-]{0,49}(?:\[bot\]|/[A-Za-z0-9][A-Za-z0-9_-]{0,99})?)")
_REFERENCE = re.compile(r"#([0-9]{1,9})")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"\S+")
_AFTERWORD = ",.;:!?)"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_ITEM = re.compile(rf"\s*(?:(?:and|&)\s+)?([A-Za-z0-9]{{1,16}})(?:[{_DASHES}]([A-Za-z0-9]{{1,16}}))?([,;:.\s]|\Z)")
_SPACED_RANGE = re.compile(rf"\s*[{_DASHES}]\s*([A-Za-z0-9]{{1,16}})\s*")
_MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class Arguments:
    """The words of a command's text by kind, each kind in the order of writing.

    `mentions` are logins without the `@` (teams as `org/team`), `references` issue numbers, `quoted` the contents of
    quotation marks of any script, `words` all the others, and `rest` those joined by single spaces."""

    mentions: tuple[str, ...] = ()
    references: tuple[int, ...] = ()
    quoted: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        """The free text: all that is no mention, no reference and not in quotation marks."""
        return " ".join(self.words)

    @classmethod
    def of(cls, text: str) -> "Arguments":
        """Sort the words of `text`; what looks like none of the kinds is a plain word. Linear; never raises."""
        mentions: list[str] = []
        references: list[int] = []
        quoted: list[str] = []
        words: list[str] = []
        for word, in_quotes in _split(text):
            bare = word.rstrip(_AFTERWORD)
            if in_quotes:
                quoted.append(word.strip())
            elif login := _LOGIN.fullmatch(bare):
                mentions.append(login[1])
            elif number := _REFERENCE.fullmatch(bare):
                references.append(int(number[1]))
            else:
                words.append(word)
        return cls(tuple(mentions), tuple(references), tuple(quoted), tuple(words))


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """Words and quoted parts; a quotation mark that never closes is an ordinary sign."""
    at = 0
    ahead: dict[str, int] = {}
    while found := _SPACE.match(text, at):
        start = found.end()
        opening = text[start : start + 1]
        end = _closing(text, start + 1, opening, ahead) if opening in _QUOTES else len(text)
        if end < len(text):
            yield text[start + 1 : end], True
            at = end + 1
        elif word := _WORD.match(text, start):
            yield word.group(), False
            at = word.end()
        else:
            return


def _closing(text: str, at: int, opening: str, ahead: dict[str, int]) -> int:
    """The offset of the mark that closes `opening`, or the end of the text.

    `ahead` remembers where each mark stands next, so that all searches together read the text once."""
    for mark in _QUOTES[opening]:
        if ahead.get(mark, -1) < at:
            place = text.find(mark, at)
            ahead[mark] = place if place >= 0 else len(text)
    return min(ahead[mark] for mark in _QUOTES[opening])


def indicators(text: str, known: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The indicator ids at the start of `text`, and the free text after them.

    Ids stand apart by spaces, commas or "and"; `3-6` is a range in the order of `known`. The first word that is no
    known id begins the free text; so does a colon, a full stop or a dash (`4 - 3 links are dead` is about 4 alone).
    Each id comes once, spelled as in `known`, in the order of writing."""
    order = list(known)
    spelled = {name.casefold(): index for index, name in enumerate(order)}
    chosen: dict[str, None] = {}
    at = 0
    while item := _ITEM.match(text, at):
        first = spelled.get(item[1].casefold())
        last = spelled.get(item[2].casefold()) if item[2] else first
        if first is None or last is None or last < first:
            break
        at = item.end()
        spaced = _SPACED_RANGE.fullmatch(text, at)  # "3 - 6" and nothing after it can only be a range
        if spaced and (end := spelled.get(spaced[1].casefold(), -1)) > last:
            last, at = end, len(text)
        chosen.update(dict.fromkeys(order[first : last + 1]))
        if item[3] in (":", "."):
            break
    return tuple(chosen), text[at:].lstrip(f"{_DASHES}:,; \t").strip()


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate at most two letters away from `word` (a swap of neighbours is one), or None.

    Words of four letters or fewer must be one letter away, so that `/usr`, `/root` and `/test` match nothing. Of several
    equally near ones, the first in the alphabet."""
    if len(word) > _MAX_WORD:
        return None
    wanted = word.casefold()
    ranked = sorted((OSA.distance(wanted, name.casefold(), score_cutoff=2), name) for name in candidates)
    if not ranked:
        return None
    distance, name = ranked[0]
    return name if distance <= (1 if len(word) < 5 else 2) else None
