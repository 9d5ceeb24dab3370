"""Looks for evidence with workers of its own, so that no link of a nomination keeps another nomination waiting.

What is found is a further piece of work: the ordinary queue decides on it. Nothing is lost by stopping in the middle, since
the next look at a nomination wants whatever its ledger does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from typing import Protocol

from bot.model.needs import Fact, Need
from bot.reconcile.queue.work import CannotStore, EvidenceWork, Key, NominationWork, Work
from bot.reconcile.queue.work_queue import MemoryQueue
from bot.reconcile.triggers import Triggers

WORKERS = 4
"""Nominations for which evidence is looked for at once."""


class Evidence(Protocol):
    """A source of facts about links, repositories and twins; never raises for a fact it finds."""

    async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
        """Find the facts for the needs; needs that it does not know are left out."""


class EvidenceSearch:
    """Look for evidence beside the queue of decisions, and put what was found into that queue.

    `waiting` holds the searches that wait; `evidence_of` gives the source of a registry's facts, None for one that looks nowhere.
    """

    def __init__(self, waiting: MemoryQueue, decisions: MemoryQueue, evidence_of: Callable[[str], Evidence | None]) -> None:
        self.waiting = waiting
        self._decisions, self._evidence_of = decisions, evidence_of
        self._under_way: dict[Key, frozenset[Need]] = {}

    async def look_for(self, work: EvidenceWork) -> None:
        """Look for this evidence soon, except for what is being looked for already. A search that finds no place is left to the
        next look at the nomination."""
        under_way = self._under_way.get(work.key, frozenset())
        new = tuple(need for need in work.needs if need not in under_way)
        if not new:
            return
        with suppress(CannotStore):
            await self.waiting.put(replace(work, needs=new))
            self._under_way[work.key] = under_way | frozenset(new)

    def running(self) -> AbstractAsyncContextManager[MemoryQueue]:
        """Search in the background of an `async with`; leaving it ends every search at once."""
        return self.waiting.running(self._search, WORKERS, drain=0, finish=0)

    async def _search(self, work: Work) -> None:
        if not isinstance(work, EvidenceWork):
            raise TypeError(f"{work!r} is no search for evidence")
        try:
            evidence = self._evidence_of(work.repo)
            found = await evidence.find(work.needs) if evidence is not None else {}
        finally:
            self._end(work)
        triggers = Triggers(evidence=tuple((need, found.get(need)) for need in work.needs))
        with suppress(CannotStore):
            found_work = NominationWork(work.repo, work.number, triggers, "evidence", lane=work.lane, person=work.person)
            await self._decisions.put(found_work)

    def _end(self, work: EvidenceWork) -> None:
        left = self._under_way.get(work.key, frozenset()) - frozenset(work.needs)
        if left:
            self._under_way[work.key] = left
        else:
            self._under_way.pop(work.key, None)
