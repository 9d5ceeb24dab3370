"""The loop around the pure ring: read a nomination, decide, act, until nothing is left to do; and the sweep over all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import NoReturn, Protocol

import structlog
from cachetools import LRUCache

from bot.decide.decide import Plan, decide
from bot.github.client import GitHub
from bot.github.errors import Forbidden, Gone, Invalid, Moved, NotFound
from bot.model.contracts import Catalogue
from bot.model.effects import React, key
from bot.model.ledger import Actor
from bot.model.lens import Lens
from bot.model.nomination import Edited, Fact, Need, Nomination, Relabelled, Request
from bot.model.projection import project
from bot.reconcile.apply import Hands, Sender
from bot.reconcile.clerk import Clerk
from bot.reconcile.events import Reader
from bot.reconcile.facts import Facts
from bot.reconcile.intake_door import Door
from bot.reconcile.intakes import KINDS, Folders, Forwarded
from bot.reconcile.lives import Lives
from bot.reconcile.queue.wake import Wake
from bot.reconcile.recent import Recent
from bot.reconcile.riding import LOOK, SWEPT, Knock, Paired, Seen, Sign, Stood, Vanished, those
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


class Elsewhere(Exception):
    """The wake is that of another number, under which it has to wait its turn."""

    def __init__(self, wake: Wake) -> None:
        super().__init__(f"looked at as #{wake.number}")
        self.wake = wake


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

    async def handle(self, wake: Wake) -> datetime | None:
        """One wake from the queue; returns when to look again, and raises what should be tried again later, and Elsewhere
        for a pull request that is looked at under another number."""
        riding = wake.requests
        if riding and all(isinstance(r, Seen) and r.comment in self.recent for r in riding):
            return self.moments.get(wake.number)  # nothing was looked at, so what was agreed on stands
        for seen in those(riding, Seen):
            if seen.comment not in self.recent:
                self.recent.told(seen.data, self.now())
        for gone in those(riding, Vanished):
            self.recent.gone(gone.comment)
        shown, carrier = self._shown(wake), None
        self.mirror.touched(wake.number)
        with structlog.contextvars.bound_contextvars(nomination=f"{wake.repo}#{wake.number}", reason=wake.reason):
            try:
                if not await self._admitted(wake):
                    return None
                settled = await self.reconcile(wake.number, riding, shown)
            except (NotFound, Gone, Moved) as gone:
                log.info("nomination is no longer here", error=str(gone))
                self.clerk.pending.forget(wake.number)
                return None
            except Forwarded as elsewhere:
                carrier = elsewhere.carrier
            finally:
                self.mirror.touched(wake.number)
        if carrier is not None:
            self._elsewhere(wake, carrier, shown)
        if shown is not None and not settled.wanting and not any(self.recent.unlisted(thread) for thread in shown.threads):
            self.mirror.settled(wake.number, shown.fingerprint)
        self.mirror.ended(wake.number, closed=not settled.nomination.is_open)
        self.moments[wake.number] = settled.look_again
        ledger = settled.nomination.ledger
        notes = [note for note in ledger.pulls.values() if note.state == "open"] if ledger else []
        self.pending[wake.number] = frozenset(path for note in notes for path in note.files)
        self.lives.remember(wake.number, ledger)
        self.clerk.pending.remember(wake.number, settled.wishes, settled.place)
        await self.told(settled.nomination)
        self._unpaired(wake, settled.nomination)
        return settled.look_again

    async def _admitted(self, wake: Wake) -> bool:
        """Whether it is a nomination, as far as can be told cheaply; raises Forwarded when another number carries it."""
        if wake.number in self.door.carriers:
            raise Forwarded(self.door.carriers[wake.number])
        knocks = [knock.stamp for knock in those(wake.requests, Knock)]
        if not knocks or not all(isinstance(r, Knock) or r in (Sign.SWEPT, Sign.ALONE) for r in wake.requests):
            return True
        return await self.door.admits(wake.number, knocks, self.folders)

    async def _unless_carried(self, nomination: Nomination, riding: tuple[object, ...]) -> None:
        """Raises Forwarded for a pull request that is new here and brings the other record of a nomination."""
        new = nomination.intake is not None and nomination.ledger is None
        if new and Sign.ALONE not in riding and not those(riding, Paired):
            carrier = await self.door.carrier(nomination.number, self.folders)
            if carrier is not None:
                raise Forwarded(carrier)

    def _unpaired(self, wake: Wake, nomination: Nomination) -> None:
        """Those that turned out to be partners are remembered; one that did not is looked at by itself."""
        partner = nomination.partner.number if nomination.partner else 0
        for number in (pair.number for pair in those(wake.requests, Paired)):
            if number == partner:
                self.door.carriers[number] = wake.number
            else:
                self.door.carriers.pop(number, None)
                raise Elsewhere(Wake(wake.repo, number, (Knock(""), Sign.ALONE), wake.reason))

    def _elsewhere(self, wake: Wake, carrier: int, shown: Reflection | None) -> NoReturn:
        """Nothing is left to do under this number, for as long as the pull request stands like that."""
        self.door.carriers[wake.number] = carrier
        self.clerk.pending.forget(wake.number)
        if shown is not None:
            self.mirror.settled(wake.number, shown.fingerprint)
        # The nomination that carries it gets what rides along, and is told of the pull request.
        riding = tuple(r for r in wake.requests if not isinstance(r, Knock) and r is not Sign.ALONE)
        raise Elsewhere(replace(wake, number=carrier, requests=(*riding, Paired(wake.number))))

    def touched(self, paths: frozenset[str]) -> list[Wake]:
        """A wake for each nomination with an open pull request that a push to the default branch may stand in the way of."""
        return [Wake(self.github.repo, n, LOOK, "push") for n, files in list(self.pending.items()) if files & paths]

    def _shown(self, wake: Wake) -> Reflection | None:
        """The nomination as the sweep has just read it, when nothing but the sweep asks for it."""
        if wake.requests != SWEPT:
            return None
        return self.mirror.reflection(wake.number, self.now())

    async def reconcile(self, number: int, riding: tuple[object, ...] = (), shown: Reflection | None = None) -> Settled:
        """Bring one nomination to where nothing is left to do; `riding` is what came along with the wake, `shown` what a
        sweep has read of it."""
        nomination = await self._load(number, riding, shown)
        await self._unless_carried(nomination, riding)
        nomination = replace(
            nomination,
            edits=those(riding, Edited),
            relabelled=those(riding, Relabelled),
            swept=Sign.SWEPT in riding,
            granted=Sign.GRANTED in riding,
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
        try:
            return await self._decided(await self._load(number))
        except Forwarded as elsewhere:
            return await self._decided(await self._load(elsewhere.carrier, (Paired(number),)))

    async def preview(self, wake: Wake) -> Plan:
        """What the bot would do with a nomination that a sweep has found, without doing any of it."""
        try:
            return (await self._decided(await self._load(wake.number, SWEPT, self._shown(wake))))[1]
        except Forwarded:
            return Plan()  # said and done, if anything is, under the number of its carrier

    async def _load(self, number: int, riding: tuple[object, ...] = (), shown: Reflection | None = None) -> Nomination:
        requests, stood, lens = those(riding, Request), those(riding, Stood), Lens(self.me, self.keys)
        paired = [pair.number for pair in those(riding, Paired)]
        nomination = await load(self.github, number, lens, requests, self.recent, stood, shown, self.folders, paired)
        return replace(nomination, pages=self.pages())

    async def _decided(self, nomination: Nomination) -> tuple[Nomination, Plan]:
        for _ in range(FACT_ROUNDS):
            plan = decide(nomination, self.workflow, self.catalogue, self.now())
            if not plan.needs:
                return nomination, plan
            nomination = replace(nomination, facts=await self.facts.learn(nomination, plan.needs))
        return nomination, decide(nomination, self.workflow, self.catalogue, self.now())

    async def sweep(self) -> list[Wake]:
        """A wake for every open nomination (and every issue that looks like one and was missed while the bot was down) that
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
        self.clerk.pending.expect(numbers)
        knocking = self.door.knocking(self.mirror.sight.strangers, now)
        strangers = [Wake(self.github.repo, n, (*SWEPT, Knock(stamp)), "sweep") for n, stamp in knocking]
        return [*(Wake(self.github.repo, number, SWEPT, "sweep") for number in numbers), *strangers]
