"""One running bot, put together: the registry repositories, one queue, and the way in for deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
from aiolimiter import AsyncLimiter

from bot.clock import utc_now
from bot.github.auth import AppAuth, Auth, TokenAuth
from bot.github.client import GitHub
from bot.github.pace import MakeLimiter
from bot.github.transport import TIMEOUT_SECONDS, Transport
from bot.model.contracts import Catalogue
from bot.model.ledger_entries import Actor
from bot.model.message import Delivered, Message
from bot.reconcile.context import RepositoryContext
from bot.reconcile.evidence_search import Evidence, EvidenceSearch
from bot.reconcile.queue.work import Work
from bot.reconcile.queue.work_queue import Handle, MemoryQueue
from bot.server.configuration_in_force import Configurations
from bot.server.hourly_sweep import CallCount, Sweeps
from bot.server.passes import Passes
from bot.server.public_files import PublishedFiles, address
from bot.server.repository import EvidenceOf, Repository, assemble, looking_outside
from bot.server.router import Router
from bot.transports import Lookup, send
from config.models import Workflow
from config.settings import Settings
from config.workflow import built_in, workflow

WORKERS = 4
WRITES_OF_A_PASS = 6
"""Writes for which there has to be room when work begins that can wait; most nominations are opened with fewer."""
Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]


class Service:
    """The parts of one process; `queue` holds what is to be looked at.

    `now`, `sleep` and `timeout` (seconds that GitHub has for an answer) are given by tests. `evidence` makes whoever finds
    out about links, repositories and twins for a registry; without it nobody outside GitHub is ever asked. `lookup` gives the
    secrets of transports instead of the settings. `serves`: the outputs of the registries are served, and so kept up to date.
    `limiter` as of `Transport`.
    """

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        session: aiohttp.ClientSession,
        now: Now = utc_now,
        sleep: Sleep = asyncio.sleep,
        timeout: float = TIMEOUT_SECONDS,
        evidence: EvidenceOf | None = None,
        lookup: Lookup | None = None,
        *,
        serves: bool = False,
        limiter: MakeLimiter | None = None,
    ) -> None:
        self.settings, self.catalogue, self.now, self.sleep = settings, catalogue, now, sleep
        self.serves, self._evidence_of = serves, evidence
        self._lookup = lookup or settings.secret_named
        self.calls = CallCount()
        auth, url = _auth(settings, now), settings.github_api_url
        self.transport = Transport(
            session,
            auth,
            base_url=url,
            now=now,
            sleep=sleep,
            timeout=timeout,
            on_request=self.calls.count,
            limiter=limiter,
        )
        self.queue = MemoryQueue(now=now, sleep=sleep, admits=self._has_room if limiter else None)
        self.repositories: dict[str, Repository] = {}
        self.configurations = Configurations(_fallback(settings, catalogue), catalogue.features)
        self.passes = Passes()
        self.sweeps = Sweeps(self.queue, self.repositories, self.configurations, self.calls, self.passes, sleep)
        self.evidence = EvidenceSearch(MemoryQueue(now=now, sleep=sleep, kept=0), self.queue, self._find_evidence_of)
        self.router = Router(self.queue, self.evidence, self.repositories, self.configurations, self.sweeps, self.passes)

    async def learn(self) -> None:
        """Get to know GitHub and the registries, changing nothing; raises what the client raises when that fails."""
        for repo in self.settings.registry_repo:
            github = GitHub(self.transport, repo)
            me = await github.me()
            context = RepositoryContext(
                github=github,
                me=Actor(int(me["id"]), str(me["login"])),
                keys=self.settings.ledger_keys,
                catalogue=self.catalogue,
                workflow=await self.configurations.read(github),
                send=self._send,
                now=self.now,
            )
            pages = address(self.settings.public_url, self.settings.registry_repo, repo)
            self.repositories[repo.lower()] = assemble(context, pages, self._evidence_of, serves=self.serves)

    @asynccontextmanager
    async def working(self, handle: Handle | None = None) -> AsyncIterator[None]:
        """Work on the queue while inside, with `handle` in place of the router where a test watches. Leaving it ends the searches
        for evidence first: nobody waits for these."""
        async with self.queue.running(handle or self.router.handle, WORKERS), self.evidence.running():
            yield

    async def idle(self) -> None:
        """Return when there is nothing to decide and nothing to look for; dates do not count."""
        queues = (self.evidence.waiting, self.queue)
        while not all(queue.is_idle() for queue in queues):
            for queue in queues:
                await queue.idle()

    def outputs(self) -> Mapping[str, PublishedFiles]:
        """Give what the server shows of each registry, by owner/name."""
        return {name: repository.publication.present for name, repository in self.repositories.items()}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Tell whether every registry is known and its sweeps succeed, and how much is waiting."""
        are_known = len(self.repositories) == len(self.settings.registry_repo)
        details = {"waiting": self.queue.size(), "failed_sweeps": self.passes.failed_sweeps}
        return are_known and not self.passes.are_failing, details

    def _has_room(self, work: Work) -> bool:
        return self.transport.has_room(work.repo, WRITES_OF_A_PASS)

    def _find_evidence_of(self, repo: str) -> Evidence | None:
        return self.repositories[repo.lower()].loop.evidence

    async def _send(self, message: Message) -> Delivered:
        return await send(message, self._lookup, self.now, self.sleep)


@asynccontextmanager
async def running(
    settings: Settings, catalogue: Catalogue, now: Now = utc_now, *, serves: bool = False
) -> AsyncIterator[Service]:
    """A service that has started, its queue being worked on while inside; `serves` as in `Service`."""
    async with aiohttp.ClientSession() as session:
        evidence = looking_outside(settings, catalogue, now)
        service = Service(settings, catalogue, session, now, evidence=evidence, serves=serves, limiter=AsyncLimiter)
        await service.learn()
        async with service.working():
            yield service


def _auth(settings: Settings, now: Now) -> Auth:
    if settings.github_app_id and settings.github_private_key:
        return AppAuth(settings.github_app_id, settings.github_private_key.get_secret_value(), now)
    assert settings.github_token is not None, "the settings refuse to load without either"
    return TokenAuth(settings.github_token.get_secret_value())


def _fallback(settings: Settings, catalogue: Catalogue) -> Workflow:
    if settings.workflow_file is None:
        return built_in()
    file = settings.workflow_file
    return workflow(file.read_text(encoding="utf-8"), file.name, catalogue.features)
