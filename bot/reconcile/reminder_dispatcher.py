"""The dispatcher of a registry: lets nominations speak one after the other, and writes the Review queue issue and its digest.

What it knows it has from GitHub: due reminders from the nominations as they are decided, what was said from their ledgers, what
stood in a digest from the marks of the digests, and whether it may begin from the mark of the issue. It can forget it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog

from bot.github.client import GitHub
from bot.model.github_json import Json, is_by, read_time
from bot.model.ledger_entries import Actor
from bot.reconcile.find_facts import Facts
from bot.reconcile.payload_fields import label_names
from bot.reconcile.reminder_approval import REASONS, ReminderApproval
from bot.review.reminders.digest import (
    HOUR,
    ReminderQueue,
    SentReminder,
    by_age,
    digest_text,
    for_digest,
    held_back,
    is_old,
    may_speak,
    name_of,
    next_look,
    same_day,
    standing_text,
)
from bot.review.reminders.due import DueReminder, QueueRow
from bot.text import marks
from bot.text.marks import Mark
from config.models import Workflow

TITLE = "Review queue"
QUEUE, DIGEST, REFUSAL = "queue", "digest", "refusal"
MAY_GO = "maintainer"
FRESH = timedelta(minutes=10)
"""A due reminder that is older is asked for again before it stands in a digest: somebody may have answered."""
PATIENCE = timedelta(minutes=15)
"""How long the nominations that a sweep has found may take until the dispatcher goes on without them."""

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class DispatchResult:
    """Nominations that may speak now, those to be looked at before a digest, and when to tend the queue again."""

    granted: tuple[int, ...] = ()
    look: tuple[int, ...] = ()
    again: datetime | None = None


@dataclass(slots=True)
class ReminderDispatcher:
    """`flow` gives the workflow in force. Of one registry there is one dispatcher, and it does one thing at a time."""

    github: GitHub
    me: Actor
    keys: tuple[bytes, ...]
    facts: Facts
    now: Callable[[], datetime]
    flow: Callable[[], Workflow]
    figures: Callable[[], str]
    _due_reminders: dict[int, tuple[DueReminder, ...]] = field(default_factory=dict)
    _places: dict[int, QueueRow] = field(default_factory=dict)
    _settled: dict[int, datetime] = field(default_factory=dict)
    _granted: dict[int, SentReminder] = field(default_factory=dict)
    _expected: dict[int, datetime] = field(default_factory=dict)
    _issue: Json | None = None
    _going: bool | None = None
    _told: frozenset[str] = frozenset()
    _last: datetime | None = None
    _loaded: bool = False
    _asked: bool = True
    """Somebody may have said `/go` since the comments were read last."""

    def expect(self, numbers: Iterable[int]) -> None:
        """A sweep has found these: nobody speaks before all of them are decided, or the most overdue would not be known."""
        self._expected |= dict.fromkeys(numbers, self.now())

    def settled(self, number: int, due_reminders: tuple[DueReminder, ...], place: QueueRow | None) -> None:
        """A nomination has nothing left to do but to wait."""
        self._expected.pop(number, None)
        self._settled[number] = self.now()
        if due_reminders:
            self._due_reminders[number] = due_reminders
        else:
            self._due_reminders.pop(number, None)
        if place is not None and (due_reminders or place.waits or place.said):
            self._places[number] = place
        else:
            self._places.pop(number, None)

    def gone(self, number: int) -> None:
        """It is no nomination any more, or not here."""
        self.settled(number, (), None)

    def heard(self) -> None:
        """Somebody has written on the Review queue issue, or changed it."""
        self._loaded, self._asked = False, True

    def has_work(self) -> bool:
        """Something may be said now."""
        if self._waits() or not self._due_reminders:
            return False
        if not self._loaded or (self._going is False and self._asked):
            return True
        reminder_queue = self._reminder_queue()
        return bool(may_speak(reminder_queue, self.flow(), self.now()) or for_digest(reminder_queue, self.flow(), self.now()))

    def next_look(self) -> datetime | None:
        """When something may be said that may not be said now."""
        if not self._due_reminders or not self._loaded:
            return None
        again = (one.at + HOUR for number, one in self._granted.items() if number in self._due_reminders)
        moments = (next_look(self._reminder_queue(), self.flow(), self.now()), *again)
        return min((moment for moment in moments if moment is not None), default=None)

    async def tend(self) -> DispatchResult:
        """Do what may be done now. Raises what the client raises; everything is then read again."""
        if self._waits() or not (self._due_reminders or self._going is False):
            return DispatchResult()
        try:
            return await self._tend()
        except BaseException:
            self._loaded, self._asked = False, True
            raise

    async def _tend(self) -> DispatchResult:
        if not self._loaded:
            await self._load()
        if self._issue is None:
            await self._open()
        if not self._going:
            await self._ask_for_leave()
        if not self._going:
            return DispatchResult(again=self.now() + timedelta(days=1))
        flow, now = self.flow(), self.now()
        granted = may_speak(self._reminder_queue(), flow, now)
        for number in granted:
            first = next(due_reminder for due_reminder in by_age(self._due_reminders[number]) if due_reminder.to == "nominator")
            self._granted[number] = SentReminder(number, now, held_back(first))
        digest = for_digest(self._reminder_queue(), flow, now)
        stale = tuple(sorted({w.number for w in digest if self._settled[w.number] < now - FRESH}))
        if stale:
            self.expect(stale)
        elif digest:
            await self._write_digest()
        return DispatchResult(granted, stale, self.next_look())

    def _waits(self) -> bool:
        """Not all that a sweep has found is decided yet."""
        return any(since > self.now() - PATIENCE for since in self._expected.values())

    def _reminder_queue(self) -> ReminderQueue:
        """Who was let speak counts for an hour, whether or not it could be said; then it has its next turn."""
        self._granted = {number: one for number, one in self._granted.items() if one.at > self.now() - HOUR}
        said = [SentReminder(p.number, at, p.author.id if p.author else None) for p in self._places.values() for at in p.said]
        shown = {one.number for one in said if one.number in self._granted and one.at >= self._granted[one.number].at}
        both = (*said, *(one for number, one in self._granted.items() if number not in shown))
        every = (due_reminder for own in self._due_reminders.values() for due_reminder in own)
        due_reminders = tuple(
            due_reminder for due_reminder in every if due_reminder.to != "nominator" or due_reminder.number not in self._granted
        )
        return ReminderQueue(due_reminders, both, self._told, self._last, self._going, MappingProxyType(self._places))

    async def _load(self) -> None:
        """Read the issue and its digests."""
        self._issue = await self._found()
        self._going = self._says_going()
        self._told, self._last = frozenset(), None
        digests = await self._digests() if self._issue else []
        self._loaded = True
        if self._issue and self._going is None:
            # Somebody has edited its text. A digest proves that it had leave; else nothing goes out until a maintainer says so again.
            self._going = bool(digests)
        if self._issue and (self._issue["state"] != "open" or not self._has_label(self._issue)):
            await self._put_back()

    async def _found(self) -> Json | None:
        """The first Review queue issue of the bot's own, open or closed: by its label, or by its mark where the label has gone."""
        label = self.flow().reminders.label.name
        listed = [i async for page in self.github.issues([label], state="all") for i in page if "pull_request" not in i]
        by_label = [issue for issue in listed if is_by(issue, self.me)]
        if by_label:
            return by_label[0]
        # Only where no issue has the label: in a registry that has none yet, or after the label was renamed or taken off.
        async for page in self.github.issues(state="all", creator=self.me.login):
            for one in page:
                if "pull_request" not in one and is_by(one, self.me) and self._mark(one.get("body"), QUEUE):
                    return one
        return None

    async def _digests(self) -> list[tuple[int, datetime]]:
        """What stood in a digest up to now, and when the last one was written; the digests by id and time."""
        found: list[tuple[int, datetime]] = []
        told: set[str] = set()
        for comment in await self.github.comments(self._number()):
            digest = self._mark(comment.get("body"), DIGEST) if is_by(comment, self.me) else None
            if digest is not None:
                told |= set((digest.data or {}).get("told") or ())
                found.append((int(comment["id"]), read_time(comment["created_at"])))
        self._told, self._last = self._told | told, max((at for _, at in found), default=self._last)
        return found

    async def _put_back(self) -> None:
        """Somebody has closed it or taken its label off: there is something to say, and it is said here."""
        if not self._has_label(self._issue or {}):
            await self.github.add_labels(self._number(), [self.flow().reminders.label.name])
        self._issue = await self.github.update_issue(self._number(), state="open")

    def _has_label(self, issue: Json) -> bool:
        return self.flow().reminders.label.name.lower() in label_names(issue)

    async def _open(self) -> None:
        self._going = not is_old(self._reminder_queue(), self.now())
        log.info("review queue opened", going=self._going, due_reminders=sum(map(len, self._due_reminders.values())))
        self._issue = await self.github.create_issue(TITLE, self._body(), [self.flow().reminders.label.name])
        first, mine = await self._found(), self._number()
        if first is not None and first["number"] != mine:  # another process was faster
            await self.github.update_issue(mine, state="closed", state_reason="not_planned")
            await self._load()

    async def _ask_for_leave(self) -> None:
        """Look for a maintainer's `/go`, and keep the list of what would be said up to date, once a day."""
        leave = await self._leave() if self._asked else None
        self._going = leave is not None
        self._asked = False
        await self._bring_up_to_date()
        if leave is not None:
            # Only now: a reaction says that the comment was answered, and what was answered is never looked at again.
            await self.github.react(leave, "+1")

    async def _leave(self) -> int | None:
        """The comment in which a maintainer says `/go`; the others that say so are told why it does not count."""
        leave = ReminderApproval(self.github, self.me, self.facts, lambda: self.flow().roles[MAY_GO])
        comments = await self.github.comments(self._number())
        refused = {mark.key for one in comments if is_by(one, self.me) and (mark := self._mark(one.get("body"), REFUSAL))}
        for comment in comments:
            if not await leave.asked(comment):
                continue
            why = await leave.refusal(comment)
            if not why:
                return int(comment["id"])
            # Once a person and reason: everybody who has subscribed hears of it, and anybody may write here.
            key = f"refusal/{comment['user']['id']}/{REASONS.index(why)}"
            if key not in refused:
                await self.github.create_comment(self._number(), self._signed(why, REFUSAL, key))
                refused.add(key)
            await self.github.react(int(comment["id"]), "confused")
        return None

    async def _write_digest(self) -> None:
        flow, now = self.flow(), self.now()
        await self._digests()  # another process may have written one meanwhile
        due_reminders = for_digest(self._reminder_queue(), flow, now)
        if not due_reminders:
            return
        told = [name_of(due_reminder) for due_reminder in due_reminders]
        text = digest_text(due_reminders, flow, now, await self._teams())
        body = self._signed(text, DIGEST, f"digest/{now.date().isoformat()}", {"told": told})
        before = self._told
        made = await self.github.create_comment(self._number(), body)
        self._told, self._last = before | set(told), now
        if await self._is_second(int(made["id"]), now):
            await self.github.delete_comment(int(made["id"]))
            self._told = before
            await self._digests()
        log.info("digest written", items=len(told))
        await self._bring_up_to_date()

    async def _is_second(self, made: int, now: datetime) -> bool:
        """Another process has written a digest on the same day, and was faster."""
        before = self._told
        found = await self._digests()
        self._told = before
        return any(number < made and same_day(self.flow(), at, now) for number, at in found)

    async def _bring_up_to_date(self) -> None:
        """The issue's text: the table of what waits for whom."""
        body = self._body()
        stands = str((self._issue or {}).get("body") or "")
        if marks.strip(stands).strip() != marks.strip(body).strip() or self._says_going() != bool(self._going):
            self._issue = await self.github.update_issue(self._number(), body=body)

    def _says_going(self) -> bool | None:
        """What the issue's own mark says; None where it has none."""
        mark = self._mark(self._issue.get("body"), QUEUE) if self._issue else None
        return None if mark is None else (mark.data or {}).get("going") == "yes"

    async def _teams(self) -> Mapping[str, tuple[str, ...]]:
        """Whom to mention where no single person stands: teams, or for maintainers the people with the permission."""
        roles = self.flow().roles
        maintainers = tuple(roles[MAY_GO].teams)
        if not maintainers:
            people = await self.github.collaborators()
            allowed = (
                one
                for one in people
                if one.get("role_name") in roles[MAY_GO].permissions or one.get("id") in roles[MAY_GO].people
            )
            maintainers = tuple(
                str(one["login"]) for one in allowed if one.get("type") == "User" and one.get("id") != self.me.id
            )
        return {"maintainers": maintainers, "reviewers": tuple(roles["reviewer"].teams)}

    def _body(self) -> str:
        text = standing_text(self._reminder_queue(), self.flow(), self.now(), self.figures())
        return self._signed(text, QUEUE, "review-queue", {"going": "yes" if self._going else "no"})

    def _signed(self, text: str, kind: str, key: str, data: dict[str, Any] | None = None) -> str:
        return f"{text}\n\n{marks.write(Mark(kind, 1, self.github.repo, 0, 0, key, data), self.keys[0])}"

    def _mark(self, body: object, kind: str) -> Mark | None:
        found = marks.read(str(body or ""), self.keys)
        return next((m for m in found if m.kind == kind and m.repo.lower() == self.github.repo.lower()), None)

    def _number(self) -> int:
        assert self._issue is not None, "the issue was read or opened"
        return int(self._issue["number"])
