"""Finds another project's record under the same file name: never overwritten, and shown to the people who can decide.

Names that differ in capitals, accents or punctuation share a file name. Before the bot writes to a path that is not its
own yet, it asks what stands there on the default branch. Only the very same website, repositories and owners make it the
record of this project: whoever takes some of them over would else become the owner of a record that others have reviewed. A
maintainer who names the file with `/rename-record` has decided the matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.model.contracts import View
from bot.model.needs import UNKNOWN, Need
from bot.model.nomination import Pull
from bot.review.pulls.branch_diff import list_added_files
from bot.review.pulls.record_files import KINDS, find_record_path, is_wanted
from config.base import Kind

AGAIN = timedelta(minutes=5)
"""The time after which GitHub is asked again for what it could not say yet."""
SIGNS = ("name", "website", "repositories", "organizations")
"""What the bot is told of the record that stands at a path."""


def list_needs(view: View) -> tuple[Need, ...]:
    """The places to look at before the stage pull requests are opened, renamed or brought up to date."""
    needs = (Need("record", place) for places in _list_unwritten_paths(view).values() for place in places)
    return tuple(dict.fromkeys(need for need in needs if need not in view.nomination.facts))


def is_path_taken(view: View, kind: Kind) -> bool:
    """The bot may not write that pull request's files now: one of the places is another's, or GitHub has not told yet."""
    return any(_read_record(view, place) is None or _is_foreign(view, place) for place in _list_unwritten_paths(view)[kind])


def list_taken_paths(view: View) -> Iterator[tuple[str, str]]:
    """List the paths that hold another project's record, each with the name in it, which is hostile text."""
    for place in dict.fromkeys(place for places in _list_unwritten_paths(view).values() for place in places):
        if _is_foreign(view, place):
            yield place, str((_read_record(view, place) or {}).get("name") or "")


def find_next_check(view: View) -> datetime | None:
    """Find when to ask again what a path holds, or whether an open stage pull request can be merged."""
    pulls = [pull for kind in KINDS if (pull := view.nomination.pull(kind)) and is_wanted(view, kind)]
    thinking = any(pull.state == "open" and pull.mergeable is None for pull in pulls)
    untold = any(_read_record(view, place) is None for places in _list_unwritten_paths(view).values() for place in places)
    return view.now + AGAIN if thinking or untold else None


@lru_cache(maxsize=32)
def _list_unwritten_paths(view: View) -> Mapping[Kind, tuple[str, ...]]:
    return {kind: tuple(_list_strange(view, kind)) for kind in KINDS}


def _list_strange(view: View, kind: Kind) -> Iterator[str]:
    """Places of that pull request's records that the nomination has not written to yet, or not to the default branch."""
    pull = view.nomination.pull(kind)
    if view.ledger.pull_requests.slug or not is_wanted(view, kind) or (pull is not None and pull.state != "open"):
        return
    known = view.ledger.merged_files
    if pull is not None and not needs_base(pull):
        note = view.ledger.pull_requests.ours.get(kind)
        known = known.union(note.files if note else ())
    yield from (place for place in _list_places(view, kind) if place not in known)


def _list_places(view: View, kind: Kind) -> tuple[str, ...]:
    first = find_record_path(view, "candidate")
    return (first, find_record_path(view, "dpg")) if kind == "dpg" else (first,)


def list_last_needs(view: View, kind: Kind) -> tuple[Need, ...]:
    """List the places to look at once more before the stage may turn green: the answers may be another project's by now."""
    needs = (Need("record", place) for place in _list_unmerged_places(view, kind))
    return tuple(need for need in needs if need not in view.nomination.facts)


def find_foreign_record(view: View, kind: Kind) -> str:
    """Find the place of another project's record that the merge would write over, or of one that is not known; empty for none."""
    places = _list_unmerged_places(view, kind)
    return next((place for place in places if _read_record(view, place) is None or _is_foreign(view, place)), "")


def _list_unmerged_places(view: View, kind: Kind) -> tuple[str, ...]:
    """List the places where the merge would change a file that the nomination has not merged before."""
    known = view.ledger.merged_files | list_added_files(view, kind)
    return () if view.ledger.pull_requests.slug else tuple(p for p in _list_places(view, kind) if p not in known)


def needs_base(pull: Pull) -> bool:
    """Tell whether the branch lacks something of the default branch that it has to have."""
    return pull.mergeable is False or pull.behind


def _read_record(view: View, place: str) -> Mapping[str, Any] | None:
    """Read what is known of the record there: {} when there is none; None when it is not known."""
    answer = view.nomination.facts.get(Need("record", place), UNKNOWN)
    if answer == UNKNOWN:
        return None
    record = json.loads(answer) if answer != "no" else {}
    return record if isinstance(record, dict) else None


def _is_foreign(view: View, place: str) -> bool:
    there, nominee = _read_record(view, place), view.reading.submission.nominee
    if not there:
        return False
    if place == find_record_path(view, "dpg"):  # it has no address; whose it is, the nominee's record beside it tells
        return _normalize_name(there.get("name")) != _normalize_name(nominee.get("name"))
    return not is_same_project(there, nominee)


def is_same_project(there: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
    """Tell whether both have the same website, the same repositories and the same owners, and at least one of these."""
    signs = _list_signs(there)
    return any(signs) and signs == _list_signs(here)


def _list_signs(record: Mapping[str, Any]) -> tuple[frozenset[str], ...]:
    repositories = (one.get("url") for one in record.get("repositories") or () if isinstance(one, Mapping))
    owners = (one.get("name") for one in record.get("organizations") or () if _is_owner(one))
    return (
        frozenset(filter(None, (_normalize_address(record.get("website")),))),
        frozenset(filter(None, map(_normalize_address, repositories))),
        frozenset(filter(None, map(_normalize_name, owners))),
    )


def _is_owner(organization: object) -> bool:
    return isinstance(organization, Mapping) and organization.get("org_type", "owner") == "owner"


def _normalize_address(address: object) -> str:
    """Drop from an address what does not matter: capitals, scheme, "www.", ".git" and a slash at the end."""
    bare = str(address or "").strip().casefold().partition("://")[2] or str(address or "").strip().casefold()
    return bare.removeprefix("www.").rstrip("/").removesuffix(".git")


def _normalize_name(name: object) -> str:
    return " ".join(str(name or "").split()).casefold()


def encode_record(record: Mapping[str, Any]) -> str:
    """Encode what tells one project from another as JSON, without contacts: the answer to a need of kind "record"."""
    organizations = record.get("organizations")
    owners = [
        {"name": one.get("name"), "org_type": one.get("org_type", "owner")}
        for one in (organizations if isinstance(organizations, list) else ())
        if isinstance(one, Mapping)
    ]
    return json.dumps({sign: record.get(sign) for sign in SIGNS} | {"organizations": owners, "found": True})
