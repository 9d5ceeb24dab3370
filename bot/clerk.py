"""The clerk of a registry: lets nominations speak one after the other, and writes the Review queue issue and its digest.

What it knows it has from GitHub: wishes from the nominations as they are decided, what was said from their ledgers, what
stood in a digest from the marks of the digests, and whether it may begin from the mark of the issue. It can forget it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog

from bot.contracts import Wants
from bot.facts import Facts
from bot.github import GitHub
from bot.ledger import Actor
from bot.lens import actor, time
from bot.nomination import Need
from bot.nudging import Place, Wish
from bot.review_queue import HOUR, Desk, Said, digest_text, for_digest, is_old, may_speak, name_of, next_look, standing_text
from bot.roles import holds
from bot.text import commands, marks
from bot.text.marks import Mark
from config.models import Workflow

TITLE = "Review queue"
QUEUE, DIGEST, REFUSAL = "queue", "digest", "refusal"
GO, MAY_GO = "go", "maintainer"
FRESH = timedelta(minutes=10)
"""A wish that is older is asked for again before it stands in a digest: somebody may have answered."""
PATIENCE = timedelta(minutes=15)
"""How long the nominations that a sweep has found may take until the clerk goes on without them."""
Json = Mapping[str, Any]

log = structlog.get_logger("dpgbot")


@dataclass(frozen=True, slots=True)
class Tended:
    """Nominations that may speak now, those to be looked at before a digest, and when to tend the desk again."""

    granted: tuple[int, ...] = ()
    look: tuple[int, ...] = ()
    again: datetime | None = None


@dataclass(slots=True)
class Clerk:
    """`flow` gives the workflow in force. Of one registry there is one clerk, and it does one thing at a time."""

    github: GitHub
    me: Actor
    keys: tuple[bytes, ...]
    facts: Facts
    now: Callable[[], datetime]
    flow: Callable[[], Workflow]
    figures: Callable[[], str]
    _wishes: dict[int, tuple[Wish, ...]] = field(default_factory=dict)
    _places: dict[int, Place] = field(default_factory=dict)
    _settled: dict[int, datetime] = field(default_factory=dict)
    _granted: dict[int, Said] = field(default_factory=dict)
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

    def settled(self, number: int, wishes: tuple[Wish, ...], place: Place | None) -> None:
        """A nomination has nothing left to do but to wait."""
        self._expected.pop(number, None)
        self._settled[number] = self.now()
        if not any(wish.to == "nominator" for wish in wishes):
            self._granted.pop(number, None)  # else it could not be said, and has its next turn in an hour
        if wishes:
            self._wishes[number] = wishes
        else:
            self._wishes.pop(number, None)
        if place is not None and (wishes or place.side != "nobody" or place.said):
            self._places[number] = place
        else:
            self._places.pop(number, None)

    def gone(self, number: int) -> None:
        """It is no nomination any more, or not here."""
        self.settled(number, (), None)

    def heard(self) -> None:
        """Somebody has written on the Review queue issue."""
        self._asked = True

    def has_work(self) -> bool:
        """Something may be said now."""
        if self._waits() or not self._wishes:
            return False
        if not self._loaded or (self._going is False and self._asked):
            return True
        desk = self._desk()
        return bool(may_speak(desk, self.flow(), self.now()) or for_digest(desk, self.flow(), self.now()))

    def next_look(self) -> datetime | None:
        """When something may be said that may not be said now."""
        return next_look(self._desk(), self.flow(), self.now()) if self._wishes and self._loaded else None

    async def tend(self) -> Tended:
        """Do what may be done now. Raises what the client raises; everything is then read again."""
        if self._waits() or not (self._wishes or (self._loaded and self._going is False)):
            return Tended()
        try:
            return await self._tend()
        except BaseException:
            self._loaded, self._asked = False, True
            raise

    async def _tend(self) -> Tended:
        if not self._loaded:
            await self._load()
        if self._issue is None:
            await self._open()
        if not self._going:
            await self._ask_for_leave()
        if not self._going:
            return Tended(again=self.now() + timedelta(days=1))
        flow, now = self.flow(), self.now()
        granted = may_speak(self._desk(), flow, now)
        for number in granted:
            place = self._places.get(number)
            self._granted[number] = Said(number, now, place.author.id if place and place.author else None)
        digest = for_digest(self._desk(), flow, now)
        stale = tuple(sorted({w.number for w in digest if self._settled[w.number] < now - FRESH}))
        if stale:
            self.expect(stale)
        elif digest:
            await self._write_digest(digest)
        return Tended(granted, stale, self.next_look())

    def _waits(self) -> bool:
        """Not all that a sweep has found is decided yet."""
        return any(since > self.now() - PATIENCE for since in self._expected.values())

    def _desk(self) -> Desk:
        said = [Said(p.number, at, p.author.id if p.author else None) for p in self._places.values() for at in p.said]
        self._granted = {number: one for number, one in self._granted.items() if one.at > self.now() - HOUR}
        wishes = tuple(wish for number, own in self._wishes.items() if number not in self._granted for wish in own)
        both = (*said, *self._granted.values())
        return Desk(wishes, both, self._told, self._last, self._going, MappingProxyType(self._places))

    async def _load(self) -> None:
        """Read the issue and its digests."""
        found = [i async for page in self.github.issues([self.flow().queue.name]) for i in page if self._ours(i)]
        self._issue = found[0] if found else None
        mark = self._mark(found[0].get("body"), QUEUE) if found else None
        self._going = None if mark is None else (mark.data or {}).get("going") == "yes"
        told: set[str] = set()
        for comment in await self.github.comments(self._number()) if found else ():
            digest = self._mark(comment.get("body"), DIGEST) if self._ours(comment) else None
            if digest is not None:
                told |= set((digest.data or {}).get("told") or ())
                self._last = time(comment["created_at"])
        self._told, self._loaded = frozenset(told), True
        if found and self._going is None:
            self._going = False  # Somebody has edited its text: until a maintainer says so again, nothing goes out.

    async def _open(self) -> None:
        self._going = not is_old(self._desk(), self.now())
        log.info("review queue opened", going=self._going, wishes=sum(map(len, self._wishes.values())))
        self._issue = await self.github.create_issue(TITLE, self._body(), [self.flow().queue.name])

    async def _ask_for_leave(self) -> None:
        """Look for a maintainer's `/go`, and keep the list of what would be said up to date, once a day."""
        if self._asked:
            for comment in await self.github.comments(self._number()):
                if await self._lets_go(comment):
                    self._going = True
                    break
            self._asked = False
        await self._bring_up_to_date()

    async def _lets_go(self, comment: Json) -> bool:
        by, number = actor(comment.get("user")), int(comment["id"])
        counts = comment.get("reactions") or {}
        unanswered = not counts.get("+1") and not counts.get("confused") and comment["updated_at"] == comment["created_at"]
        said = any(line.name == GO for line in commands.parse(str(comment.get("body") or "")))
        if by is None or by.id == self.me.id or not unanswered or not said:
            return False
        right = await self._may_go(by)
        if right:
            await self.github.react(number, "+1")
            return True
        why = (
            "Only a maintainer can let the reminders go."
            if right is False
            else "GitHub did not tell me what rights you have; please try again in a minute."
        )
        await self.github.react(number, "confused")
        await self.github.create_comment(self._number(), self._signed(why, REFUSAL, f"refusal/{number}"))
        return False

    async def _may_go(self, person: Actor) -> bool | None:
        role, known = self.flow().roles[MAY_GO], dict[Need, str]()
        for _ in range(2):
            answer = holds(role, person, known)
            if not isinstance(answer, Wants):
                return answer
            known |= await self.facts.answers(answer.needs)
        return None

    async def _write_digest(self, wishes: tuple[Wish, ...]) -> None:
        flow, now = self.flow(), self.now()
        told = [name_of(wish) for wish in wishes]
        text = digest_text(wishes, flow, now, await self._teams())
        body = self._signed(text, DIGEST, f"digest/{now.date().isoformat()}", {"told": told})
        await self.github.create_comment(self._number(), body)
        self._told, self._last = self._told | set(told), now
        log.info("digest written", items=len(told))
        await self._bring_up_to_date()

    async def _bring_up_to_date(self) -> None:
        """The issue's text: the table of what waits for whom."""
        body = self._body()
        if (
            self._issue is not None and marks.strip(str(self._issue.get("body") or "")).strip() != marks.strip(body).strip()
        ) or self._stale_mark():
            self._issue = await self.github.update_issue(self._number(), body=body)

    def _stale_mark(self) -> bool:
        mark = self._mark(self._issue.get("body"), QUEUE) if self._issue else None
        return mark is None or ((mark.data or {}).get("going") == "yes") != bool(self._going)

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
        text = standing_text(self._desk(), self.flow(), self.figures())
        return self._signed(text, QUEUE, "review-queue", {"going": "yes" if self._going else "no"})

    def _signed(self, text: str, kind: str, key: str, data: dict[str, Any] | None = None) -> str:
        return f"{text}\n\n{marks.write(Mark(kind, 1, self.github.repo, 0, 0, key, data), self.keys[0])}"

    def _mark(self, body: object, kind: str) -> Mark | None:
        found = marks.read(str(body or ""), self.keys)
        return next((m for m in found if m.kind == kind and m.repo.lower() == self.github.repo.lower()), None)

    def _ours(self, thing: Json) -> bool:
        return (thing.get("user") or {}).get("id") == self.me.id

    def _number(self) -> int:
        assert self._issue is not None, "the issue was read or opened"
        return int(self._issue["number"])
