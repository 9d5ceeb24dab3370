"""Finding the nominations of one registry repository that need a look, without being told of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from bot.reconcile.context import RepositoryContext
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.sweep.closed_issues import Closed
from bot.reconcile.sweep.listing import read_listing
from bot.reconcile.triggers import LOOK, SWEPT
from config.models import Workflow


@dataclass(slots=True)
class Sweeper:
    """Find work; remembers under which workflow it swept last, and what it found that only one reading shows until it is queued."""

    context: RepositoryContext
    closed: Closed = field(init=False)
    _swept_under: Workflow | None = None
    _found_once: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.closed = Closed(self.context.github)

    async def sweep(self) -> list[NominationWork]:
        """Find every open nomination (and every issue that looks like one and was missed while the bot was down) that has
        changed since it was settled or whose moment has come; once a day also closed ones that are worth a look.

        Reads the registry by the page; raises what the client raises, and then nothing is lost but this sweep.
        """
        context, registry_cache, now = self.context, self.context.registry_cache, self.context.now()
        if context.workflow != self._swept_under:
            registry_cache.forget()
            self._swept_under = context.workflow
        self._found_once |= await registry_cache.refresh(
            partial(read_listing, context.github, context.me, context.reader.nominates, now=now), now
        )
        due = {
            number for number in registry_cache.listing.issues if (at := context.moments.get(number)) is not None and at <= now
        }
        self._found_once |= set(await self.closed.look(context.workflow, context.moments, now))
        numbers = sorted({*registry_cache.unsettled(), *due, *self._found_once})
        context.reminder_dispatcher.pending.expect(numbers)
        work = [(number, SWEPT) for number in numbers]
        work += [
            (n, replace(SWEPT, unclassified=(stamp,)))
            for n, stamp in context.pull_classifier.list_unclassified(registry_cache.listing.strangers, now)
        ]
        return [NominationWork(context.github.repo, number, triggers, "sweep") for number, triggers in work]

    def note_queued(self) -> None:
        """Forget what was found, now that the queue has it."""
        self._found_once.clear()

    def touched(self, paths: frozenset[str]) -> list[NominationWork]:
        """Find each nomination with an open pull request that a push to the default branch may stand in the way of."""
        touched = [number for number, files in list(self.context.pending.items()) if files & paths]
        return [NominationWork(self.context.github.repo, number, LOOK, "push") for number in touched]
