"""Recognizes licences however people write them: `GPL-3.0-or-later`, `GPLv3`, `Apache License 2.0`, `MIT OR Apache-2.0`.

The registry keeps SPDX identifiers, but old ones for the GNU licences: GPL-3.0 stands there for GPL-3.0-only and for
GPL-3.0-or-later alike. What a word means comes from this table, which licences there are from the Standard.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from config.standard import Standard

GNU = ("AGPL-", "GPL-", "LGPL-")
ENDINGS = ("-only", "-or-later", "+")
LONGEST = 300
# Words that tell one licence from another, and their short forms; an empty one says nothing.
WORDS = {
    **dict.fromkeys(("the", "license", "licence", "licenses", "version", "v", "gnu", "public", "software", "foundation"), ""),
    **dict.fromkeys(("commons", "international", "unported", "generic", "alike", "non", "open", "style", "clauses"), ""),
    **{"affero": "agpl", "lesser": "lgpl", "library": "lgpl", "mozilla": "mpl", "eclipse": "epl", "creative": "cc"},
    **{"attribution": "by", "share": "sa", "sharealike": "sa", "commercial": "nc", "noncommercial": "nc", "expat": "mit"},
}
_LATER = re.compile(r"\s+(?:or(?: any)? later(?: version)?|only)(?=\s|\)|\Z)", re.IGNORECASE)
_OPERATOR = re.compile(r"\b(?:and|or|with)\b", re.IGNORECASE)
_UNREADABLE = re.compile(r"[^\w.:+()\s-]")
# Words and numbers; the v of GPLv3 is a word of its own.
_PIECE = re.compile(r"[a-z]+?(?=v[0-9])|[a-z]+|[0-9]+(?:\.[0-9]+)*")


@lru_cache(maxsize=8)
def spellings(standard: Standard) -> Mapping[str, str]:
    """Today's SPDX identifiers of the GNU licences, in lower case -> the registry's own: `gpl-3.0-only` -> `GPL-3.0`."""
    found = {f"{name}{ending}".casefold(): name for name in standard.licence_ids if name.startswith(GNU) for ending in ENDINGS}
    return MappingProxyType(found)


def named(text: str, standard: Standard) -> tuple[str, ...]:
    """The licences that a text names, as the registry writes them; empty when a part of it is not recognized."""
    return _read_expression(text[:LONGEST], standard).names


def find_approved(text: str, standard: Standard, approved: Collection[str]) -> tuple[str, ...]:
    """Find the approved licences that satisfy a text, in the registry's spelling; empty when they cannot.

    Of licences joined by OR one approved is enough; of those joined by AND all have to be. An exception only permits more.
    """
    return _read_expression(text[:LONGEST], standard).find_approved(approved)


@dataclass(frozen=True, slots=True)
class _Expression:
    """A licence (its name in the registry, empty for one not recognized), or several joined by AND or by OR."""

    name: str = ""
    parts: tuple[_Expression, ...] = ()
    needs_all: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        if not self.parts:
            return (self.name,) if self.name else ()
        found = [part.names for part in self.parts]
        return tuple(dict.fromkeys(chain(*found))) if all(found) else ()

    def find_approved(self, approved: Collection[str]) -> tuple[str, ...]:
        if not self.parts:
            return (self.name,) if self.name in approved else ()
        found = [part.find_approved(approved) for part in self.parts]
        return () if self.needs_all and not all(found) else tuple(dict.fromkeys(chain(*found)))


@lru_cache(maxsize=512)
def _read_expression(text: str, standard: Standard) -> _Expression:
    text = _LATER.sub("", text)
    name = _recognize(text, standard)
    if name or not _OPERATOR.search(text):
        return _Expression(name)
    # 4 MiB and 20 ms, once an expression is written. No names are given to it: the index of all that SPDX lists costs as
    # much again, and people write names that are in no list.
    from license_expression import (  # type: ignore[import-untyped]  # it has types and does not say so
        ExpressionError,
        LicenseExpression,
        Licensing,
        ParseError,
    )

    licensing = Licensing()

    def translate(read: LicenseExpression) -> _Expression:
        if isinstance(read, (licensing.AND, licensing.OR)):
            return _Expression("", tuple(translate(part) for part in read.args), isinstance(read, licensing.AND))
        return _Expression(_recognize(getattr(read, "license_symbol", read).key, standard))

    try:
        return translate(licensing.parse(_UNREADABLE.sub(" ", text)))
    except (ExpressionError, ParseError, AssertionError, IndexError):  # the last two of brackets around nothing, and the like
        return _Expression()


def _recognize(text: str, standard: Standard) -> str:
    return spellings(standard).get(text.strip().casefold()) or _by_words(standard).get(_in_words(text), "")


def forbids_changes(text: str) -> bool:
    """Check if it is a licence that allows no changed versions (ND, NoDerivatives)."""
    words = _PIECE.findall(text[:LONGEST].casefold())
    return "nd" in words or any(word.startswith("noderiv") or word.startswith("deriv") for word in words)


@lru_cache(maxsize=8)
def _by_words(standard: Standard) -> Mapping[str, str]:
    return MappingProxyType({_in_words(name): name for name in standard.licence_ids})


def _in_words(text: str) -> str:
    """Reduce a name to the part that people neither leave out nor add: `gpl3`, `apache2`, `ccbysa4`."""
    pieces = _PIECE.findall(text.casefold())
    words = [WORDS.get(piece, piece.removesuffix(".0")) for piece in pieces]
    if "general" in words:
        words = [("" if {"agpl", "lgpl"} & set(words) else "gpl") if word == "general" else word for word in words]
    return "".join(words)
