"""Brings web addresses into one form, and tells which of them stand for one project and no other.

`canonical` is for storing and comparing; `repository` and `site` say what an address identifies. The page of an
organization, the front page of a shared host or of a site builder identifies nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from bot.text.links import OWN_PAGES

LONGEST = 120
MIRRORS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "framagit.org", "gitee.com", "git.sr.ht"})
"""Hosts on which the same owner and name stand for the same project, moved or mirrored."""
_OWN_FORGE = ("gitlab.", "git.", "gitea.", "forgejo.", "code.")
_FOR_EVERYBODY = """
    apps.apple.com bit.ly docs.google.com drive.google.com example.com example.net example.org facebook.com forms.gle
    github.io gitbook.io gitlab.io herokuapp.com instagram.com linkedin.com localhost medium.com netlify.app notion.site
    play.google.com readthedocs.io sites.google.com sourceforge.net t.me tinyurl.com twitter.com vercel.app weebly.com
    wikipedia.org wixsite.com wordpress.com x.com youtube.com
"""
_SHARED = frozenset(_FOR_EVERYBODY.split())
_START = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}://|//)", re.IGNORECASE)
_SCP = re.compile(r"[\w.-]{1,60}@([\w.-]{1,250}):(?!\d+(?:/|\Z))")
_INDEX = re.compile(r"/(?:index|home|default)\.(?:html?|php|aspx?)\Z")
_HOST = re.compile(r"[^\s/@:\"'<>\\]{1,250}\.[^\s/@:\"'<>\\.\d][^\s/@:\"'<>\\.]{1,62}")


@lru_cache(maxsize=16_384)
def canonical(address: str) -> str:
    """`host/path` in lower case, without scheme, `www.`, port, `.git`, index page or final slash; empty when it is no address.

    Of the query only an `id` is kept: app stores tell their pages apart by it.
    """
    text = _SCP.sub(r"ssh://\1/", address.strip()[:2_000], count=1)
    try:
        parts = urlsplit(text if _START.match(text) else f"//{text}")
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        identifier = parse_qs(parts.query, max_num_fields=20).get("id", [""])[0]
    except ValueError:
        return ""
    if not _HOST.fullmatch(host):
        return ""
    path = _INDEX.sub("", "/".join(["", *(part for part in unquote(parts.path).lower().split("/") if part)]))
    found = f"{host}{path.removesuffix('.git')}{f'?id={identifier.lower()}' if identifier else ''}"
    return "" if any(c.isspace() or not c.isprintable() for c in found) else found[:LONGEST]


@lru_cache(maxsize=16_384)
def repository(home: str) -> str:
    """Find the repository that a canonical address lies in: `owner/name` on the hosts that mirror each other; empty for none."""
    host, _, path = home.partition("?")[0].partition("/")
    parts = [part for part in path.split("/") if part]
    if host.endswith(".github.io") and parts:
        return f"{host.removesuffix('.github.io')}/{parts[0]}"
    if host == "raw.githubusercontent.com":
        host = "github.com"
    if host == "sourceforge.net":
        return f"sourceforge.net/{parts[1]}" if len(parts) > 1 and parts[0] in ("projects", "p") else ""
    if len(parts) < 2 or (host not in MIRRORS and not host.startswith(_OWN_FORGE)):
        return ""
    if parts[0] in OWN_PAGES or parts[1] == ".github":
        return ""
    grouped = "gitlab" in host or host == "framagit.org"
    found = "/".join(_before_dash(parts) if grouped else parts[:2]).removesuffix(".git")
    return found if host in MIRRORS else f"{host}/{found}"


def _before_dash(parts: list[str]) -> list[str]:
    """GitLab has groups in groups, and puts `/-/` before everything that lies inside a repository."""
    ends = [parts.index(word) for word in ("-", "tree", "blob") if word in parts[2:]]
    return parts[: min(ends)] if ends else parts


@lru_cache(maxsize=16_384)
def site(home: str) -> str:
    """The web site that a canonical address is, when it can be one project's own; empty for hosts that all share."""
    host = home.partition("?")[0].partition("/")[0]
    if host in MIRRORS or repository(home) or not home:
        return ""
    return "" if home in _SHARED or (host in _SHARED and "/" not in home) else home


def is_front_page(home: str) -> bool:
    """The whole host, which may be the project's or its owner's."""
    return "/" not in home
