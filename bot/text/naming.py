"""Tells whether two names of projects are the same name spelled differently.

A name is taken apart once (`spelling`) and compared often (`likeness`). Case, accents, hyphens, blanks, other alphabets,
versions and filling words do not count. Every word that distinguishes has to be there on both sides: members of one
family ("Sunbird RC", "Sunbird UCI") share most of their letters and are different projects all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

LONGEST = 120
MOST_WORDS = 12
SAME_SOUND, LEAST_SOUND = 93, 5
OTHER_WORD = 80
"""The most that names can be alike of which one has a word that the other lacks."""

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэіґқңөүұәғһ", "abvgdeziyklmnoprstufyeigqnouuagh", strict=True))
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυω", "avgdeziiklmnxoprsstyo", strict=True))
_SEVERAL = {
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "yo", "ї": "yi"},
    **{"є": "ye", "ъ": "", "ь": "", "θ": "th", "φ": "f", "χ": "ch", "ψ": "ps"},
    **{"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "&": " and "},
}
_LETTERS = str.maketrans({**_CYRILLIC, **_GREEK, **_SEVERAL})

_SMALL_WORDS = "a an and by de des du e et for in la le les of on or the to y und von with"
_KIND_WORDS = "app application applications apps inc initiative ltd platform project projects software system tool website"
_EMPTY_WORDS = "foss free global open opensource org oss source version"
_SMALL, _KINDS = frozenset(_SMALL_WORDS.split()), frozenset(_KIND_WORDS.split())
FILLING = _SMALL | _KINDS | frozenset(_EMPTY_WORDS.split())
_SOUNDS = (("dzh", "j"), ("zh", "j"), ("kh", "h"), ("ph", "f"), ("ks", "x"))
_SAME_SOUND = str.maketrans("cqywz", "kkivs")
_DOUBLED = re.compile(r"(.)\1+")
_VERSION = re.compile(r"v?\d{1,2}|(?:19|20)\d\d|ii|iii")
_WORD = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRAILING_NUMBER = re.compile(r"(?<=[a-z]{3})\d{1,2}\Z")
_ACRONYM = re.compile(r"[A-Za-z]{3,6}")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name taken apart: all its letters, the words that distinguish it, and what it could be abbreviated to."""

    shown: str
    letters: str
    words: tuple[str, ...]
    initials: frozenset[str]
    acronym: str
    """The name itself in lower case when it looks like an abbreviation."""
    joined: str
    """The distinguishing words without the blanks, where people differ most."""
    sound: str
    """Write a name as one hears it: alphabets are brought into another in more than one way."""


@lru_cache(maxsize=16_384)
def spelling(name: str) -> Spelling:
    """Take a name apart; only its first 120 characters count."""
    name = " ".join(unicodedata.normalize("NFC", name[:LONGEST]).split())
    plain = _plain(name)
    words = _WORD.findall(plain)[:MOST_WORDS]
    kept = _pick_words(words)
    joined = "".join(kept)
    return Spelling(name, "".join(words), kept, _initials(name), _abbreviation(name), joined, _spell_by_sound(joined))


def _spell_by_sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word.translate(_SAME_SOUND))


def _plain(text: str) -> str:
    folded = text.casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def _pick_words(words: list[str]) -> tuple[str, ...]:
    kept = [w for i, w in enumerate(words) if w not in FILLING and not (i and _VERSION.fullmatch(w))]
    if len(words) > 3 and kept and kept[-1] in _abbreviate_words(words[:-1]):
        kept.pop()  # "African Drone and Data Academy ADDA"
    return tuple(_stem(word) for word in kept) or tuple(words)


def _stem(word: str) -> str:
    """Without the "open" that half of the registry begins with, and without a version stuck to the end."""
    word = _TRAILING_NUMBER.sub("", word)
    return word[4:] if word.startswith("open") and len(word) > 6 else word


def _initials(name: str) -> frozenset[str]:
    """List the abbreviations of a name of three words and more, with its small words or without, with its kind or without."""
    return _abbreviate_words(_WORD.findall(_plain(_HUMP.sub(" ", name)))[:MOST_WORDS])


def _abbreviate_words(words: list[str]) -> frozenset[str]:
    large = [w for w in words if w not in _SMALL]
    shorter = large[:-1] if large and large[-1] in _KINDS else large
    return frozenset("".join(w[0] for w in some) for some in (words, large, shorter) if len(some) >= 3)


def _abbreviation(name: str) -> str:
    capitals = sum(c.isupper() for c in name)
    return name.lower() if _ACRONYM.fullmatch(name) and capitals * 3 >= len(name) * 2 else ""


@cache
def _ratio() -> Callable[..., float]:
    from rapidfuzz import fuzz  # it loads every measure of the library: 30 ms and 2 MiB, once two names are compared

    return fuzz.ratio


def likeness(one: Spelling, other: Spelling) -> int:
    """Measure how much two names are alike, from 0 to 100 (the same letters)."""
    if not one.letters or not other.letters:
        return 0
    if one.letters == other.letters:
        return 100
    if one.joined == other.joined or sorted(one.words) == sorted(other.words):
        return 96
    if one.sound == other.sound and len(one.sound) >= LEAST_SOUND:
        return SAME_SOUND
    if not _ratio()(one.joined, other.joined, score_cutoff=60) and set(one.words).isdisjoint(other.words):
        return 0
    return max(min(_measure_cover(one.words, other.words), _measure_cover(other.words, one.words)), _run_together(one, other))


def _measure_cover(words: tuple[str, ...], by: tuple[str, ...]) -> int:
    """Measure how much of the words is on the other side; short ones weigh more than their letters."""
    alike = [max((_same_word(word, each) for each in by), default=0) for word in words]
    weights = [max(4, len(word)) for word in words]
    share = sum(a * w for a, w in zip(alike, weights, strict=True)) // sum(weights)
    return share if all(alike) else min(share, OTHER_WORD)


def _same_word(one: str, other: str) -> int:
    """A slip of the pen is forgiven in words of five letters and more, never in a number."""
    if one == other:
        return 100
    if min(len(one), len(other)) < 5 or not (one.isalpha() and other.isalpha()):
        return 0
    return int(_ratio()(one, other, score_cutoff=84))


def _run_together(one: Spelling, other: Spelling) -> int:
    """Words joined or split in another way, with a slip besides."""
    if len(one.words) == len(other.words) or set(one.words) & set(other.words) in (set(one.words), set(other.words)):
        return 0
    if min(len(one.joined), len(other.joined)) < 9:
        return 0
    return int(_ratio()(one.joined, other.joined, score_cutoff=93))
