"""Places in a registry that people and the bot name in short: a file (`nominees/x.json`) or an issue (`#12`); and the badge of a project."""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.text import escape

FOLDERS = ("nominees", "digitalpublicgoods", "archive", "excluded-nominees")
"""The folders of the registry, each with one JSON file a project; the first two are named by the workflow."""
_ISSUE = re.compile(r"#[1-9][0-9]{0,9}")
_FILE = re.compile(r"[\w-]{1,60}/[^\s/\\]{1,200}\.json")


def is_place(word: str) -> bool:
    """Check if a word names a place."""
    return bool(_ISSUE.fullmatch(word) or _FILE.fullmatch(word))


def link(thread: str, place: str, label: str = "") -> str:
    """Markdown for a link to a place of the registry that `thread`, the address of one of its issues, belongs to."""
    home = thread.rpartition("/issues/")[0]
    path = f"issues/{place[1:]}" if place.startswith("#") else f"blob/HEAD/{quote(place)}"
    return escape.link(label or place, f"{home}/{path}")


def snippet(pages: str, slug: str, target: str) -> str:
    """Markdown that shows a project's badge and leads to `target`; `pages` is the public address of the outputs."""
    return f"[![Digital public good]({pages}/badge/{quote(slug)}.svg)]({target})"
