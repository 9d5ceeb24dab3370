"""Another project's record under the same file name: never overwritten, and shown to whoever can settle it.

Names that differ in capitals, accents or punctuation share a file name. Before the bot writes to a path that is not its
own yet, it asks what stands there on the default branch; the same website, repository or (where there is neither) name
makes it the record of this very project. A maintainer who names the file with `/rename-record` has settled the matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.model.contracts import View
from bot.model.nomination import UNKNOWN, Need, Pull
from bot.review.pulls.record_files import KINDS, path, wanted
from config.base import Kind

AGAIN = timedelta(minutes=5)
"""After which is asked again what GitHub could not tell a moment ago."""
SIGNS = ("name", "website", "repositories")


def wants(view: View) -> tuple[Need, ...]:
    """The places to look at before the stage pull requests are opened, renamed or brought up to date."""
    needs = (Need("record", place) for places in _strange(view).values() for place in places)
    return tuple(dict.fromkeys(need for need in needs if need not in view.nomination.facts))


def held(view: View, kind: Kind) -> bool:
    """The bot may not write that pull request's files now: one of the places is another's, or GitHub has not told yet."""
    return any(_answer(view, place) is None or _foreign(view, place) for place in _strange(view)[kind])


def taken(view: View) -> Iterator[tuple[str, str]]:
    """Places that hold another project's record, each with the name in it: hostile text."""
    for place in dict.fromkeys(place for places in _strange(view).values() for place in places):
        if _foreign(view, place):
            yield place, str((_answer(view, place) or {}).get("name") or "")


def look_again(view: View) -> datetime | None:
    """When to ask again: what a place holds, or whether an open stage pull request can be merged."""
    pulls = [pull for kind in KINDS if (pull := view.nomination.pull(kind)) and wanted(view, kind)]
    thinking = any(pull.state == "open" and pull.mergeable is None for pull in pulls)
    untold = any(_answer(view, place) is None for places in _strange(view).values() for place in places)
    return view.now + AGAIN if thinking or untold else None


@lru_cache(maxsize=32)
def _strange(view: View) -> Mapping[Kind, tuple[str, ...]]:
    return {kind: tuple(_list_strange(view, kind)) for kind in KINDS}


def _list_strange(view: View, kind: Kind) -> Iterator[str]:
    """Places of that pull request's records that the nomination has not written to yet, or not to the default branch."""
    pull = view.nomination.pull(kind)
    if view.ledger.slug or not wanted(view, kind) or (pull is not None and pull.state != "open"):
        return
    known = view.ledger.merged_files
    if pull is not None and not needs_base(pull):
        note = view.ledger.pulls.get(kind)
        known = known.union(note.files if note else ())
    places = (path(view, "candidate"), path(view, "dpg")) if kind == "dpg" else (path(view, "candidate"),)
    yield from (place for place in places if place not in known)


def needs_base(pull: Pull) -> bool:
    """The branch lacks something of the default branch that it has to have."""
    return pull.mergeable is False or pull.behind


def _answer(view: View, place: str) -> Mapping[str, Any] | None:
    """What is known of the record there: {} when there is none; None when it is not known."""
    said = view.nomination.facts.get(Need("record", place), UNKNOWN)
    if said == UNKNOWN:
        return None
    found = json.loads(said) if said != "no" else {}
    return found if isinstance(found, dict) else None


def _foreign(view: View, place: str) -> bool:
    there = _answer(view, place)
    return bool(there) and not same_project(there or {}, view.reading.submission.nominee)


def same_project(there: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    """One website or repository in common; a record that names neither has the same name."""
    signs = _addresses(there)
    return bool(signs & _addresses(here)) if signs else _name(there) == _name(here)


def _addresses(record: Mapping[str, Any]) -> frozenset[str]:
    found = [record.get("website"), *(one.get("url") for one in record.get("repositories") or () if isinstance(one, Mapping))]
    return frozenset(plain for address in found if (plain := _plain(address)))


def _plain(address: object) -> str:
    """An address without what does not matter: capitals, scheme, "www.", ".git" and a slash at the end."""
    bare = str(address or "").strip().casefold().partition("://")[2] or str(address or "").strip().casefold()
    return bare.removeprefix("www.").rstrip("/").removesuffix(".git")


def _name(record: Mapping[str, Any]) -> str:
    return " ".join(str(record.get("name") or "").split()).casefold()


def described(record: Mapping[str, Any]) -> str:
    """The answer to a need of kind "record": what tells one project from another, as JSON."""
    return json.dumps({sign: record.get(sign) for sign in SIGNS} | {"found": True})
