"""Finds the projects that a nomination may duplicate: by repository, by web site, by name.

A candidate is a hint for a person and never a decision. An exact match (the same repository) comes before a likeness
(the same name in another spelling); what related projects share (the owner's page, the first word of their names) is
not enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.model.needs import Fact, Need
from bot.text import project_addresses
from bot.text.naming import Spelling, likeness, spelling

MOST = 5
"""Candidates that are shown."""
THRESHOLD = 85
"""The least score that is shown; `bench/duplicates.py` draws its curve."""
SUBJECT = 400
NAME, ALIASES, REPOSITORIES = 80, 6, 6
SAME_REPOSITORY, SAME_SITE, ALIAS, ABBREVIATED = 100, 95, 94, 90
SHARED_FRONT_PAGE = 70
_SUBTITLE = "a an app application for free open platform software source system the tool toolkit"
_DESCRIBING = frozenset(_SUBTITLE.split())
"""Words that tell "Moodle - the open source platform" from "DIGIT - Public Finance Management", which is another project."""
_NO_ALIAS = frozenset({"", "n/a", "na", "nil", "no", "none", "not applicable", "null", "test", "unknown"})


@dataclass(frozen=True, slots=True)
class Identity:
    """The values that tell one project from all others. Addresses are canonical (see bot.text.project_addresses); others are left out."""

    name: str
    aliases: tuple[str, ...] = ()
    website: str = ""
    repositories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A known project: `where` is a file of the registry (`folder/slug.json`) or an open nomination (`#12`)."""

    identity: Identity
    where: str
    stage: str
    """nominee, DPG, archived, excluded, or nominated."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be the same project, why, and how sure that is (0 to 100)."""

    where: str
    stage: str
    why: str
    score: int


def read_identity(nominee: Mapping[str, Any]) -> Identity:
    """Read the identity out of a nominee record, or of anything that claims to be one; skip a value that is no text."""
    name = _clean_line(nominee.get("name"))[:NAME].strip()
    aliases = (a for text in _list_texts(nominee.get("aliases")) for a in map(_clean_line, text.split(",")))
    listed = nominee.get("repositories")
    rows = listed if isinstance(listed, list) else []
    urls = [row.get("url") if isinstance(row, Mapping) else row for row in (*rows, nominee.get("repositoryURL"))]
    found = (project_addresses.canonical(url) for url in urls if isinstance(url, str))
    website = nominee.get("website")
    return Identity(
        name,
        tuple(dict.fromkeys(a[:NAME] for a in aliases if a.casefold() not in _NO_ALIAS and a != name))[:ALIASES],
        project_addresses.canonical(website) if isinstance(website, str) else "",
        tuple(dict.fromkeys(url for url in found if url))[:REPOSITORIES],
    )


def _list_texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _clean_line(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in value[:500]).split()) if isinstance(value, str) else ""


def make_need(identity: Identity, number: int = 0) -> Need:
    """Ask which entries may be this project, its own issue (`number`) left out.

    At most 400 characters; the least telling parts are dropped first when it is longer.
    """
    aliases, repositories, website = list(identity.aliases), list(identity.repositories), identity.website
    while True:
        parts = [number, identity.name[:NAME], aliases, website, repositories]
        subject = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        if len(subject) <= SUBJECT:
            return Need("duplicates", subject)
        if len(repositories) > 1 or (repositories and not aliases):
            repositories.pop()
        elif aliases:
            aliases.pop()
        else:
            website = ""


def parse_need(need: Need) -> tuple[int, Identity]:
    """Read the issue and the identity out of a need; raise ValueError where `make_need` did not make it."""
    try:
        number, name, aliases, website, repositories = json.loads(need.subject)
        return int(number), Identity(str(name), tuple(map(str, aliases)), str(website), tuple(map(str, repositories)))
    except TypeError:
        raise ValueError("not the identity of a nomination") from None


def format_fact(found: Iterable[Candidate], at: Any) -> Fact:
    """Write the candidates into a fact, one a line."""
    lines = [f"{c.where}\t{c.stage}\t{c.score}\t{c.why}" for c in found]
    return Fact("some" if lines else "none", at, "\n".join(lines))


def parse_fact(fact: Fact) -> tuple[Candidate, ...]:
    """Read the candidates that `format_fact` wrote; a line of any other form is passed over."""
    rows = (line.split("\t") for line in fact.detail.splitlines())
    return tuple(Candidate(r[0], r[1], r[3], int(r[2])) for r in rows if len(r) == 4 and r[2].isdecimal())


def find_candidates(identity: Identity, entries: Iterable[Entry], threshold: int = THRESHOLD) -> tuple[Candidate, ...]:
    """Find the entries that may be the same project, best first, five at most, one for each project."""
    mine = _derive_traits(identity)
    known = [(entry, _derive_traits(entry.identity)) for entry in entries]
    shared = _is_shared_site(traits for _, traits in known if traits.site == mine.site)
    found: list[Candidate] = []
    for entry, traits in known:
        reasons = sorted(_list_reasons(mine, traits, shared), reverse=True)
        if reasons and reasons[0][0] >= threshold:
            why = ", ".join(dict.fromkeys(text for score, text in reasons if score >= threshold))
            found.append(Candidate(entry.where, entry.stage, why, reasons[0][0]))
    return tuple(sorted(found, key=_rank_candidate)[:MOST])


def _rank_candidate(candidate: Candidate) -> tuple[object, ...]:
    """Rank the surest first; among equals the registry's files before open nominations."""
    return -candidate.score, -candidate.why.count(", same "), candidate.where.startswith("#"), candidate.where


@dataclass(frozen=True, slots=True)
class _Traits:
    """An identity prepared for comparison."""

    name: Spelling
    aliases: tuple[Spelling, ...]
    repositories: frozenset[str]
    site: str

    @property
    def names(self) -> tuple[Spelling, ...]:
        """Give the name and all aliases."""
        return (self.name, *self.aliases)


@lru_cache(maxsize=8_192)
def _derive_traits(identity: Identity) -> _Traits:
    aliases = [*_list_inner_names(identity.name), *identity.aliases]
    repositories = {project_addresses.repository(home) for home in (identity.website, *identity.repositories)} - {""}
    sites = [project_addresses.site(home) for home in (identity.website, *identity.repositories)]
    name = spelling(_drop_brackets(identity.name))
    return _Traits(
        name, tuple(map(spelling, dict.fromkeys(aliases))), frozenset(repositories), next((s for s in sites if s), "")
    )


def _drop_brackets(name: str) -> str:
    before, opening, rest = name.partition("(")
    inside, closing, after = rest.partition(")")
    return f"{before} {after}".strip() if opening and closing and inside.strip() and before.strip() else name


def _list_inner_names(name: str) -> Iterator[str]:
    """List other names inside a name: "Community Health Toolkit (CHT)", "Moodle - the open source learning platform"."""
    inside = name.partition("(")[2].partition(")")[0].strip()
    if inside:
        yield inside
    for mark in (" - ", " – ", " — ", ": ", " | "):
        head, found, tail = name.partition(mark)
        if found and set(tail.lower().split()) & _DESCRIBING:
            yield head.strip()


def _is_shared_site(all_traits: Iterable[_Traits]) -> bool:
    """Tell whether projects of different names give the same web site: then it is their owner's."""
    names = [traits.name for traits in all_traits]
    return any(likeness(names[0], other) < THRESHOLD for other in names[1:])


def _list_reasons(mine: _Traits, other: _Traits, shared: bool) -> Iterator[tuple[int, str]]:
    if mine.repositories & other.repositories:
        yield SAME_REPOSITORY, "same repository"
    if mine.site and mine.site == other.site and not shared:
        own = (
            not project_addresses.is_front_page(mine.site)
            or _is_named_after_project(mine.site, mine)
            or _is_named_after_project(mine.site, other)
        )
        yield (SAME_SITE if own else SHARED_FRONT_PAGE), "same web site"
    yield _compare_names(mine, other)


def _is_named_after_project(site: str, traits: _Traits) -> bool:
    """Tell whether the host is named after the project."""
    host = "".join(c for c in site.rpartition(".")[0] if c.isalnum())
    names = {name.letters for name in traits.names} | {traits.name.joined}
    return any(len(name) >= 3 and name in host for name in names) or (len(host) >= 4 and host in traits.name.letters)


def _compare_names(mine: _Traits, other: _Traits) -> tuple[int, str]:
    """Give the best score of any name of one with any name of the other, and the reason."""
    best = (likeness(mine.name, other.name), "")
    best = (best[0], "same name" if best[0] == 100 else f"name {best[0]}% like “{other.name.shown}”")
    for one in mine.names:
        for two in other.names:
            if _is_abbreviation(one, two, mine) or _is_abbreviation(two, one, other):
                best = max(best, (ABBREVIATED, f"“{one.shown}” and “{two.shown}” may be the same in short"))
            elif (one is not mine.name or two is not other.name) and _is_comparable(one, two, mine, other):
                best = max(best, (min(ALIAS, likeness(one, two)), f"also called “{two.shown}”"))
    return best


def _is_abbreviation(short: Spelling, long: Spelling, whose: _Traits) -> bool:
    """Tell whether one name abbreviates the other, unless it abbreviates a name of its own project."""
    return short.acronym in long.initials and not any(short.acronym in name.initials for name in whose.names)


def _is_comparable(one: Spelling, two: Spelling, mine: _Traits, other: _Traits) -> bool:
    """Tell whether two names may be compared: equal abbreviations say little, unless one project has no better name."""
    return not (one.acronym and two.acronym) or one is mine.name or two is other.name
