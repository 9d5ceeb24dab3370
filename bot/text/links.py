"""Finds the web addresses in what people wrote, and tells which kind of page one leads to: a site, an owner, a repository.

It only reads; whether an address may be visited is judged in bot.evidence.allowed_addresses. Linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from bot.text.addresses import without_ending

MOST = 10
LONGEST = 2_000
FORGES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org"})
OWN_PAGES = frozenset(
    {"about", "apps", "collections", "enterprise", "explore", "features", "groups", "login", "marketplace", "orgs", "pricing",
     "search", "settings", "sponsors", "topics", "users"}
)  # fmt: skip
"""First folders of a forge that are pages of its own, not owners."""
_ADDRESS = re.compile(r"https?://[^\s<>\"|\\`]{1,2000}", re.IGNORECASE)
_BARE = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,20}(?:[/?#]\S{0,500})?", re.IGNORECASE)


def links_in(text: str, most: int = MOST) -> tuple[str, ...]:
    """The addresses in a text, each once, in their order, without the punctuation of the sentence around them."""
    if "://" not in text:
        return ()
    found: dict[str, None] = {}
    for match in _ADDRESS.finditer(text):
        found[without_ending(match[0])] = None
        if len(found) == most:
            break
    return tuple(found)


def address(text: str) -> str:
    """The one address that a field is meant for, `https://` put before a bare `example.org`; empty when there is none."""
    return _address(text[:LONGEST])


@lru_cache(maxsize=1_024)
def _address(text: str) -> str:
    found = links_in(text, 1)
    if found:
        return found[0]
    bare = text.strip()
    return f"https://{bare}" if _BARE.fullmatch(bare) else ""


def place(url: str) -> tuple[str, tuple[str, ...]]:
    """The host in lower case without `www.`, and the folders; ("", ()) for what is no address."""
    return _place(url[:LONGEST])


@lru_cache(maxsize=1_024)
def _place(url: str) -> tuple[str, tuple[str, ...]]:
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removesuffix(".")
    except ValueError:
        return "", ()
    return host, tuple(folder for folder in parts.path.split("/") if folder)


def is_owner_page(url: str) -> bool:
    """Check if it leads to a person or an organization on a forge, where a repository is meant."""
    host, folders = place(url)
    return host in FORGES and (len(folders) < 2 or folders[0].casefold() in OWN_PAGES)


def is_same_page(one: str, other: str) -> bool:
    """Check if two addresses lead to one page, `www.`, the scheme, capitals and the last slash apart."""
    (host, folders), (other_host, other_folders) = place(one), place(other)
    return bool(host) and host == other_host and [*map(str.casefold, folders)] == [*map(str.casefold, other_folders)]
