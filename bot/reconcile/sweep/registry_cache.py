"""Keeps the last reading of a registry by the page, so that a sweep asks only for changes.

It is a cache and never a truth: it is replaced as a whole by the next reading, and everything in it can be lost at any
time. A decision may rest on it only within minutes of the reading, and only about a nomination that nobody has touched since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.model.github_json import Json

GOOD_FOR = timedelta(minutes=10)
"""The longest time for which a reading may be decided on; whatever waits longer in the queue is read afresh."""
MOST_ENDED = 10_000
Threads = Mapping[int, dict[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class RegistryListing:
    """The open nominations of a registry, as one reading found them. All JSON is GitHub's own, cut down to what is used."""

    issues: Mapping[int, Json] = field(default_factory=dict)
    pulls: Mapping[int, Json] = field(default_factory=dict)
    """Open stage pull requests by their number; `nomination` is the number of the issue that they belong to."""
    threads: Threads = field(default_factory=dict)
    """Thread -> id -> comment, for the issues and pull requests above."""
    newest: datetime | None = None
    """The time of the newest comment that was ever listed; None before any was."""
    odd: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Threads whose number of comments GitHub itself tells differently (told, listed): hidden ones are counted, not listed."""
    strangers: Mapping[int, str] = field(default_factory=dict)
    """Open pull requests of people without our label -> the time of their last change: what they bring is to be found out."""

    def pulls_of(self, number: int) -> tuple[Json, ...]:
        """List the open stage pull requests of a nomination."""
        return tuple(pull for pull in self.pulls.values() if pull["nomination"] == number)


@dataclass(frozen=True, slots=True)
class CachedNomination:
    """One nomination as the cache shows it, to be loaded like the real one; what it does not hold is asked of GitHub."""

    github: GitHub
    thing: Json
    threads: Mapping[int, tuple[Json, ...]]
    pulls: Mapping[int, Json]
    fingerprint: int
    """Another one when anything that a decision rests on has changed."""

    async def issue(self, number: int) -> Json:  # noqa: ARG002 - there is only one
        """Read the issue. A thousand of them are looked at without one request, so this is where deliveries get their turn."""
        await asyncio.sleep(0)
        return self.thing

    async def comments(self, number: int) -> list[Any]:
        """List the comments of a thread, oldest first."""
        return list(self.threads[number]) if number in self.threads else await self.github.comments(number)

    async def pull(self, number: int) -> Json:
        """Read a stage pull request; one that is not open any more is read afresh."""
        return self.pulls[number] if number in self.pulls else await self.github.pull(number)


Read = Callable[[RegistryListing], Awaitable[RegistryListing]]


@dataclass(slots=True)
class RegistryCache:
    """The last reading of one registry, and which nominations have been settled as they stand in it."""

    github: GitHub
    listing: RegistryListing = field(default_factory=RegistryListing)
    _settled: dict[int, int] = field(default_factory=dict)
    _fresh: set[int] = field(default_factory=set)
    _touched: set[int] = field(default_factory=set)
    _ended: LRUCache[int, bool] = field(default_factory=lambda: LRUCache(MOST_ENDED))
    _read_at: datetime | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self, read: Read, now: datetime) -> frozenset[int]:
        """Take a new reading; the nominations that are not open any more without the bot's knowing. Raises what `read` raises:
        then the last reading stands."""
        async with self._reading:
            self._touched.clear()
            before, self._fresh = self.listing, set()
            self.listing = await read(before)
            self._fresh = set(self.listing.issues) - self._touched
            self._read_at = now
            self._settled = {number: mark for number, mark in self._settled.items() if number in self.listing.issues}
            return frozenset(
                number for number in before.issues if number not in self.listing.issues and number not in self._ended
            )

    def unsettled(self) -> frozenset[int]:
        """List the nominations that have changed since they were settled, or never were."""
        pulls = _group_by_nomination(self.listing)
        return frozenset(
            number
            for number in self.listing.issues
            if number not in self._settled
            or self._settled[number] != _compute_fingerprint(self.listing, number, pulls.get(number, ()))
        )

    def cached_nomination(self, number: int, now: datetime) -> CachedNomination | None:
        """Give the nomination as it was read minutes ago, if nobody has looked at it since."""
        if number not in self._fresh or self._read_at is None or not self._read_at <= now < self._read_at + GOOD_FOR:
            return None
        listing, pulls = self.listing, self.listing.pulls_of(number)
        threads = {each: tuple(listing.threads[each].values()) for each in (number, *(int(pull["number"]) for pull in pulls))}
        shown = {int(pull["number"]): pull for pull in pulls}
        return CachedNomination(
            self.github, listing.issues[number], threads, shown, _compute_fingerprint(listing, number, pulls)
        )

    def touched(self, number: int) -> None:
        """Somebody looks at the nomination, and may change it: what was read of it before counts no more."""
        self._touched.add(number)
        self._fresh.discard(number)
        self._settled.pop(number, None)

    def mark_settled(self, number: int, fingerprint: int) -> None:
        """Remember that nothing is left to do about the nomination until it changes."""
        self._settled[number] = fingerprint

    def ended(self, number: int, *, closed: bool) -> None:
        """Remember the state of the issue after a look: one that the bot has seen closed is not looked for."""
        if closed:
            self._ended[number] = True
        else:
            self._ended.pop(number, None)

    def reacted(self, comment: int, content: str) -> None:
        """Remember the bot's reaction on a comment. GitHub does not report reactions: the comment's time stays as it was."""
        for thread in self.listing.threads.values():
            if comment in thread:
                thread[comment]["reactions"][content] = thread[comment]["reactions"].get(content, 0) + 1

    def forget(self) -> None:
        """Other rules are in force: every nomination is to be decided about again."""
        self._settled.clear()


def _group_by_nomination(listing: RegistryListing) -> dict[int, tuple[Json, ...]]:
    found: dict[int, tuple[Json, ...]] = {}
    for pull in listing.pulls.values():
        found[pull["nomination"]] = (*found.get(pull["nomination"], ()), pull)
    return found


def _compute_fingerprint(listing: RegistryListing, number: int, pulls: tuple[Json, ...]) -> int:
    """Hash all that a decision rests on; reactions are left out, for a person's say nothing and the bot knows its own."""
    issue = listing.issues[number]
    threads = (number, *(int(pull["number"]) for pull in pulls))
    return hash(
        (
            *(issue.get(key) for key in ("title", "body", "state", "locked", "updated_at")),
            tuple(sorted(label["name"] for label in issue["labels"])),
            tuple((pull["number"], pull["title"], pull["body"], pull["head"]["sha"]) for pull in pulls),
            tuple((id, comment["updated_at"]) for thread in threads for id, comment in listing.threads[thread].items()),
        )
    )
