"""Judges web addresses that a nominator wrote: which may become links, and in which form."""

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

MAX_LENGTH = 2_000

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SAFE = "%/:?#@!$&*+,;=~-._"
_GITHUB = ("github.com", "www.github.com")
_NOT_LAST = ".,;:!?'*_~"
# Pages that GitHub marks with "mentioned in ..." when somebody links to them.
_THREADS = {"issues", "pull", "pulls", "discussions"}
# Bare links to these are replaced by a picture or a video player.
_MEDIA_HOST = "githubusercontent.com"
_MEDIA_FOLDER = "user-attachments"


def without_ending(address: str) -> str:
    """The address without the punctuation of the sentence around it. A closing bracket goes when none was opened inside:
    `.../other_(2020)` keeps its own."""
    unopened = {closing: address.count(closing) - address.count(opening) for opening, closing in ("()", "[]")}
    end = len(address)
    while end and (address[end - 1] in _NOT_LAST or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]


def linkable(address: str) -> str | None:
    """The address in the form a Markdown link takes, or None when it may not become a link.

    Only http and https with a plain ASCII host and without credentials, at most `MAX_LENGTH` characters; what would
    end a link early is percent-encoded. Issues and pull requests on GitHub go through redirect.github.com, as
    Dependabot does it, so that other projects' threads do not fill with "mentioned in"."""
    if len(address) > MAX_LENGTH:
        return None
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port  # reading a bad port raises
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    folders = [unquote(folder).casefold() for folder in parts.path.split("/") if folder]
    if f".{host}".endswith(f".{_MEDIA_HOST}") or (host in _GITHUB and folders[:1] == [_MEDIA_FOLDER]):
        return None
    if host in _GITHUB and _THREADS.intersection(folders):
        parts = parts._replace(netloc="redirect.github.com")
    return quote(urlunsplit(parts), safe=_SAFE)
