"""At the door: which pull requests of people are nominations, and under which number they are looked at, told cheaply."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.model.github_json import Json, read_actor
from bot.model.ledger_entries import Actor
from bot.model.nominating_pull import is_second_record
from bot.model.nomination import MOST_CHANGED, MOST_LISTED, NominatingPull
from bot.reconcile.load_nominating_pulls import Folders, sort_changed_files, text_at
from bot.text.form.records import RecordFile

NEIGHBOURS = 4
"""A form's bot opens the two pull requests of one project one after the other; so far apart others may come between."""
NEWEST, BACKLOG = 10, 50
"""Pull requests whose files are asked for by one sweep, the newest first; and of those that waited, once a day."""
DAILY = timedelta(days=1)
SHA = re.compile(r"[0-9a-f]{40,64}")
MOST_COMPARED = 5
"""Lower pull requests of the same author whose files are read."""


Contents = Literal["records", "others", "unread"]
"""What a pull request brings: records, other files alone, or what is left unread since nothing would follow from it."""


class PullClassifier:
    """Decides cheaply which pull requests of people are nominations, and under which number they are looked at.

    It remembers, for this process only, heads that bring no record, and partners whose primary is known.
    """

    def __init__(self, github: GitHub, me: Actor) -> None:
        self._github, self._me = github, me
        self._strangers: LRUCache[int, tuple[str, ...]] = LRUCache(10_000)
        self._refused: LRUCache[int, bool] = LRUCache(10_000)
        self.primaries: LRUCache[int, int] = LRUCache(10_000)
        self._swept: Mapping[int, str] = {}
        self._backlog: datetime | None = None

    def list_unclassified(self, swept: Mapping[int, str], now: datetime) -> list[tuple[int, str]]:
        """Which of the pull requests of people that a sweep has found (number -> time of the last change) are worth a look.

        Each costs a request. So a sweep looks at a few of those that have changed since the last one, and the rest waits: a
        repository may have had many open ones for long when the bot comes to it.
        """
        asked = [(number, stamp) for number, stamp in sorted(swept.items(), reverse=True) if self.asks(number, stamp)]
        new = [(number, stamp) for number, stamp in asked if self._swept.get(number) != stamp][:NEWEST]
        first = self._backlog is None
        self._swept, self._backlog = swept, self._backlog or now
        if first or now - self._backlog < DAILY:
            return new
        self._backlog = now
        return [*new, *(one for one in asked if one not in new)][:BACKLOG]

    def asks(self, number: int, stamp: str) -> bool:
        """Check if the pull request is still unread at that time of its last change."""
        return stamp not in self._strangers.get(number, ())

    async def classify(self, number: int, stamps: Collection[str], folders: Folders) -> Contents:
        """Find out what it brings. One read, and none for a head (or time of the last change) that was looked at before.

        Records are looked for among the first hundred files. Of a pull request that may change more, or that was told that it
        changes too many, nothing more is read, however often somebody pushes."""
        if stamps and set(stamps) <= set(self._strangers.get(number, ())):
            return "unread"
        changed = await self._github.first_pull_files(number)
        told = len(changed) > MOST_CHANGED and number in self._refused
        if not told and any(
            folders.kind(str(e["filename"])) or folders.kind(str(e.get("previous_filename") or "")) for e in changed
        ):
            self._strangers.pop(number, None)
            return "records"
        if told or len(changed) >= MOST_LISTED:
            self._note_seen(number, stamps)
            return "unread"
        return "others"

    def note_plain(self, number: int, stamps: Collection[str], *heads: str) -> None:
        """Note that nothing is left to do about a pull request that brings no record, at these heads.

        A delivery's head that is none of them was not looked at: somebody has pushed since, and may go back to it."""
        self._note_seen(number, (*(stamp for stamp in stamps if not SHA.fullmatch(stamp)), *heads))

    def _note_seen(self, number: int, stamps: Collection[str]) -> None:
        seen = self._strangers.get(number, ())
        self._strangers[number] = (*seen[-3:], *(stamp for stamp in dict.fromkeys(stamps) if stamp not in seen))

    def note_refused(self, number: int) -> None:
        """Note that the pull request was told that it has too many files."""
        self._refused[number] = True

    async def primary(self, number: int, folders: Folders) -> int | None:
        """Find the lower pull request of the author that brings the other record of the project; None when it stands alone.

        Only ever a lower one: so both orders in which two may be looked at come to the same.
        """
        listed = await self._github.newest_pulls()
        own = next((data for data in listed if int(data["number"]) == number), None)
        if own is None or not own.get("user"):
            return None
        mine = sort_changed_files(own, await self._github.first_pull_files(number), folders)
        if mine.refusal or len({file.kind for file in mine.files}) != 1:
            return None
        candidates = [data for data in listed if self._may_carry(data, mine)]
        compared = []
        for data in sorted(candidates, key=lambda data: -int(data["number"]))[:MOST_COMPARED]:
            other = sort_changed_files(data, await self._github.first_pull_files(int(data["number"])), folders)
            if not other.files or other.refusal:
                continue
            if {file.kind for file in other.files} & {file.kind for file in mine.files}:
                if other.stems == mine.stems:
                    return None  # the same record once more: a nomination of its own, for the reviewers to compare
            elif other.stems == mine.stems:
                return other.number
            else:
                compared.append(other)
        return await self._find_by_name(mine, compared)

    def _may_carry(self, data: Json, mine: NominatingPull) -> bool:
        number, author = int(data["number"]), read_actor(data.get("user"))
        if author is None or mine.author is None or not author.id == mine.author.id != self._me.id:
            return False
        return number < mine.number and (not mine.by_a_bot or mine.number - number <= NEIGHBOURS)

    async def _find_by_name(self, mine: NominatingPull, others: Sequence[NominatingPull]) -> int | None:
        if not others:
            return None
        mine = replace(mine, files=(await self._read(mine),))
        for other in others:
            if is_second_record(mine, replace(other, files=(await self._read(other),))):
                return other.number
        return None

    async def _read(self, nominating_pull: NominatingPull) -> RecordFile:
        file = nominating_pull.files[0]
        return replace(file, text=await text_at(self._github, file.path, nominating_pull.head))
