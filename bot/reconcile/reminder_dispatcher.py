"""Dispatches the reminders of a registry: lets nominations speak one after the other, and writes the Review queue issue.

All it knows comes from GitHub: reminders and what was sent from the nominations (`PendingReminders`), the digests and whether
reminders may go out from the marks of the issue (`QueueIssue`), a maintainer's `/go` from its comments (`ReminderApproval`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.github.client import GitHub
from bot.model.ledger_entries import Actor
from bot.model.mark_keys import MarkKey
from bot.reconcile.find_facts import Facts
from bot.reconcile.pending_reminders import PendingReminders
from bot.reconcile.queue_issue import DIGEST, Digest, QueueIssue
from bot.reconcile.reminder_approval import ReminderApproval
from bot.review.reminders import turns_and_digest
from bot.review.reminders.turns_and_digest import ReminderQueue, for_digest, may_speak
from config.models import Workflow

MAY_GO = "maintainer"

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """Nominations that may speak now, those to be looked at before a digest, and when to dispatch again."""

    granted: tuple[int, ...] = ()
    look: tuple[int, ...] = ()
    again: datetime | None = None


@dataclass(slots=True)
class ReminderDispatcher:
    """`flow` gives the workflow in force. A registry has one dispatcher, and it does one thing at a time."""

    github: InitVar[GitHub]
    me: InitVar[Actor]
    keys: InitVar[tuple[bytes, ...]]
    facts: InitVar[Facts]
    now: Callable[[], datetime]
    flow: Callable[[], Workflow]
    figures: Callable[[], str]
    pending: PendingReminders = field(init=False)
    issue: QueueIssue = field(init=False)
    leave: ReminderApproval = field(init=False)
    _digests: dict[int, Digest] = field(default_factory=dict)
    _is_approved: bool | None = None
    _is_loaded: bool = False
    _has_new_comments: bool = True
    """Somebody may have said `/go` since the comments were read last."""

    def __post_init__(self, github: GitHub, me: Actor, keys: tuple[bytes, ...], facts: Facts) -> None:
        self.pending = PendingReminders(self.now)
        self.issue = QueueIssue(github, me, keys, lambda: self.flow().reminders.label.name)
        self.leave = ReminderApproval(self.issue, facts, lambda: self.flow().roles[MAY_GO])

    def forget_issue(self) -> None:
        """Read the Review queue issue again next time: somebody has written on it, or changed it."""
        self._is_loaded, self._has_new_comments = False, True

    def has_work(self) -> bool:
        """Tell whether a reminder or a digest may go out now."""
        if self.pending.is_waiting() or not self.pending:
            return False
        if not self._is_loaded or (self._is_approved is False and self._has_new_comments):
            return True
        queue, flow, now = self.build_queue(), self.flow(), self.now()
        return bool(may_speak(queue, flow, now) or for_digest(queue, flow, now))

    def next_look(self) -> datetime | None:
        """Find when something may be said that may not be said now."""
        if not self.pending or not self._is_loaded:
            return None
        moments = (turns_and_digest.next_look(self.build_queue(), self.flow(), self.now()), self.pending.find_next_grant())
        return min((moment for moment in moments if moment is not None), default=None)

    async def dispatch(self) -> DispatchResult:
        """Do what may be done now. Raises what the client raises; everything is then read again."""
        if self.pending.is_waiting() or not (self.pending or self._is_approved is False):
            return DispatchResult()
        try:
            await self._prepare_issue()
            if not self._is_approved:
                return DispatchResult(again=self.now() + timedelta(days=1))
            return await self._send()
        except BaseException:
            self.forget_issue()
            raise

    def build_queue(self) -> ReminderQueue:
        """Put together all that counts now."""
        in_digests = frozenset(name for turns_and_digest in self._digests.values() for name in turns_and_digest.names)
        last = max((turns_and_digest.at for turns_and_digest in self._digests.values()), default=None)
        return self.pending.build_queue(in_digests, last, self._is_approved)

    async def _prepare_issue(self) -> None:
        """Read the issue or open it, and look for a maintainer's `/go` where one is needed."""
        if not self._is_loaded:
            await self._load_issue()
        if not self.issue.exists:
            await self._open_issue()
        if not self._is_approved:
            await self._look_for_approval()

    async def _load_issue(self) -> None:
        await self.issue.load()
        self._digests = await self.issue.list_digests() if self.issue.exists else {}
        self._is_approved, self._is_loaded = self.issue.read_approval(), True
        if self.issue.exists and self._is_approved is None:
            # Somebody has edited its text. A digest proves the `/go`; else nothing goes out until a maintainer says so again.
            self._is_approved = bool(self._digests)
        await self.issue.restore()

    async def _open_issue(self) -> None:
        self._is_approved = not turns_and_digest.is_old(self.build_queue(), self.now())
        log.info("review queue opened", going=self._is_approved, due_reminders=len(self.pending))
        if not await self.issue.open(self._write_text(), is_approved=self._is_approved):
            await self._load_issue()

    async def _look_for_approval(self) -> None:
        """Look for a maintainer's `/go`, and keep the list of what would be said up to date, once a day."""
        comment = await self.leave.find_approval() if self._has_new_comments else None
        self._is_approved, self._has_new_comments = comment is not None, False
        await self._update_issue()
        if comment is not None:
            # Only now: a reaction says that the comment was answered, and what was answered is never looked at again.
            await self.issue.github.react(comment, "+1")

    async def _send(self) -> DispatchResult:
        """Let the most overdue nominations speak, and write the digest once its nominations were looked at lately."""
        granted = may_speak(self.build_queue(), self.flow(), self.now())
        self.pending.grant(granted)
        turns_and_digest = for_digest(self.build_queue(), self.flow(), self.now())
        stale = self.pending.list_stale(turns_and_digest)
        if stale:
            self.pending.expect(stale)
        elif turns_and_digest:
            await self._write_digest()
        return DispatchResult(granted, stale, self.next_look())

    async def _write_digest(self) -> None:
        flow, now = self.flow(), self.now()
        self._digests |= await self.issue.list_digests()  # another process may have written one meanwhile
        due_reminders = for_digest(self.build_queue(), flow, now)
        if not due_reminders:
            return
        mentions = {"maintainers": await self.leave.list_maintainers(), "reviewers": tuple(flow.roles["reviewer"].teams)}
        text, names = (
            turns_and_digest.digest_text(due_reminders, flow, now, mentions),
            [*map(turns_and_digest.name_of, due_reminders)],
        )
        mine = await self.issue.post(text, DIGEST, MarkKey.DIGEST.of(now.date()), {"told": names})
        self._digests |= {mine: Digest(now, frozenset(names))} | await self.issue.list_digests()
        if any(number < mine and turns_and_digest.same_day(flow, one.at, now) for number, one in self._digests.items()):
            # Another process has written a digest on the same day, and was faster.
            await self.issue.github.delete_comment(mine)
            del self._digests[mine]
        log.info("digest written", items=len(names))
        await self._update_issue()

    async def _update_issue(self) -> None:
        await self.issue.write(self._write_text(), is_approved=bool(self._is_approved))

    def _write_text(self) -> str:
        return turns_and_digest.standing_text(self.build_queue(), self.flow(), self.now(), self.figures())
