"""Recognizes licences however people write them: `GPL-3.0-or-later`, `GPLv3`, `Apache License 2.0`, `MIT OR Apache-2.0`.

The registry keeps SPDX identifiers, but old ones for the GNU licences: GPL-3.0 stands there for GPL-3.0-only and for
GPL-3.0-or-later alike. What a word means comes from this table, which licences there are from the Standard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from config.standard import Standard

GNU = ("AGPL-", "GPL-", "LGPL-")
ENDINGS = ("-only", "-or-later", "+")
LATER = (" or any later version", " or any later", " or later", " only")
LONGEST = 300
# Words that tell one licence from another, and their short forms; an empty one says nothing.
WORDS = {
    **dict.fromkeys(("the", "license", "licence", "licenses", "version", "v", "gnu", "public", "software", "foundation"), ""),
    **dict.fromkeys(("commons", "international", "unported", "generic", "alike", "non", "open", "style", "clauses"), ""),
    **{"affero": "agpl", "lesser": "lgpl", "library": "lgpl", "mozilla": "mpl", "eclipse": "epl", "creative": "cc"},
    **{"attribution": "by", "share": "sa", "sharealike": "sa", "commercial": "nc", "noncommercial": "nc", "expat": "mit"},
}
# Words and numbers; the v of GPLv3 is a word of its own.
_PIECE = re.compile(r"[a-z]+?(?=v[0-9])|[a-z]+|[0-9]+(?:\.[0-9]+)*")


@lru_cache(maxsize=8)
def spellings(standard: Standard) -> Mapping[str, str]:
    """Today's SPDX identifiers of the GNU licences, in lower case -> the registry's own: `gpl-3.0-only` -> `GPL-3.0`."""
    found = {f"{name}{ending}".casefold(): name for name in standard.licence_ids if name.startswith(GNU) for ending in ENDINGS}
    return MappingProxyType(found)


def named(text: str, standard: Standard) -> tuple[str, ...]:
    """The licences that a text names, as the registry writes them; empty when a part of it is not recognized."""
    return _named(text[:LONGEST], standard)


@lru_cache(maxsize=512)
def _named(text: str, standard: Standard) -> tuple[str, ...]:
    parts = _parts(text)
    known = _by_words(standard)
    found = [spellings(standard).get(part.casefold()) or known.get(_in_words(part), "") for part in parts]
    return tuple(dict.fromkeys(found)) if parts and all(found) else ()


def forbids_changes(text: str) -> bool:
    """Whether it is a licence that allows no changed versions (ND, NoDerivatives)."""
    words = _PIECE.findall(text[:LONGEST].casefold())
    return "nd" in words or any(word.startswith("noderiv") or word.startswith("deriv") for word in words)


def _parts(text: str) -> list[str]:
    """The licences of an SPDX expression, exceptions (`WITH ...`) left out."""
    lowered = text.casefold()
    for ending in LATER:
        if lowered.endswith(ending):
            text = text[: -len(ending)]
            break
    parts: list[list[str]] = [[]]
    skipping = False
    for word in text.replace("(", " ").replace(")", " ").split():
        if word.casefold() in ("or", "and"):
            parts.append([])
            skipping = False
        elif word.casefold() == "with":
            skipping = True
        elif not skipping:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


@lru_cache(maxsize=8)
def _by_words(standard: Standard) -> Mapping[str, str]:
    return MappingProxyType({_in_words(name): name for name in standard.licence_ids})


def _in_words(text: str) -> str:
    """What is left of a name when all that people leave out or add is taken away: `gpl3`, `apache2`, `ccbysa4`."""
    pieces = _PIECE.findall(text.casefold())
    words = [WORDS.get(piece, piece.removesuffix(".0")) for piece in pieces]
    if "general" in words:
        words = [("" if {"agpl", "lgpl"} & set(words) else "gpl") if word == "general" else word for word in words]
    return "".join(words)
