"""The values that outputs are made of: the registry's records by slug, its approvals, and where it all stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from bot.text import escape
from bot.text.clean import clean
from bot.text.record.record import DEVICES, LONGEST_SLUG, Record
from bot.text.references import break_chat

State = Literal["approved", "renewal due", "under review", "expired"]
"""Under review: its announcement was taken back, and a maintainer has not decided yet what becomes of it."""
DEEPEST = 12
"""Levels of a record that are shown: the registry's own have four, and what lies deeper is no record."""
NONE: Mapping[str, Record] = {}


@dataclass(frozen=True, slots=True)
class PublishedApproval:
    """A nomination that became a digital public good, or was renewed as one: when, until when, by which version of the Standard,
    and where the project stands now."""

    slug: str
    at: datetime
    until: datetime | None
    standard: str
    number: int
    url: str
    state: State = "approved"
    renewal: bool = False


@dataclass(frozen=True)
class Registry:
    """The records of the first and of the second folder by slug (the file's name), and every approval that is known."""

    nominees: Mapping[str, Record] = field(default_factory=lambda: NONE)
    screenings: Mapping[str, Record] = field(default_factory=lambda: NONE)
    approvals: tuple[PublishedApproval, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The places of a registry: the repository's name and web address, and the public address of its outputs (or "")."""

    name: str
    home: str
    pages: str = ""


def may_be_shown(slug: str) -> bool:
    """Check if a file's name can be part of a path, of an address and of a tree that people check out on any machine."""
    odd = slug.startswith(".") or ".." in slug or "/" in slug or "\\" in slug or slug != clean(slug) or slug != slug.strip()
    return 0 < len(slug) <= LONGEST_SLUG and not odd and slug.isprintable() and slug.partition(".")[0].lower() not in DEVICES


def is_dpg(record: Mapping[str, Any]) -> bool:
    """Check if the registry lists it as a digital public good."""
    return record.get("stage") == "DPG"


def is_candidate(record: Mapping[str, Any]) -> bool:
    """Check if it is listed, and not (or not yet) as a digital public good."""
    return record.get("stage") not in ("DPG", "archive")


def newest(approvals: tuple[PublishedApproval, ...]) -> Mapping[str, PublishedApproval]:
    """Find the last approval of each project."""
    return {approval.slug: approval for approval in sorted(approvals, key=lambda a: (a.at, a.number))}


def public(value: Any, levels: int = DEEPEST) -> Any:
    """Copy the value without contact data (the keys stay, and are empty), and with nothing that JSON cannot say."""
    kind = type(value)
    if kind is str:
        return value
    if kind is dict:
        return {} if levels == 0 else {k: "" if is_contact(k) else public(v, levels - 1) for k, v in value.items()}
    if kind is list:
        return [] if levels == 0 else [public(item, levels - 1) for item in value]
    return None if kind is float and not math.isfinite(value) else value


@lru_cache(maxsize=4096)
def is_contact(key: str) -> bool:
    """Check if a key holds personal contact data; more keys than `bot.text.record.record` knows, since nobody takes a leak back."""
    lowered = key.lower()
    return any(word in lowered for word in ("contact", "email", "e-mail", "e_mail", "phone"))


def words(value: object, limit: int = 300) -> str:
    """Write a text from outside as plain words on one line: no mention, reference or order, and nothing that XML cannot carry."""
    text = value if isinstance(value, str) else ""
    return break_chat(escape.commit(text.replace("\ufffe", "").replace("\uffff", ""), limit))


def name_of(registry: Registry, slug: str) -> str:
    """Find the project's name for people: the slug where no record tells another."""
    return words(registry.nominees.get(slug, {}).get("name"), 120) or words(slug, 120)
