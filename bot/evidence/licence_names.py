"""How licences are called on pages: every way of writing that pages use, and the SPDX id that it stands for.

Only names and well-known first sentences are looked for, never whole texts: the question is what a page names, and a
reviewer reads the rest. "Only" and "or later" are left out, as in the registry's lists (GPL-3.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from bot.evidence.page_text import Text, text
from bot.model.evidence import NOT_WHOLE

MOST = 12
"""A page that names more licences than this is a list of licences; the rest is left out."""

_FILLERS = frozenset({"the", "international", "unported", "universal", "generic"})
_NEAR = ("licen", "lizenz", "spdx", "releas")
_LATER = re.compile(r"(?:-or-later|-only|\+)$", re.IGNORECASE)

# Names with a number after them: "GNU GPL v3", "Apache License, Version 2.0", "CC BY-SA 4.0".
_GPL = "gnu {} general public license|{} general public license"
_NUMBERED: tuple[tuple[str, str, str], ...] = (
    ("GPL", "gnu general public license|gnu gpl|gpl|general public license|gnu public license", "2.0 3.0"),
    ("LGPL", _GPL.format("lesser", "lesser") + "|gnu lgpl|lgpl|gnu library general public license", "2.1 3.0"),
    ("AGPL", _GPL.format("affero", "affero") + "|gnu agpl|agpl|affero gpl", "3.0"),
    ("Apache", "apache license|apache software license|apache public license|apache org licenses license", "1.1 2.0"),
    ("MPL", "mozilla public license|mpl", "1.0 1.1 2.0"),
    ("EPL", "eclipse public license|epl", "1.0 2.0"),
    ("EUPL", "european union public license|eupl", "1.1 1.2"),
    ("BSL", "boost software license|boost license", "1.0"),
    ("OFL", "sil open font license|open font license|sil ofl", "1.1"),
    ("Artistic", "artistic license", "1.0 2.0"),
    ("AFL", "academic free license", "3.0"),
    ("OSL", "open software license", "1.0 2.1 3.0"),
    ("ECL", "educational community license", "1.0 2.0"),
    ("CDDL", "common development and distribution license|cddl", "1.0"),
    ("CPAL", "common public attribution license|cpal", "1.0"),
    ("CECILL", "cecill|cecill free software license agreement|cecill license", "2.1"),
    ("UPL", "universal permissive license", "1.0"),
    ("MulanPSL", "mulan psl|mulan permissive software license", "2.0"),
    ("LiLiQ-P", "liliq p", "1.1"),
    ("LiLiQ-R", "liliq r", "1.1"),
    ("Python", "python license|psf license|python software foundation license", "2.0"),
    ("BUSL", "business source license", "1.1"),
    ("SSPL", "server side public license", "1.0"),
    ("Elastic", "elastic license", "2.0"),
    ("ODbL", "open database license|odbl|open data commons open database license odbl", "1.0"),
    ("ODC-By", "open data commons attribution license|odc by|odc attribution license", "1.0"),
    ("PDDL", "open data commons public domain dedication and license|public domain dedication and license|pddl", "1.0"),
    ("OGL-UK", "open government license|uk open government license|ogl uk|ogl", "3.0"),
    ("CC0", "cc0|cc zero|creative commons zero|creativecommons org publicdomain zero|creative commons cc0", "1.0"),
)
_ATTRIBUTION = {
    "CC-BY": ("by", "attribution"),
    "CC-BY-SA": ("by sa", "attribution sharealike", "attribution share alike"),
    "CC-BY-NC": ("by nc", "attribution noncommercial", "attribution non commercial"),
    "CC-BY-NC-SA": ("by nc sa", "attribution noncommercial sharealike", "attribution non commercial share alike"),
    "CC-BY-ND": ("by nd", "attribution noderivatives", "attribution noderivs", "attribution no derivatives"),
    "CC-BY-NC-ND": ("by nc nd", "attribution noncommercial noderivatives", "attribution noncommercial noderivs"),
}
_CC_VERSIONS = "1.0 2.0 2.5 3.0 4.0"

# Names that need no number, and the sentences by which a licence's text is known.
_NAMED = {
    "MIT": "mit license|mit licensed|expat license|mit expat|org license mit|org licenses mit|"
    "permission is hereby granted free of charge to any person obtaining a copy of this software",
    "MIT-0": "mit no attribution",
    "Apache-2.0": "apache 2 0|apache2 0|apache v2 0",
    "BSD-3-Clause": "3 clause bsd|bsd three clause|three clause bsd|new bsd license|modified bsd license|revised bsd license|"
    "neither the name of",
    "BSD-2-Clause": "2 clause bsd|bsd two clause|two clause bsd|simplified bsd license|freebsd license|"
    "redistribution and use in source and binary forms with or without modification are permitted",
    "0BSD": "0bsd|zero clause bsd|bsd zero clause license",
    "ISC": "isc license|permission to use copy modify and or distribute this software for any purpose with or without fee",
    "Unlicense": "unlicense|this is free and unencumbered software released into public domain",
    "Zlib": "zlib license",
    "PostgreSQL": "postgresql license",
    "NCSA": "university of illinois ncsa open source license",
    "MS-PL": "microsoft public license",
    "MS-RL": "microsoft reciprocal license",
    "BSL-1.0": "boost software license",
    "CC0-1.0": "cc0|cc zero|creative commons zero",
    "ODbL-1.0": "odbl|open database license",
    "ODC-By-1.0": "odc by|open data commons attribution license",
    "PDDL-1.0": "pddl|open data commons public domain dedication and license",
    "OFL-1.1": "sil open font license",
}

End = dict[str, "End"] | str
"""The words of the names as a tree; under "" stands the id of a name that ends there."""


def base(spdx: str) -> str:
    """The id without "-only", "-or-later" or "+": as the registry writes it, and as a page's licences are given."""
    return _LATER.sub("", spdx.strip())


def find_licence_names(page: Text, ids: tuple[str, ...]) -> tuple[str, ...]:
    """SPDX ids of the licences that the page names, in the order of their first mention, `MOST` at most.

    `ids` are further ids to know (those that the Standard approves). `?` at the end: the page could not be read as a whole.
    """
    found = list(dict.fromkeys([*_by_name(page, _tree(ids)), *_by_id(page, _wordlike(ids))]))
    return (*found[:MOST], *((NOT_WHOLE,) if len(found) > MOST or not page.whole else ()))


def _by_name(page: Text, tree: dict[str, End]) -> Iterator[str]:
    words = [word for word in page.folded if word not in _FILLERS]
    start = 0
    while start < len(words):
        node: End | None = tree.get(words[start])
        start, at = start + 1, start + 1
        while isinstance(node, dict):
            if isinstance(found := node.get(""), str):
                yield found
                # Inside a name no other begins: the Lesser General Public License is not the General one.
                start = max(start, at)
            node = node.get(words[at]) if at < len(words) and words[at] else None
            at += 1


def _by_id(page: Text, ids: Mapping[str, str]) -> Iterator[str]:
    """Ids that are ordinary words too (MIT, ISC, Fair): written exactly so, and close to a word like "license"."""
    for at, word in enumerate(page.raw):
        if word in ids and any(near.startswith(_NEAR) for near in page.folded[max(0, at - 4) : at + 6]):
            yield ids[word]


@cache
def _wordlike(ids: tuple[str, ...]) -> Mapping[str, str]:
    return {spdx: spdx for spdx in (*ids, "MIT", "ISC") if spdx.isalnum()}


@cache
def _tree(ids: tuple[str, ...]) -> dict[str, End]:
    tree: dict[str, End] = {}
    for phrase, spdx in _phrases(ids):
        node = tree
        for word in _words(phrase):
            below = node.setdefault(word, {})
            assert isinstance(below, dict), "only the empty word leads to an id, and no name has one"
            node = below
        node.setdefault("", spdx)
    return tree


def _words(phrase: str) -> list[str]:
    return [word for word in text(phrase.encode(), kind="text/plain").folded if word not in _FILLERS]


def _phrases(ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    for family, names, versions in (*_NUMBERED, *_creative_commons()):
        for name in names.split("|"):
            for version in versions.split():
                yield from ((phrase, f"{family}-{version}") for phrase in _with_number(name, version))
    for spdx, names in _NAMED.items():
        yield from ((name, spdx) for name in names.split("|"))
    yield from ((base(spdx), base(spdx)) for spdx in ids if not spdx.isalnum())


def _creative_commons() -> Iterator[tuple[str, str, str]]:
    for family, (short, *long) in _ATTRIBUTION.items():
        names = [f"cc {short}", f"creative commons {short}", f"creativecommons org licenses {short}", f"cc{short}"]
        names += [name for words in long for name in (f"creative commons {words}", words, f"cc {words}")]
        yield family, "|".join(names), _CC_VERSIONS


def _with_number(name: str, version: str) -> Iterator[str]:
    numbers = [version, version.removesuffix(".0")] if version.endswith(".0") else [version]
    joints = ["", " license", " as published by free software foundation either", " as published by free software foundation"]
    for number in numbers:
        for joint in joints:
            yield from (f"{name}{joint} {sign}{number}" for sign in ("", "v", "v ", "version "))
        if " " not in name:
            yield from (f"{name}{number}", f"{name}v{number}")
