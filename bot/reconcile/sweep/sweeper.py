"""Finding the nominations of one registry repository that need a look, without being told of each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from bot.reconcile.context import RepositoryContext
from bot.reconcile.queue.wake import NominationWork
from bot.reconcile.riding import LOOK, SWEPT
from bot.reconcile.sweep.closed import Closed
from bot.reconcile.sweep.paging import read
from config.models import Workflow


@dataclass(slots=True)
class Sweeper:
    """Find work; remembers under which workflow it swept last."""

    context: RepositoryContext
    closed: Closed = field(init=False)
    _swept_under: Workflow | None = None

    def __post_init__(self) -> None:
        self.closed = Closed(self.context.github)

    async def sweep(self) -> list[NominationWork]:
        """Find every open nomination (and every issue that looks like one and was missed while the bot was down) that has
        changed since it was settled or whose moment has come; once a day also closed ones that are worth a look.

        Reads the registry by the page; raises what the client raises, and then nothing is lost but this sweep.
        """
        context, mirror, now = self.context, self.context.mirror, self.context.now()
        if context.workflow != self._swept_under:
            mirror.forget()
            self._swept_under = context.workflow
        vanished = await mirror.refresh(partial(read, context.github, context.me, context.reader.nominates, now=now), now)
        due = {number for number in mirror.sight.issues if (at := context.moments.get(number)) is not None and at <= now}
        closed = await self.closed.look(context.workflow, context.moments, now)
        numbers = sorted({*mirror.unsettled(), *due, *vanished, *closed})
        context.clerk.expect(numbers)
        work = [(number, SWEPT) for number in numbers]
        work += [(n, replace(SWEPT, unclassified=(stamp,))) for n, stamp in context.door.knocking(mirror.sight.strangers, now)]
        return [NominationWork(context.github.repo, number, triggers, "sweep") for number, triggers in work]

    def touched(self, paths: frozenset[str]) -> list[NominationWork]:
        """Find each nomination with an open pull request that a push to the default branch may stand in the way of."""
        touched = [number for number, files in list(self.context.pending.items()) if files & paths]
        return [NominationWork(self.context.github.repo, number, LOOK, "push") for number in touched]
