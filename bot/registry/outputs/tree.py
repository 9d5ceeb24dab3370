"""All outputs of a registry as one tree: what the bot serves, and what it commits to a branch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from bot.registry.outputs.badge import badges
from bot.registry.outputs.feeds import feeds
from bot.registry.outputs.layout import layout
from bot.registry.outputs.table import table
from bot.registry.outputs.values import PublishedApproval, Registry, Site
from bot.text.record.record import Record
from config.base import Kind, Resting
from config.publishing import Outputs


@dataclass(frozen=True, slots=True)
class Page:
    """One output; `sha` is the id that git gives to a file with these bytes, and another one for any others."""

    body: bytes
    sha: str


Tree = Mapping[str, Page]
OURS = ("api/", "feeds/", "badge/", "registry.csv")
"""The paths of the outputs in a tree: on a branch, everything else there belongs to others."""


def tree(registry: Registry, use: Outputs, site: Site) -> Tree:
    """Path -> page of everything that the registry's configuration has switched on. Never raises for what a record says."""
    parts: list[Iterator[tuple[str, bytes]]] = []
    parts += [layout(registry)] if use.api else []
    parts += [feeds(registry, site, api=use.api)] if use.feeds else []
    parts += [badges(registry)] if use.badges else []
    parts += [table(registry)] if use.csv else []
    return MappingProxyType({path: page(body) for path, body in chain.from_iterable(parts)})


def page(body: bytes) -> Page:
    """Make the page with these bytes."""
    return Page(body, hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest())


def registry_of(
    files: Mapping[str, Mapping[str, Any]], folders: Mapping[Kind | Resting, str], approvals: tuple[PublishedApproval, ...] = ()
) -> Registry:
    """Make the registry out of its files (`folder/slug.json` -> record)."""
    return Registry(_select_folder(files, folders["candidate"]), _select_folder(files, folders["dpg"]), approvals)


def _select_folder(files: Mapping[str, Mapping[str, Any]], folder: str) -> Mapping[str, Record]:
    start = f"{folder}/"
    return {path[len(start) : -len(".json")]: dict(files[path]) for path in files if path.startswith(start)}
