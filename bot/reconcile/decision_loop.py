"""Reads a nomination, decides and acts, again and again until nothing is left to do."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import structlog

from bot.decide.decide import Plan, decide
from bot.github.errors import Forbidden, Gone, Invalid, NotFound
from bot.model.effects import OpenPull, React, project
from bot.model.ledger_entries import PullNote
from bot.model.needs import UNKNOWN, Need
from bot.model.nomination import Nomination
from bot.reconcile.context import RepositoryContext
from bot.reconcile.evidence_search import Evidence
from bot.reconcile.load_nominating_pulls import BelongsTo, load_nominating_pull
from bot.reconcile.load_nomination import add_pull, load_nomination
from bot.reconcile.queue.work import Lane, NominationWork, NoRoom
from bot.reconcile.sweep.registry_cache import CachedNomination
from bot.reconcile.triggers import LOOK, SWEPT, Triggers
from bot.review.reading_budget import is_long_to_read
from bot.review.reminders.timed_changes import DueReminder, QueueRow

ROUNDS = 40
"""Decisions in one pass; a nomination from its opening to its announcement takes a dozen."""
FACT_ROUNDS = 5
"""Times that a decision may ask GitHub for facts; the answer to one may lead to another: rights, how long it took, the branch."""
LONG_DECISIONS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="decide")
"""A thread beside the event loop for decisions that would hold it up; one, because several would take turns with the loop."""
PERMANENT = (Forbidden, Invalid, NotFound, Gone)
"""Errors that a repeat would meet again: the rest of the plan goes on without that effect."""

log = structlog.get_logger("dpgbot")


class Outputs(Protocol):
    """The published outputs of the registry, as far as nominations have to do with them."""

    @property
    def pages(self) -> str:
        """Their public address, for links to them; empty when there is none."""

    def hear(self, nomination: Nomination) -> bool:
        """Take in a nomination for which nothing is left to do; whether the outputs have to be made anew."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A nomination with nothing left to do, and when time alone would change that."""

    nomination: Nomination
    look_again: datetime | None
    due_reminders: tuple[DueReminder, ...] = ()
    place: QueueRow | None = None
    wanting: bool = False
    """Something could not be done or found out now: the next sweep tries again, even when nothing has changed."""
    wanted_evidence: tuple[Need, ...] = ()
    """Evidence that has to be looked for; the nomination is decided about again when it is found."""
    is_unfinished: bool = False
    """Answers that can wait were left out: the work goes on when there is room for it."""


class Unsettled(Exception):
    """A pass did not come to its end in the rounds it may take."""


@dataclass(slots=True)
class DecisionLoop:
    """Decide about one nomination at a time, and carry out what was decided."""

    context: RepositoryContext
    outputs: Outputs
    evidence: Evidence | None = None

    async def reconcile(self, work: NominationWork, shown: CachedNomination | None = None) -> Settled | BelongsTo:
        """Bring one nomination to where nothing is left to do; `shown` is what a sweep has read of it."""
        triggers = work.triggers
        loaded = await self._load(work.number, triggers, shown)
        if isinstance(loaded, BelongsTo):
            return loaded
        if (primary := await self._find_carrier(loaded, triggers)) is not None:
            return BelongsTo(primary)
        nomination = replace(
            loaded,
            found=MappingProxyType({need: fact for need, fact in triggers.evidence if fact is not None}),
            edits=triggers.edits,
            relabelled=triggers.label_changes,
            swept=triggers.from_sweep,
            granted=triggers.may_remind,
        )
        if work.lane is Lane.ROLE:
            nomination = replace(nomination, postponed=self._list_who_can_wait(nomination))
        return await self._act(nomination, work)

    async def release(self, work: NominationWork) -> Settled | None:
        """Say of a person's pull request that brings no record what there is to say; its thread is not read for that. None for one
        that brings records after all, or has our label."""
        context, number = self.context, work.number
        pull, _ = await load_nominating_pull(context.github, number, context.folders, context.me)
        label = context.workflow.labels.nomination.name.lower()
        if pull is not None and (not pull.is_plain or label in {name.lower() for name in pull.labels}):
            return None
        author = pull.author if pull else None
        thread = Nomination(context.github.repo, number, "", "", author, context.now(), is_pull=True, nominating_pull=pull)
        return await self._act(thread, work)

    async def _act(self, nomination: Nomination, work: NominationWork) -> Settled:
        """Decide and carry out until nothing is left to do."""
        for _ in range(ROUNDS):
            nomination, plan = await self._decide(nomination)
            if not plan.effects:
                return self._settle(nomination, plan, work.triggers)
            nomination = await self._carry_out(nomination, plan, work.lane)
        raise Unsettled(f"#{work.number} was not settled after {ROUNDS} decisions")

    def _settle(self, nomination: Nomination, plan: Plan, triggers: Triggers) -> Settled:
        wants = plan.wants if self.evidence is not None else ()
        # What was just looked for without an answer is not looked for again before the next look.
        looked_for = {need for need, _ in triggers.evidence}
        new = tuple(need for need in wants if need not in looked_for)
        untold = nomination.ledger is None and UNKNOWN in nomination.facts.values()
        wanting = bool(nomination.stuck or wants or untold)
        unfinished = bool(nomination.postponed) and self._leaves_something(nomination)
        return Settled(nomination, plan.look_again, plan.due_reminders, plan.place, wanting, new, unfinished)

    def _leaves_something(self, nomination: Nomination) -> bool:
        """Check that something was postponed in the pass that has just come to its end."""
        context = self.context
        plan = decide(replace(nomination, postponed=frozenset()), context.workflow, context.catalogue, context.now())
        return bool(plan.effects or plan.needs)

    def _list_who_can_wait(self, nomination: Nomination) -> frozenset[int]:
        """List the comments of people of whom no role is known: in work for somebody who has one, their answers come later."""
        holders = self.context.role_holders
        return frozenset(
            comment.id
            for comment in nomination.comments
            if not comment.is_ours and comment.author is not None and comment.author not in holders
        )

    async def explain(self, number: int) -> tuple[Nomination, Plan]:
        """Decide what the bot would do next with a nomination, without doing any of it; the other pull request of a pair is
        explained as its primary."""
        loaded = await self._load(number)
        if isinstance(loaded, BelongsTo):
            loaded = await self._load(loaded.number, Triggers(second_record_candidates=(number,)))
        if isinstance(loaded, BelongsTo):
            raise LookupError(f"#{number} leads to #{loaded.number} over another pull request")
        return await self._decide(loaded)

    async def preview(self, work: NominationWork) -> Plan:
        """Decide what the bot would do with a nomination that a sweep has found, without doing any of it."""
        loaded = await self._load(work.number, SWEPT, self.find_reflection(work))
        if isinstance(loaded, BelongsTo):
            return Plan()  # said and done, if anything is, under the number of its primary
        return (await self._decide(loaded))[1]

    def find_reflection(self, work: NominationWork) -> CachedNomination | None:
        """Find the nomination as the sweep has just read it, when nothing but the sweep asks for it."""
        if work.triggers != SWEPT:
            return None
        return self.context.registry_cache.cached_nomination(work.number, self.context.now())

    async def _load(
        self, number: int, triggers: Triggers = LOOK, shown: CachedNomination | None = None
    ) -> Nomination | BelongsTo:
        loaded = await load_nomination(self.context, number, triggers, shown)
        return loaded if isinstance(loaded, BelongsTo) else replace(loaded, pages=self.outputs.pages)

    async def _find_carrier(self, nomination: Nomination, triggers: Triggers) -> int | None:
        """Find the nomination to which a pull request that is new here brings the other record."""
        pull = nomination.nominating_pull
        is_new = pull is not None and bool(pull.files) and not pull.refusal and nomination.ledger is None
        if not is_new or triggers.stands_alone or triggers.second_record_candidates:
            return None
        return await self.context.pull_classifier.primary(nomination.number, self.context.folders)

    async def _decide(self, nomination: Nomination) -> tuple[Nomination, Plan]:
        context = self.context
        for _ in range(FACT_ROUNDS):
            plan = await self._plan(nomination)
            if not plan.needs:
                return nomination, plan
            nomination = replace(nomination, facts=await context.facts.learn(nomination, plan.needs))
        return nomination, await self._plan(nomination)

    async def _plan(self, nomination: Nomination) -> Plan:
        context = self.context
        known = (nomination, context.workflow, context.catalogue, context.now())
        if not is_long_to_read(nomination):
            return decide(*known)
        return await asyncio.get_running_loop().run_in_executor(LONG_DECISIONS, decide, *known)

    async def _carry_out(self, nomination: Nomination, plan: Plan, lane: Lane) -> Nomination:
        interpreter, github = self.context.interpreter, self.context.github
        for effect in plan.effects:
            if lane > Lane.OVERDUE and not github.has_room():
                raise NoRoom
            try:
                made = await interpreter.apply(effect, nomination)
            except PERMANENT as refused:
                log.warning("GitHub refused", effect=effect.target, error=str(refused))
                nomination = replace(nomination, stuck=nomination.stuck | {effect.target})
                continue
            log.info("done", effect=effect.target)
            if isinstance(effect, React):
                self.context.registry_cache.reacted(effect.comment, effect.content)
            nomination = project(nomination, effect, made)
            if made.found:
                kind = effect.kind if isinstance(effect, OpenPull) else "archive"
                nomination = await add_pull(self.context, nomination, kind, PullNote(made.id), self.context.github)
        return nomination
