"""Every project that a registry knows: its four folders and its open nominations, to look for twins in.

GitHub is asked when somebody wants to know, once a minute at most: one small conditional request tells whether anything
changed in the folders (see bot.registry.files), another one lists the open
nominations. Nothing has to be told about pushes, and a process that starts knows as much as one that has run for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.model.needs import Fact, Need
from bot.registry.files import Files, RegistryFiles
from bot.review.duplicates import Entry, find_candidates, format_fact, parse_need, read_identity
from bot.text.record_references import FOLDERS
from config.models import Workflow

FRESH = timedelta(minutes=1)
MOST_NOMINATIONS = 1_000
STAGES: Mapping[str, str] = {FOLDERS[2]: "archived", FOLDERS[3]: "excluded"}

Nominee = Callable[[str], Mapping[str, Any]]
"""The nominee record in the body of an issue; {} when it is no nomination."""


class RegistryIndex:
    """Knows the projects of one registry. `workflow` is asked each time, for it can change; `nominee` reads an issue."""

    def __init__(
        self,
        github: GitHub,
        workflow: Callable[[], Workflow],
        nominee: Nominee,
        now: Callable[[], datetime],
        files: RegistryFiles | None = None,
    ) -> None:
        self._github, self._workflow, self._nominee, self._now = github, workflow, nominee, now
        self._files = files or RegistryFiles(github, workflow)
        self._seen: Files | None = None
        self._records: tuple[Entry, ...] = ()
        self._nominations: dict[int, Entry] = {}
        self._read: LRUCache[tuple[int, str], Entry] = LRUCache(MOST_NOMINATIONS)
        self._at: datetime | None = None
        self._looking: asyncio.Task[None] | None = None

    async def duplicates(self, need: Need) -> Fact:
        """List the candidates for a need of that kind. Raises what the client raises when GitHub cannot be asked now."""
        number, identity = parse_need(need)
        await self._look()
        self._nominations[number] = Entry(identity, f"#{number}", "nominated")
        others = (entry for known, entry in self._nominations.items() if known != number)
        return format_fact(find_candidates(identity, (*self._records, *others)), self._now())

    async def _look(self) -> None:
        """Look once for all: everybody who asks meanwhile waits for the same look, and one who gives up waiting does not end it."""
        if self._looking is None and (self._at is None or self._at + FRESH <= self._now()):
            self._looking = asyncio.create_task(self._refresh())
            self._looking.add_done_callback(self._end_look)
        if self._looking is not None:
            await asyncio.shield(self._looking)

    def _end_look(self, done: asyncio.Task[None]) -> None:
        self._looking = None
        if not done.cancelled():
            done.exception()  # whoever waits hears of it; nobody has to

    async def _refresh(self) -> None:
        files = await self._files.read()
        if files is not self._seen:
            self._records = tuple(entries(files, self._files.folders))
            self._seen = files
        self._nominations = {int(entry.where[1:]): entry for entry in await self._open()}
        self._at = self._now()

    async def _open(self) -> list[Entry]:
        found: list[Entry] = []
        async for page in self._github.issues(labels=[self._workflow().labels.nomination.name]):
            found += [self._make_entry(int(issue["number"]), str(issue.get("body") or "")) for issue in page]
            if len(found) >= MOST_NOMINATIONS:
                break
        return found

    def _make_entry(self, number: int, body: str) -> Entry:
        if (number, body) not in self._read:
            self._read[number, body] = Entry(read_identity(self._nominee(body)), f"#{number}", "nominated")
        return self._read[number, body]


def entries(files: Mapping[str, Mapping[str, Any]], folders: tuple[str, ...]) -> Iterator[Entry]:
    """Make one entry for each project: the record of indicators 3 to 9 belongs to the nominee of the same file name."""
    nominees, screened = folders[0], folders[1]
    for path, record in files.items():
        folder, _, name = path.partition("/")
        if folder == screened and f"{nominees}/{name}" in files:
            continue
        identity = read_identity(record)
        if folder == nominees:
            beside = read_identity(files.get(f"{screened}/{name}", {})).name
            identity = replace(identity, aliases=_add_alias(identity.aliases, beside, identity.name))
        default = "DPG" if folder == screened else STAGES.get(folder, "nominee")
        stage = record.get("stage") if folder == nominees else default
        yield Entry(identity, path, "DPG" if stage == "DPG" else default)


def _add_alias(aliases: Iterable[str], other: str, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*aliases, *((other,) if other and other != name else ()))))
