"""Sweeping all registry repositories: their configuration, their nominations and their outputs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import NoReturn

import structlog

from bot.github.errors import GitHubError
from bot.github.transport import OnRequest
from bot.reconcile.queue.work import CannotStore, OutputWork
from bot.reconcile.queue.work_queue import MemoryQueue
from bot.server.configuration_in_force import Configurations
from bot.server.passes import Passes
from bot.server.repository import Repository

SWEEP_SECONDS = 3600.0
FIRST_RETRY_SECONDS = 60.0
EXPECTED = (GitHubError, OSError, TimeoutError, CannotStore)
"""What may happen at any time; everything else is a mistake of ours, and logged with its place."""

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

    passes: Passes
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def sweep(self) -> Sweep:
        """Look at every registry's configuration and open nominations; add up what was found and what it cost. What goes wrong
        with one registry keeps no other from being swept: the first error is raised in the end."""
        found = [await self._try(repository) for repository in self.repositories.values()]
        swept = [one if isinstance(one, Sweep) else _raise(one) for one in found]
        return Sweep(*(sum(getattr(one, name) for one in swept) for name in ("nominations", "woken", "requests", "charged")))

    async def _try(self, repository: Repository) -> Sweep | Exception:
        repo = repository.context.github.repo
        try:
            with self.passes.counting_sweep(repo):
                return await self._sweep(repository)
        except Exception as trouble:  # whatever it is, the next sweep has to come
            is_defect = not isinstance(trouble, EXPECTED)
            log.error("sweep failed", repo=repo, in_a_row=self.passes.failed_sweeps, error=repr(trouble), exc_info=is_defect)
            return trouble

    async def _sweep(self, repository: Repository) -> Sweep:
        context, requests, charged = repository.context, self.calls.requests, self.calls.charged
        trouble: Exception | None = None
        try:
            await self.configurations.check(context)
        except Exception as error:  # the configuration in force before stays so, and under it the nominations are looked at
            trouble = error
        woken = await self.find_work(repository)
        nominations = len(context.registry_cache.listing.issues)
        swept = Sweep(nominations, woken, self.calls.requests - requests, self.calls.charged - charged)
        log.info("swept", repo=context.github.repo, **asdict(swept))
        return _raise(trouble) if trouble else swept

    async def find_work(self, repository: Repository) -> int:
        """Put every nomination of one registry that is worth a look into the queue, and what it publishes; count the first."""
        found = await repository.sweeper.sweep()
        for work in found:
            await self.queue.put(work)
        repository.sweeper.note_queued()
        if repository.publication.is_wanted:
            await self.queue.put(OutputWork(repository.context.github.repo))
        return len(found)

    async def sweep_for_ever(self, every: float = SWEEP_SECONDS) -> None:
        """Sweep at the start and then every hour. After one that failed the next comes sooner: in a minute, then in two, and so on."""
        failed = 0
        while True:
            try:
                await self.sweep()
            except Exception:  # it was logged where it was met
                failed += 1
            else:
                failed = 0
            await self.sleep(min(every, FIRST_RETRY_SECONDS * 2.0 ** min(failed - 1, 10)) if failed else every)


def _raise(error: Exception) -> NoReturn:
    raise error
