"""Which addresses are GitHub's, and which of them lie in the same repository.

GitHub answers with a redirect both for a repository that was renamed (the same place under a new name) and for an
issue that was transferred (another place). Following the second would make the bot act where nobody asked it to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

from cachetools import LRUCache
from yarl import URL

from bot.github.shapes import Numbered
from bot.github.typed_reader import read_as

Look = Callable[[str], Awaitable[tuple[int, str, Any]]]
"""GET an address without following it: status, `Location`, and the JSON answer."""


def joined(url: str, location: str) -> str:
    """Where a `Location` that came from `url` leads; empty when it leads nowhere."""
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""


class Places:
    """Addresses under the API's base address."""

    def __init__(self, base_url: str) -> None:
        self._base = URL(base_url.rstrip("/"))
        self._identities: LRUCache[str, str] = LRUCache(100)

    def is_ours(self, url: str) -> bool:
        """Whether our credential may be sent to `url`."""
        try:
            return URL(url, encoded=True).origin() == self._base.origin()
        except ValueError:
            return False

    def may_serve_files(self, url: str) -> bool:
        """Whether a file may be fetched there: over TLS or from GitHub's own server, and no address of its API."""
        try:
            return (self.is_ours(url) and not self.repository(url)) or URL(url, encoded=True).scheme == "https"
        except ValueError:
            return False

    def repository(self, url: str) -> str:
        """`repos/owner/name` or `repositories/ID` out of an address, lower case; empty when it names neither."""
        path = URL(url, encoded=True).raw_path.removeprefix(self._base.raw_path.rstrip("/"))
        parts = path.lower().strip("/").split("/")
        wanted = {"repos": 3, "repositories": 2}.get(parts[0], 0)
        return "/".join(parts[:wanted]) if wanted and len(parts) >= wanted else ""

    async def same_repository(self, url: str, target: str, look: Look) -> bool:
        """Whether a redirect from `url` to `target` stays in one repository."""
        if not self.is_ours(target):
            return False
        before, after = self.repository(url), self.repository(target)
        if not before or not after:
            return False
        return before == after or await self._identity(before, look) == await self._identity(after, look) != ""

    async def _identity(self, repository: str, look: Look) -> str:
        """`repositories/ID` of a repository, also under a name that it had before; empty when it cannot be found."""
        if repository.startswith("repositories/"):
            return repository
        if repository not in self._identities:
            url = f"{self._base}/{repository}"
            status, location, answer = await look(url)
            if status == 200:
                found = f"repositories/{read_as(Numbered, answer, 'GET /repos/{owner}/{repo}', status)['id']}"
            else:
                target = joined(url, location)
                found = self.repository(target) if self.is_ours(target) else ""
            if not found.startswith("repositories/"):
                return ""
            self._identities[repository] = found
        return self._identities[repository]
