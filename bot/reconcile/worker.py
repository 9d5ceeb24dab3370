"""The loop around the pure ring: read a nomination, decide, act, until nothing is left to do; and the sweep over all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Protocol

import structlog
from cachetools import LRUCache

from bot.decide.decide import Plan, decide
from bot.github.client import GitHub
from bot.github.errors import Forbidden, Gone, Invalid, Moved, NotFound
from bot.model.contracts import Catalogue
from bot.model.effects import React, key
from bot.model.ledger import Actor
from bot.model.lens import Lens
from bot.model.nomination import Fact, Need, Nomination
from bot.model.projection import project
from bot.reconcile.apply import Hands, Sender
from bot.reconcile.clerk import Clerk
from bot.reconcile.events import Reader
from bot.reconcile.facts import Facts
from bot.reconcile.intake_door import Door
from bot.reconcile.intakes import KINDS, BelongsTo, Folders
from bot.reconcile.lives import Lives
from bot.reconcile.queue.wake import NominationWork
from bot.reconcile.recent import Recent
from bot.reconcile.riding import LOOK, SWEPT, Triggers
from bot.reconcile.snapshot import load
from bot.reconcile.sweep.closed import Closed
from bot.reconcile.sweep.mirror import Mirror, Reflection
from bot.reconcile.sweep.paging import read
from bot.review.reminders.speaking import Place, Wish
from config.models import Workflow

ROUNDS = 40
"""Decisions in one pass; a nomination from its opening to its announcement takes a dozen."""
FACT_ROUNDS = 3
PERMANENT = (Forbidden, Invalid, NotFound, Gone)
"""Errors that a repeat would meet again: the rest of the plan goes on without that effect."""

log = structlog.get_logger("dpgbot")


class Evidence(Protocol):
    """Whoever finds out about links, repositories and twins; never raises for what it finds."""

    async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
        """What there is to say of each need now; needs that it does not know are left out."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A nomination with nothing left to do, and when time alone would change that."""

    nomination: Nomination
    look_again: datetime | None
    wishes: tuple[Wish, ...] = ()
    place: Place | None = None
    wanting: bool = False
    """Something could not be done or found out now: the next sweep tries again, even when nothing has changed."""


async def _nobody(_nomination: Nomination) -> None:
    """Nobody wants to hear."""


class Unsettled(Exception):
    """A pass did not come to its end in the rounds it may take."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The moment at which to look again, and work that the look has brought about under other numbers."""

    look_again: datetime | None = None
    follow_up: tuple[NominationWork, ...] = ()


@dataclass(slots=True)
class Worker:
    """Everything that one registry repository needs; `workflow` is exchanged when its configuration changes."""

    github: GitHub
    me: Actor
    keys: tuple[bytes, ...]
    workflow: Workflow
    catalogue: Catalogue
    send: Sender
    now: Callable[[], datetime]
    evidence: Evidence | None = None
    recent: Recent = field(default_factory=Recent)
    pages: Callable[[], str] = str
    """The public address of the registry's outputs, for links to them; empty when there is none."""
    told: Callable[[Nomination], Awaitable[None]] = _nobody
    """Hears of every nomination that was brought to where nothing is left to do."""
    moments: LRUCache[int, datetime | None] = field(default_factory=lambda: LRUCache(10_000))
    """When each nomination is to be looked at again for the sake of time alone."""
    pending: LRUCache[int, frozenset[str]] = field(default_factory=lambda: LRUCache(10_000))
    """Files that each nomination's open pull requests would bring to the default branch."""
    lives: Lives = field(init=False)
    facts: Facts = field(init=False)
    door: Door = field(init=False)
    mirror: Mirror = field(init=False)
    closed: Closed = field(init=False)
    clerk: Clerk = field(init=False)
    _swept_under: Workflow | None = None

    def __post_init__(self) -> None:
        self.facts, self.mirror, self.closed = Facts(self.github), Mirror(self.github), Closed(self.github)
        self.lives = Lives(lambda: self.workflow)
        self.facts.flow = self.lives.fact
        self.door = Door(self.github, self.me)
        flow, figures = lambda: self.workflow, self.lives.table
        self.clerk = Clerk(self.github, self.me, self.keys, self.facts, self.now, flow, figures)

    @property
    def folders(self) -> Folders:
        """Where the registry's records lie."""
        return Folders({kind: self.workflow.folders[kind] for kind in KINDS})

    @property
    def reader(self) -> Reader:
        """What understands this registry's deliveries now."""
        return Reader(self.me, self.keys, self.workflow, self.catalogue.standards[self.workflow.standard])

    async def prepare(self) -> None:
        """Make the workflow's labels, with their colours, where the repository lacks them."""
        there = {str(label["name"]).lower() for label in await self.github.labels()}
        for label in self.workflow.every_label:
            if label.name.lower() not in there:
                await self.github.create_label(label.name, label.colour, label.description)

    async def handle(self, work: NominationWork) -> Outcome:
        """Do work from the queue. Raises what should be tried again later."""
        triggers = work.triggers
        unknown = [seen for seen in triggers.created_comments if seen.comment not in self.recent]
        if triggers.are_only_created_comments and not unknown:
            return Outcome(self.moments.get(work.number))  # nothing was looked at, so what was agreed on stands
        for seen in unknown:
            self.recent.told(seen.data, self.now())
        for comment in triggers.deleted_comments:
            self.recent.gone(comment)
        shown = self._shown(work)
        self.mirror.touched(work.number)
        with structlog.contextvars.bound_contextvars(nomination=f"{work.repo}#{work.number}", reason=work.reason):
            try:
                found = await self._look_at(work, shown)
            except (NotFound, Gone, Moved) as gone:
                log.info("nomination is no longer here", error=str(gone))
                self.clerk.gone(work.number)
                return Outcome()
            finally:
                self.mirror.touched(work.number)
        match found:
            case None:
                return Outcome()
            case BelongsTo():
                return Outcome(follow_up=(self._hand_over(work, found, shown),))
            case Settled():
                await self._remember(found, shown)
                return Outcome(found.look_again, tuple(self._separate(work, found.nomination)))

    async def _look_at(self, work: NominationWork, shown: Reflection | None) -> Settled | BelongsTo | None:
        """Reconcile the nomination; None for a pull request that brings no record, as far as can be told cheaply."""
        if work.number in self.door.carriers:
            return BelongsTo(self.door.carriers[work.number])
        unclassified = work.triggers.unclassified
        if work.triggers.ask_only_for_classification and not await self.door.admits(work.number, unclassified, self.folders):
            return None
        return await self.reconcile(work.number, work.triggers, shown)

    def _hand_over(self, work: NominationWork, found: BelongsTo, shown: Reflection | None) -> NominationWork:
        """Give the triggers to the nomination that the pull request belongs to. Nothing is left to do under this number, for as
        long as the pull request stands like that."""
        self.door.carriers[work.number] = found.number
        self.clerk.gone(work.number)
        if shown is not None:
            self.mirror.settled(work.number, shown.fingerprint)
        triggers = replace(work.triggers, unclassified=(), stands_alone=False)
        triggers = triggers.merge(Triggers(second_record_candidates=(work.number,)))
        return replace(work, number=found.number, triggers=triggers)

    async def _remember(self, settled: Settled, shown: Reflection | None) -> None:
        """Remember how the nomination stands, and let everybody know who wants to."""
        nomination, ledger = settled.nomination, settled.nomination.ledger
        number = nomination.number
        if shown is not None and not settled.wanting and not any(self.recent.unlisted(thread) for thread in shown.threads):
            self.mirror.settled(number, shown.fingerprint)
        self.mirror.ended(number, closed=not nomination.is_open)
        self.moments[number] = settled.look_again
        notes = [note for note in ledger.pulls.values() if note.state == "open"] if ledger else []
        self.pending[number] = frozenset(path for note in notes for path in note.files)
        self.lives.remember(number, ledger)
        self.clerk.settled(number, settled.wishes, settled.place)
        await self.told(nomination)

    def _separate(self, work: NominationWork, nomination: Nomination) -> Iterator[NominationWork]:
        """Remember the confirmed second record; give work on each other candidate, which is looked at by itself."""
        partner = nomination.partner.number if nomination.partner else 0
        for number in work.triggers.second_record_candidates:
            if number == partner:
                self.door.carriers[number] = work.number
            else:
                self.door.carriers.pop(number, None)
                yield NominationWork(work.repo, number, Triggers(unclassified=("",), stands_alone=True), work.reason)

    def touched(self, paths: frozenset[str]) -> list[NominationWork]:
        """Work on each nomination with an open pull request that a push to the default branch may stand in the way of."""
        return [NominationWork(self.github.repo, n, LOOK, "push") for n, files in list(self.pending.items()) if files & paths]

    def _shown(self, work: NominationWork) -> Reflection | None:
        """The nomination as the sweep has just read it, when nothing but the sweep asks for it."""
        if work.triggers != SWEPT:
            return None
        return self.mirror.reflection(work.number, self.now())

    async def reconcile(self, number: int, triggers: Triggers = LOOK, shown: Reflection | None = None) -> Settled | BelongsTo:
        """Bring one nomination to where nothing is left to do; `shown` is what a sweep has read of it."""
        loaded = await self._load(number, triggers, shown)
        if isinstance(loaded, BelongsTo):
            return loaded
        if (carrier := await self._carrier(loaded, triggers)) is not None:
            return BelongsTo(carrier)
        nomination = replace(
            loaded,
            edits=triggers.edits,
            relabelled=triggers.label_changes,
            swept=triggers.from_sweep,
            granted=triggers.may_remind,
        )
        hands = Hands(self.github, self.me, self.keys[0], self.send, self.now, self.recent)
        asked: set[Need] = set()
        for _ in range(ROUNDS):
            nomination, plan = await self._decided(nomination)
            new = [need for need in plan.wants if need not in asked]
            if plan.effects:
                nomination = await self._carried_out(nomination, plan, hands)
            elif new and self.evidence is not None:
                # Once in a pass: what is not answered now is asked for again at the next look.
                asked.update(new)
                found = await self.evidence.find(tuple(new))
                nomination = replace(nomination, found=MappingProxyType({**nomination.found, **found}))
            else:
                wanting = bool(nomination.stuck) or (bool(plan.wants) and self.evidence is not None)
                return Settled(nomination, plan.look_again, plan.wishes, plan.place, wanting)
        raise Unsettled(f"#{number} was not settled after {ROUNDS} decisions")

    async def _carrier(self, nomination: Nomination, triggers: Triggers) -> int | None:
        """Find the nomination to which a pull request that is new here brings the other record."""
        is_new = nomination.intake is not None and nomination.ledger is None
        if not is_new or triggers.stands_alone or triggers.second_record_candidates:
            return None
        return await self.door.carrier(nomination.number, self.folders)

    async def _carried_out(self, nomination: Nomination, plan: Plan, hands: Hands) -> Nomination:
        for effect in plan.effects:
            try:
                made = await hands.apply(effect, nomination)
            except PERMANENT as refused:
                log.warning("GitHub refused", effect=key(effect), error=str(refused))
                nomination = replace(nomination, stuck=nomination.stuck | {key(effect)})
                continue
            log.info("done", effect=key(effect))
            if isinstance(effect, React):
                self.mirror.reacted(effect.comment, effect.content)
            nomination = project(nomination, effect, made)
        return nomination

    async def explain(self, number: int) -> tuple[Nomination, Plan]:
        """What the bot would do next with a nomination, without doing any of it; the other pull request of a pair is its carrier's."""
        loaded = await self._load(number)
        if isinstance(loaded, BelongsTo):
            loaded = await self._load(loaded.number, Triggers(second_record_candidates=(number,)))
        if isinstance(loaded, BelongsTo):
            raise LookupError(f"#{number} leads to #{loaded.number} over another pull request")
        return await self._decided(loaded)

    async def preview(self, work: NominationWork) -> Plan:
        """What the bot would do with a nomination that a sweep has found, without doing any of it."""
        loaded = await self._load(work.number, SWEPT, self._shown(work))
        if isinstance(loaded, BelongsTo):
            return Plan()  # said and done, if anything is, under the number of its carrier
        return (await self._decided(loaded))[1]

    async def _load(self, number: int, triggers: Triggers = LOOK, shown: Reflection | None = None) -> Nomination | BelongsTo:
        lens = Lens(self.me, self.keys)
        loaded = await load(self.github, number, lens, triggers, self.recent, shown, self.folders)
        return loaded if isinstance(loaded, BelongsTo) else replace(loaded, pages=self.pages())

    async def _decided(self, nomination: Nomination) -> tuple[Nomination, Plan]:
        for _ in range(FACT_ROUNDS):
            plan = decide(nomination, self.workflow, self.catalogue, self.now())
            if not plan.needs:
                return nomination, plan
            nomination = replace(nomination, facts=await self.facts.learn(nomination, plan.needs))
        return nomination, decide(nomination, self.workflow, self.catalogue, self.now())

    async def sweep(self) -> list[NominationWork]:
        """Find work: every open nomination (and every issue that looks like one and was missed while the bot was down) that
        has changed since it was settled or whose moment has come; once a day also for closed ones that are worth a look.

        Reads the registry by the page; raises what the client raises, and then nothing is lost but this sweep.
        """
        if self.workflow != self._swept_under:
            self.mirror.forget()
            self._swept_under = self.workflow
        now = self.now()
        vanished = await self.mirror.refresh(partial(read, self.github, self.me, self.reader.nominates, now=now), now)
        due = {number for number in self.mirror.sight.issues if (at := self.moments.get(number)) is not None and at <= now}
        closed = await self.closed.look(self.workflow, self.moments, now)
        numbers = sorted({*self.mirror.unsettled(), *due, *vanished, *closed})
        self.clerk.expect(numbers)
        knocking = self.door.knocking(self.mirror.sight.strangers, now)
        work = [(number, SWEPT) for number in numbers]
        work += [(number, replace(SWEPT, unclassified=(stamp,))) for number, stamp in knocking]
        return [NominationWork(self.github.repo, number, triggers, "sweep") for number, triggers in work]
