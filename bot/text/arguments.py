"""Reads what stands after a command's name: indicator numbers, people, and free text."""

import re
from collections.abc import Collection, Iterable

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’", "「": "」"}
# No longer than a sentence, so that a mark that never closes costs little.
_QUOTED = re.compile("|".join(rf"(?<!\S){opening}[^{closing}]{{0,100}}[{closing}]" for opening, closing in _QUOTES.items()))
_LOGIN = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_-]{0,49}(?:\[bot\]|/[A-Za-z0-9][A-Za-z0-9_-]{0,99})?)")
_AFTERWORD = ",.;:!?)"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_ITEM = re.compile(rf"\s*(?:(?:and|&)\s+)?([A-Za-z0-9]{{1,16}})(?:[{_DASHES}]([A-Za-z0-9]{{1,16}}))?([,;:.\s]|\Z)")
_SPACED_RANGE = re.compile(rf"\s*[{_DASHES}]\s*([A-Za-z0-9]{{1,16}})\s*")
_MAX_WORD = 40


def mentions(text: str) -> tuple[str, ...]:
    """The accounts named in a command's text, without the `@` (teams as `org/team`), in the order of writing.

    What stands in quotation marks names nobody.
    """
    found = (_LOGIN.fullmatch(word.rstrip(_AFTERWORD)) for word in _QUOTED.sub(" ", text).split())
    return tuple(login[1] for login in found if login)


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
    from rapidfuzz.distance import OSA  # it loads every measure of the library, for misspelled commands alone

    wanted = word.casefold()
    ranked = sorted((OSA.distance(wanted, name.casefold(), score_cutoff=2), name) for name in candidates)
    if not ranked:
        return None
    distance, name = ranked[0]
    return name if distance <= (1 if len(word) < 5 else 2) else None
