"""Taking the parts of GitHub's payloads, which of them there are depending on the event: each of these gives what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.model.ledger_entries import Actor

T = TypeVar("T")


def get_field(value: object, kind: type[T], *keys: str) -> T | None:
    """Read the value under the keys, if it is of that kind."""
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value if isinstance(value, kind) and not (kind is int and isinstance(value, bool)) else None


def get_account(user: object) -> Actor | None:
    """An account that is told whole."""
    number, login = get_field(user, int, "id"), get_field(user, str, "login")
    return Actor(number, login) if number is not None and login is not None else None


def get_time(text: object) -> datetime | None:
    """Read a time with its zone."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None


def label_names(issue: Mapping[str, Any]) -> Iterator[str]:
    """List the names of the issue's labels, in lower case."""
    for label in get_field(issue, list, "labels") or []:
        if isinstance(label, dict):
            yield str(label.get("name")).lower()


def changed_paths(payload: Mapping[str, Any]) -> Iterator[str]:
    """List the paths that the commits of a push have changed."""
    for commit in get_field(payload, list, "commits") or []:
        for how in ("added", "modified", "removed"):
            yield from (path for path in get_field(commit, list, how) or [] if isinstance(path, str))
