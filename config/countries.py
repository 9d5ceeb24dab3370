"""The names of countries as the registry's files have them, and the name that somebody probably meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from config.base import Model
from config.load import load

FILE = Path(__file__).with_name("countries.yml")
LONGEST = 80
NEAR = 78.0
"""Of 100: as alike as two names have to be for one to be suggested for the other."""


class Countries(Model):
    """`names` as the registry writes them; `also` maps one of them to other names that people use."""

    names: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]]


def country(name: str) -> str:
    """The registry's name for exactly this name, capitals and spaces at the ends apart; empty when it has none."""
    return _registry().get(name.strip().casefold(), "")


@cache
def registered() -> frozenset[str]:
    """The names exactly as the registry writes them."""
    return frozenset(_load_countries().names)


def nearest(name: str, *, exact: bool = False) -> str:
    """The registry's name that was probably meant; empty when nothing is near. `exact`: only other names of a country."""
    from rapidfuzz import fuzz, process, utils  # only needed once somebody has misspelled a country

    key = _plain(name[:LONGEST])
    if exact or key in _spell_names():
        return _spell_names().get(key, "")
    options: dict[str, Any] = {"scorer": fuzz.ratio, "processor": utils.default_process, "score_cutoff": NEAR}
    found = process.extractOne(key, list(_spell_names()), **options)
    return _spell_names()[found[0]] if found else ""


def _plain(name: str) -> str:
    """Lower case, without accents, dots and "the" in front."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.replace(".", "").replace("-", " ").split()).removeprefix("the ")


@cache
def _load_countries() -> Countries:
    return load(FILE.read_text("utf-8"), Countries, FILE.name)


@cache
def _registry() -> Mapping[str, str]:
    return MappingProxyType({name.casefold(): name for name in _load_countries().names})


@cache
def _spell_names() -> Mapping[str, str]:
    """Every name in plain letters, of the registry and of others -> the registry's."""
    others = {_plain(other): name for name, listed in _load_countries().also.items() for other in listed}
    return MappingProxyType({**others, **{_plain(name): name for name in _load_countries().names}})
