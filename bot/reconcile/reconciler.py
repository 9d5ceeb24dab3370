"""Doing the work on one nomination: find out under which number it is looked at, reconcile it, and remember how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.github.errors import Gone, Moved, NotFound
from bot.model.needs import Need
from bot.model.nomination import Nomination
from bot.reconcile.context import RepositoryContext
from bot.reconcile.decision_loop import DecisionLoop, Settled
from bot.reconcile.load_nominating_pulls import BelongsTo
from bot.reconcile.queue.work import NominationWork
from bot.reconcile.sweep.registry_cache import CachedNomination
from bot.reconcile.triggers import Triggers

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The moment at which to look again, and the effects of the look elsewhere."""

    look_again: datetime | None = None
    follow_up: tuple[NominationWork, ...] = ()
    """Work under other numbers."""
    outputs_changed: bool = False
    """The outputs of the registry have to be made anew."""
    wanted_evidence: tuple[Need, ...] = ()
    """Evidence about the nomination that has to be looked for."""
    is_unfinished: bool = False
    """Answers that can wait are left to give: the same work goes on when there is room."""


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Do the work on the nominations of one registry repository; keeps nothing of its own."""

    context: RepositoryContext
    loop: DecisionLoop

    async def handle(self, work: NominationWork) -> Outcome:
        """Do work from the queue. Raises what should be tried again later."""
        context, triggers = self.context, work.triggers
        unknown = [seen for seen in triggers.created_comments if seen.comment not in context.recent]
        if triggers.are_only_created_comments and not unknown:
            return Outcome(context.moments.get(work.number))  # nothing was looked at, so what was agreed on stands
        for seen in unknown:
            context.recent.note_delivered(seen.data, context.now())
        for comment in triggers.deleted_comments:
            context.recent.forget(comment)
        shown = self.loop.find_reflection(work)
        context.registry_cache.touched(work.number)
        with structlog.contextvars.bound_contextvars(nomination=f"{work.repo}#{work.number}", reason=work.reason):
            try:
                found = await self._look_at(work, shown)
            except (NotFound, Gone, Moved) as gone:
                log.info("nomination is no longer here", error=str(gone))
                context.reminder_dispatcher.pending.forget(work.number)
                return Outcome()
            finally:
                context.registry_cache.touched(work.number)
        match found:
            case None:
                return Outcome()
            case BelongsTo():
                return Outcome(follow_up=(self._hand_over(work, found, shown),))
            case Settled():
                self._remember(found, shown)
                follow_up = tuple(self._separate(work, found.nomination))
                outputs_changed = self.loop.outputs.hear(found.nomination)
                return Outcome(found.look_again, follow_up, outputs_changed, found.wanted_evidence, found.is_unfinished)

    async def _look_at(self, work: NominationWork, shown: CachedNomination | None) -> Settled | BelongsTo | None:
        """Reconcile the nomination; None for a pull request that brings no record, as far as can be told cheaply."""
        classifier, triggers = self.context.pull_classifier, work.triggers
        if work.number in classifier.primaries:
            return BelongsTo(classifier.primaries[work.number])
        if triggers.ask_only_for_classification:
            contents = await classifier.classify(work.number, triggers.unclassified, self.context.folders)
            if contents == "unread" or (contents == "others" and await self._release(work)):
                return None
        return await self.loop.reconcile(work, shown)

    def _hand_over(self, work: NominationWork, found: BelongsTo, shown: CachedNomination | None) -> NominationWork:
        """Give the triggers to the nomination that the pull request belongs to. Nothing is left to do under this number, for as
        long as the pull request stands like that."""
        self.context.pull_classifier.primaries[work.number] = found.number
        self.context.reminder_dispatcher.pending.forget(work.number)
        if shown is not None:
            self.context.registry_cache.mark_settled(work.number, shown.fingerprint)
        triggers = replace(work.triggers, unclassified=(), stands_alone=False)
        triggers = triggers.merge(Triggers(second_record_candidates=(work.number,)))
        return replace(work, number=found.number, triggers=triggers)

    def _remember(self, settled: Settled, shown: CachedNomination | None) -> None:
        """Remember how the nomination stands."""
        context, nomination, ledger = self.context, settled.nomination, settled.nomination.ledger
        number = nomination.number
        if shown is not None and not settled.wanting and not any(context.recent.unlisted(thread) for thread in shown.threads):
            context.registry_cache.mark_settled(number, shown.fingerprint)
        context.registry_cache.ended(number, closed=not nomination.is_open)
        context.moments[number] = settled.look_again
        notes = [note for note in ledger.pull_requests.ours.values() if note.state == "open"] if ledger else []
        context.pending[number] = frozenset(path for note in notes for path in note.files)
        context.duration_stats.remember(number, ledger)
        context.role_holders.note_seats(ledger)
        pull = nomination.nominating_pull
        if ledger is None and pull is not None and pull.refusal == "many" and not pull.is_plain:
            context.pull_classifier.note_refused(number)
        context.reminder_dispatcher.pending.remember(number, settled.due_reminders, settled.place)

    async def _release(self, work: NominationWork) -> bool:
        """Look at a pull request that brings no record, without its thread; False if it has to be looked at as a nomination."""
        settled = await self.loop.release(work)
        if settled is None:
            return False
        pull, classifier = settled.nomination.nominating_pull, self.context.pull_classifier
        if not settled.wanting:
            heads = (pull.head,) if pull and pull.status else ()
            classifier.note_plain(work.number, work.triggers.unclassified, *heads)
        return True

    def _separate(self, work: NominationWork, nomination: Nomination) -> Iterator[NominationWork]:
        """Remember the confirmed second record; give work on each other candidate, which is looked at by itself."""
        primaries = self.context.pull_classifier.primaries
        partner = nomination.partner.number if nomination.partner else 0
        for number in work.triggers.second_record_candidates:
            if number == partner:
                primaries[number] = work.number
            else:
                primaries.pop(number, None)
                yield NominationWork(work.repo, number, Triggers(unclassified=("",), stands_alone=True), work.reason)
