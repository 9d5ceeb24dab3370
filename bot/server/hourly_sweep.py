"""Sweeping all registry repositories: their configuration, their nominations and their outputs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import structlog

from bot.github.errors import GitHubError
from bot.github.transport import OnRequest
from bot.reconcile.queue.work import OutputWork
from bot.reconcile.queue.work_queue import MemoryQueue
from bot.server.configuration_in_force import Configurations
from bot.server.repository import Repository

SWEEP_SECONDS = 3600.0

log = structlog.get_logger("dpgbot")


@dataclass(slots=True)
class CallCount:
    """Count the calls to GitHub; `on_request` hears of each, for the figures of /metrics."""

    requests: int = 0
    charged: int = 0
    on_request: OnRequest | None = None

    def count(self, method: str, path: str, status: int) -> None:
        """Count one call. GitHub does not charge for 304."""
        self.requests += 1
        self.charged += status != 304
        if self.on_request is not None:
            self.on_request(method, path, status)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The findings and the cost of one sweep of a registry. `requests` are all those made to GitHub meanwhile, `charged` those of
    them that count against the quota (GitHub does not charge for 304)."""

    nominations: int
    woken: int
    requests: int
    charged: int


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Sweep the registries of one process, and put the work that is found into its queue."""

    queue: MemoryQueue
    repositories: Mapping[str, Repository]
    configurations: Configurations
    calls: CallCount

    async def sweep(self) -> Sweep:
        """Look at every registry's configuration and open nominations; add up what was found and what it cost."""
        found = [await self._sweep(repository) for repository in self.repositories.values()]
        return Sweep(*(sum(getattr(one, name) for one in found) for name in ("nominations", "woken", "requests", "charged")))

    async def _sweep(self, repository: Repository) -> Sweep:
        context, requests, charged = repository.context, self.calls.requests, self.calls.charged
        await self.configurations.check(context)
        woken = await self.find_work(repository)
        nominations = len(context.registry_cache.listing.issues)
        swept = Sweep(nominations, woken, self.calls.requests - requests, self.calls.charged - charged)
        log.info("swept", repo=context.github.repo, **asdict(swept))
        return swept

    async def find_work(self, repository: Repository) -> int:
        """Put every nomination of one registry that is worth a look into the queue, and what it publishes; count the first."""
        found = await repository.sweeper.sweep()
        for work in found:
            await self.queue.put(work)
        if repository.publication.is_wanted:
            await self.queue.put(OutputWork(repository.context.github.repo))
        return len(found)

    async def sweep_for_ever(self, every: float = SWEEP_SECONDS) -> None:
        """Sweep at the start and then every hour; trouble is logged and tried again at the next turn."""
        while True:
            try:
                await self.sweep()
            except (GitHubError, OSError, TimeoutError) as trouble:
                log.warning("sweep failed", error=str(trouble))
            await asyncio.sleep(every)
