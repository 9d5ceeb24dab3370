"""The way of work: from a delivery into the queue, and from the queue to the part that does it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import structlog

from bot.github.errors import UnexpectedAnswer
from bot.reconcile.evidence_search import EvidenceSearch
from bot.reconcile.payload_fields import get_field
from bot.reconcile.queue.work import (
    CannotStore,
    ConfigurationWork,
    EvidenceWork,
    Lane,
    NominationWork,
    OutputWork,
    ReminderWork,
    Work,
)
from bot.reconcile.queue.work_queue import MemoryQueue
from bot.reconcile.triggers import GRANTED, LOOK
from bot.server.configuration_in_force import Configurations
from bot.server.hourly_sweep import Sweeps
from bot.server.passes import Passes
from bot.server.repository import Repository
from bot.server.webhook import Delivery

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class Router:
    """Route deliveries and work to the repository that they concern; keeps nothing of its own."""

    queue: MemoryQueue
    evidence: EvidenceSearch
    repositories: Mapping[str, Repository]
    configurations: Configurations
    sweeps: Sweeps
    passes: Passes

    async def receive(self, delivery: Delivery) -> None:
        """Take one verified delivery; deliveries of other repositories are ignored. One that is not as GitHub writes them is
        logged: the next sweep finds what it was about."""
        repo = get_field(delivery.payload, str, "repository", "full_name") or ""
        repository = self.repositories.get(repo.lower())
        try:
            found = repository.context.reader.wake(delivery.event, delivery.payload) if repository else None
        except UnexpectedAnswer as odd:
            log.warning("delivery cannot be read", guid=delivery.guid, error=str(odd))
            return
        if repository is None or found is None:
            return
        context = repository.context
        is_known = isinstance(found, NominationWork) and found.number in context.moments
        lane, person = context.role_holders.find_lane(delivery.event, delivery.payload, is_known=is_known)
        if isinstance(found, Work):
            await self.queue.put(replace(found, lane=lane, person=person))
        else:
            await self.queue.put(OutputWork(context.github.repo))
            for work in repository.sweeper.touched(found.paths):
                await self.queue.put(replace(work, lane=lane))

    async def handle(self, work: Work) -> None:
        """Do one piece of work from the queue, and count it. Raises what should be tried again later."""
        with self.passes.counting(type(work).__name__.removesuffix("Work").lower()):
            await self._handle(work)

    async def _handle(self, work: Work) -> None:
        repository = self.repositories[work.repo.lower()]
        match work:
            case NominationWork():
                await self._look_at(repository, work)
            case ConfigurationWork():
                await self.configurations.reload(repository.context)
                await self.sweeps.find_work(repository)
            case ReminderWork():
                await self._remind(repository, work)
            case OutputWork():
                await repository.publication.refresh()

    async def _look_at(self, repository: Repository, work: NominationWork) -> None:
        outcome, reminder_dispatcher = await repository.worker.handle(work), repository.context.reminder_dispatcher
        if outcome.outputs_changed:
            with suppress(CannotStore):  # stopping, or full: the next sweep makes up for it
                await self.queue.put(OutputWork(work.repo))
        if outcome.wanted_evidence:
            lane, person = (work.lane, work.person) if work.lane is not Lane.ROLE else (Lane.OWN, 0)
            wanted = EvidenceWork(work.repo, work.number, outcome.wanted_evidence, lane=lane, person=person)
            await self.evidence.look_for(wanted)
        if outcome.is_unfinished:
            with suppress(CannotStore):  # what people asked for stands in their comments: the next look answers it
                await self.queue.put(replace(work, lane=Lane.OTHERS, person=0))
        for other in outcome.follow_up:
            await self.queue.put(other)
        if outcome.look_again is not None:
            await self.queue.later(NominationWork(work.repo, work.number, LOOK, "time"), outcome.look_again)
        if reminder_dispatcher.has_work():
            await self.queue.put(ReminderWork(work.repo))
        elif (again := reminder_dispatcher.next_look()) is not None:
            await self.queue.later(ReminderWork(work.repo), again)

    async def _remind(self, repository: Repository, work: ReminderWork) -> None:
        reminder_dispatcher = repository.context.reminder_dispatcher
        if work.issue_changed:
            reminder_dispatcher.forget_issue()
        tended = await reminder_dispatcher.dispatch()
        for number in tended.granted:
            await self.queue.put(NominationWork(work.repo, number, GRANTED, "its turn to speak"))
        for number in tended.look:
            await self.queue.put(NominationWork(work.repo, number, LOOK, "before the digest"))
        if tended.again is not None:
            await self.queue.later(ReminderWork(work.repo), tended.again)
