"""The records in a registry's folders, as they stand on its default branch.

One small conditional request tells whether anything changed in the folders; only then is the whole registry read again, as
one archive. Whoever wants to know (the search for twins, the outputs) shares that reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.github.client import GitHub
from bot.github.errors import Unreadable
from bot.registry.registry_archive import BadArchive, records
from bot.text.record_references import FOLDERS
from config.models import Workflow

Files = Mapping[str, Mapping[str, Any]]
"""`folder/slug.json` -> record."""


class RegistryFiles:
    """The reader of one registry; `workflow` is asked each time, for the names of its folders can change."""

    def __init__(self, github: GitHub, workflow: Callable[[], Workflow]) -> None:
        self._github, self._workflow = github, workflow
        self._stood: tuple[tuple[str, ...], Mapping[str, str]] | None = None
        self._files: Files = MappingProxyType({})
        self._reading = asyncio.Lock()

    @property
    def folders(self) -> tuple[str, ...]:
        """List the four folders; the first two are the workflow's."""
        named = self._workflow().folders
        return (named["candidate"], named["dpg"], *FOLDERS[2:])

    async def read(self) -> Files:
        """Read the records as they stand; the very same object as long as nothing changed. Raises what the client raises."""
        async with self._reading:
            folders = self.folders
            shas = {name: sha for name, sha in (await self._github.folders()).items() if name in folders}
            if self._stood != (folders, shas):
                self._files = MappingProxyType(await self._archive(folders) if shas else {})
                self._stood = (folders, shas)
            return self._files

    async def _archive(self, folders: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        branch = str((await self._github.repository())["default_branch"])
        archive = await self._github.tarball(branch)
        try:
            return await asyncio.to_thread(records, archive, folders)
        except BadArchive as bad:
            raise Unreadable(str(bad)) from bad
