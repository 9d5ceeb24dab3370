"""One running bot: a worker for each registry repository, one queue, and the way in for deliveries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import aiohttp
import structlog

from bot.clock import utc_now
from bot.evidence import finder
from bot.evidence.fetcher import Fetcher
from bot.evidence.repositories import ask_through
from bot.github.auth import AppAuth, Auth, TokenAuth
from bot.github.client import GitHub
from bot.github.errors import GitHubError
from bot.github.transport import GITHUB as GITHUB_API
from bot.github.transport import TIMEOUT_SECONDS, OnRequest, Transport
from bot.model.contracts import Catalogue
from bot.model.ledger import Actor
from bot.model.lens import Lens
from bot.model.message import Delivered, Message
from bot.model.nomination import Nomination
from bot.reconcile.payloads import given
from bot.reconcile.queue.memory import MemoryQueue
from bot.reconcile.queue.wake import DESK, OUTPUTS, REGISTRY, CannotStore, Wake
from bot.reconcile.riding import GRANTED, LOOK, Changed
from bot.reconcile.worker import Elsewhere, Evidence, Worker
from bot.registry.approvals import RegistryApprovals
from bot.registry.config_file import InForce, in_force, report, unless_unchanged
from bot.registry.files import RegistryFiles
from bot.registry.index import RegistryIndex
from bot.registry.publication import Publication
from bot.server.registry import Shelf, address
from bot.server.webhook import Delivery
from bot.text.form.form import parse
from bot.transports import Lookup, send
from config.models import Workflow
from config.settings import Settings
from config.workflow import built_in, workflow

SWEEP_SECONDS = 3600.0
WORKERS = 4
Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[object]]
EvidenceOf = Callable[[GitHub], Evidence | None]

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep of a registry found and cost. `requests` are all those made to GitHub meanwhile, `charged` those of
    them that count against the quota (GitHub does not charge for 304)."""

    nominations: int
    woken: int
    requests: int
    charged: int


class Service:
    """The workers of one process; `queue` holds what is to be looked at.

    `now`, `sleep` and `timeout` (seconds that GitHub has for an answer) are given by tests. `evidence` gives whoever finds
    out about links, repositories and twins for a registry; without it nobody outside GitHub is ever asked. `serves`: the outputs
    of the registries are served, and so kept up to date.
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
        *,
        serves: bool = False,
    ) -> None:
        self.serves = serves
        self.settings, self.catalogue, self.now, self.evidence_of = settings, catalogue, now, evidence
        self.sleep = sleep
        self.lookup: Lookup = settings.secret_named
        auth, url = _auth(settings, now), settings.github_api_url
        self.on_request: OnRequest | None = None
        """Hears of every call to GitHub; the figures of /metrics come from it."""
        self.transport = Transport(session, auth, base_url=url, now=now, sleep=sleep, timeout=timeout, on_request=self._heard)
        self.queue = MemoryQueue(now=now, sleep=sleep)
        self.workers: dict[str, Worker] = {}
        self.requests = self.charged = 0
        self._kept: dict[str, InForce] = {}
        self.files: dict[str, RegistryFiles] = {}
        self.publications: dict[str, Publication] = {}
        self.fallback = _fallback(settings, catalogue)

    def _heard(self, method: str, path: str, status: int) -> None:
        self.requests += 1
        self.charged += status != 304
        if self.on_request is not None:
            self.on_request(method, path, status)

    async def learn(self) -> None:
        """Get to know GitHub and the registries, changing nothing; raises what the client raises when that fails."""
        for repo in self.settings.registry_repo:
            github = GitHub(self.transport, repo)
            me = await github.me()
            worker = Worker(
                github=github,
                me=Actor(int(me["id"]), str(me["login"])),
                keys=self.settings.ledger_keys,
                workflow=self.fallback,
                catalogue=self.catalogue,
                send=self._send,
                now=self.now,
                evidence=self.evidence_of(github) if self.evidence_of else None,
            )
            self.workers[repo.lower()] = worker
            self._publish(worker)
            worker.workflow = (await in_force(github, self.fallback, self.catalogue.features)).workflow

    def _publish(self, worker: Worker) -> None:
        """Make ready what the registry publishes; nothing is read yet."""
        github, lens, present = worker.github, Lens(worker.me, worker.keys), self.flow_of(worker.github)
        approvals = RegistryApprovals(github, lens, present, worker.lives.remember)
        pages = address(self.settings.public_url, self.settings.registry_repo, github.repo)
        publication = Publication(github, self.files_of(github), approvals, present, pages, served=self.serves)
        self.publications[github.repo.lower()] = publication

        async def told(nomination: Nomination) -> None:
            if publication.hear(nomination):
                with suppress(CannotStore):  # stopping, or full: the next sweep makes up for it
                    await self.queue.put(Wake(github.repo, OUTPUTS, (), "approval"))

        worker.told, worker.pages = told, lambda: publication.pages

    def files_of(self, github: GitHub) -> RegistryFiles:
        """The records of a registry, read once for everybody who wants to know."""
        return self.files.setdefault(github.repo.lower(), RegistryFiles(github, self.flow_of(github)))

    def flow_of(self, github: GitHub) -> Callable[[], Workflow]:
        """Gives the registry's workflow in force."""
        return lambda: self.workers[github.repo.lower()].workflow

    def outputs(self) -> Mapping[str, Shelf]:
        """What the server shows of each registry, by owner/name."""
        return {name: publication.present for name, publication in self.publications.items()}

    async def reload(self, worker: Worker) -> None:
        """Bring the registry's configuration into force, report what is wrong with it, and make its labels."""
        await self._bring_into_force(worker, await in_force(worker.github, self.fallback, self.catalogue.features))

    async def check(self, worker: Worker) -> None:
        """The same, free of charge when nothing has changed."""
        repo = worker.github.repo.lower()
        before = self._kept.get(repo)
        kept = await unless_unchanged(worker.github, self.fallback, self.catalogue.features, before)
        if kept is before and worker.workflow == kept.workflow and not kept.problem:
            await worker.prepare()
        else:
            await self._bring_into_force(worker, kept)
        self._kept[repo] = kept

    async def _bring_into_force(self, worker: Worker, found: InForce) -> None:
        worker.workflow = found.workflow
        await report(worker.github, found)
        await worker.prepare()

    async def receive(self, delivery: Delivery) -> None:
        """Take one verified delivery; deliveries of other repositories are ignored."""
        repo = given(delivery.payload, str, "repository", "full_name") or ""
        worker = self.workers.get(repo.lower())
        found = worker.reader.wake(delivery.event, delivery.payload) if worker else None
        if isinstance(found, Wake):
            await self.queue.put(found)
        elif isinstance(found, Changed) and worker:
            await self.queue.put(Wake(worker.github.repo, OUTPUTS, (), "records"))
            for wake in worker.touched(found.paths):
                await self.queue.put(wake)

    async def handle(self, wake: Wake) -> None:
        """One wake: of a nomination, of the registry's configuration, of its reminders, or of what it publishes."""
        worker = self.workers[wake.repo.lower()]
        if wake.number == REGISTRY:
            await self.reload(worker)
            await self.sweep_one(worker)
        elif wake.number == DESK:
            await self._tend(worker, wake)
        elif wake.number == OUTPUTS:
            await self.publications[wake.repo.lower()].refresh()
        else:
            try:
                look_again = await worker.handle(wake)
            except Elsewhere as elsewhere:
                await self.queue.put(elsewhere.wake)
                return
            if look_again is not None:
                await self.queue.later(Wake(wake.repo, wake.number, LOOK, "time"), look_again)
            if worker.clerk.has_work():
                await self.queue.put(Wake(wake.repo, DESK, (), "reminders"))
            elif (again := worker.clerk.next_look()) is not None:
                await self.queue.later(Wake(wake.repo, DESK, (), "reminders"), again)

    async def _tend(self, worker: Worker, wake: Wake) -> None:
        if wake.requests:
            worker.clerk.forget_issue()
        tended = await worker.clerk.dispatch()
        for number in tended.granted:
            await self.queue.put(Wake(wake.repo, number, GRANTED, "its turn to speak"))
        for number in tended.look:
            await self.queue.put(Wake(wake.repo, number, LOOK, "before the digest"))
        if tended.again is not None:
            await self.queue.later(Wake(wake.repo, DESK, (), "reminders"), tended.again)

    async def sweep(self) -> Sweep:
        """Look at every registry's configuration and open nominations; what was found and what it cost, in all."""
        found = [await self._sweep(worker) for worker in self.workers.values()]
        return Sweep(*(sum(getattr(one, name) for one in found) for name in ("nominations", "woken", "requests", "charged")))

    async def _sweep(self, worker: Worker) -> Sweep:
        requests, charged = self.requests, self.charged
        await self.check(worker)
        woken = await self.sweep_one(worker)
        nominations = len(worker.mirror.sight.issues)
        swept = Sweep(nominations, woken, self.requests - requests, self.charged - charged)
        log.info("swept", repo=worker.github.repo, **asdict(swept))
        return swept

    async def sweep_one(self, worker: Worker) -> int:
        """A wake for every nomination of one registry that is worth a look, and one for what it publishes; how many of the first."""
        wakes = await worker.sweep()
        for wake in wakes:
            await self.queue.put(wake)
        if self.publications[worker.github.repo.lower()].is_wanted:
            await self.queue.put(Wake(worker.github.repo, OUTPUTS, (), "sweep"))
        return len(wakes)

    async def sweep_for_ever(self, every: float = SWEEP_SECONDS) -> None:
        """Sweep at the start and then every hour; trouble is logged and tried again at the next turn."""
        while True:
            try:
                await self.sweep()
            except (GitHubError, OSError, TimeoutError) as trouble:
                log.warning("sweep failed", error=str(trouble))
            await asyncio.sleep(every)

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Every registry is known; how much is waiting."""
        return len(self.workers) == len(self.settings.registry_repo), {"waiting": self.queue.size()}

    async def _send(self, message: Message) -> Delivered:
        return await send(message, self.lookup, self.now, self.sleep)


@asynccontextmanager
async def running(
    settings: Settings, catalogue: Catalogue, now: Now = utc_now, *, serves: bool = False
) -> AsyncIterator[Service]:
    """A service that has started, its queue being worked on while inside; `serves` as in `Service`."""
    async with aiohttp.ClientSession() as session:
        service = Service(settings, catalogue, session, now, serves=serves)
        service.evidence_of = looking_outside(service)
        await service.learn()
        async with service.queue.running(service.handle, WORKERS):
            yield service


def looking_outside(service: Service) -> EvidenceOf:
    """What finds out about links and repositories; one way out for all registries of the process, so that its limits hold."""
    fetcher = Fetcher(now=service.now)
    # Only GitHub's own API knows github.com, and only GitHub may see the credential that the client sends along.
    is_github = service.settings.github_api_url.rstrip("/") == GITHUB_API
    licences = sorted({spdx for standard in service.catalogue.standards.values() for spdx in standard.licence_ids})

    def evidence_of(github: GitHub) -> Evidence:
        ask_github = ask_through(service.transport, github.repo) if is_github else None
        duplicates = registry_index(service, github).duplicates
        return finder.Evidence(fetcher, licences, ask_github=ask_github, duplicates=duplicates, now=service.now)

    return evidence_of


def registry_index(service: Service, github: GitHub) -> RegistryIndex:
    """The projects of one registry, read as its workflow in force says."""

    present = service.flow_of(github)

    def nominee(body: str) -> Mapping[str, Any]:
        return parse(body, service.catalogue.standards[present().standard]).nominee

    return RegistryIndex(github, present, nominee, service.now, service.files_of(github))


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
