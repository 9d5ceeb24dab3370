"""Finding out what a plan asks GitHub to know; rights fail closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from weakref import WeakValueDictionary

from cachetools import TTLCache

from bot.github.client import GitHub
from bot.github.errors import GitHubError, Gone, Moved, NotFound, RateLimited, Unreadable
from bot.model.needs import UNKNOWN, Need
from bot.model.nomination import Nomination
from bot.review.pulls.branch_diff import encode_diff
from bot.review.pulls.path_conflicts import encode_record
from bot.text.record.record import loads

SECONDS = 60
COUNTED = frozenset({"load", "reviewers", "flow", "record", "text", "diff"})
"""Facts that the bot itself changes by what it does next, or that it is about to write over: never kept."""
MOST_REVIEWERS = 30
"""Collaborators whose open reviews are counted for a suggestion; one request each."""


class Facts:
    """Answers to needs, of one repository. An answer is at most 60 seconds old; "unknown" is never kept.
    `flow` gives how long nominations take here; nobody has to be asked for that. `heard` is told every answer of GitHub's."""

    def __init__(
        self,
        github: GitHub,
        flow: Callable[[], str] = lambda: "none",
        heard: Callable[[Need, str], object] = lambda *_: None,
    ) -> None:
        self._github, self._flow, self._heard = github, flow, heard
        self._known: TTLCache[Need, str] = TTLCache(maxsize=10_000, ttl=SECONDS)
        self._asking: WeakValueDictionary[Need, asyncio.Lock] = WeakValueDictionary()

    async def learn(self, nomination: Nomination, needs: tuple[Need, ...]) -> Mapping[Need, str]:
        """Add the facts for these needs to the nomination's facts; a need that GitHub does not answer clearly becomes "unknown"."""
        return MappingProxyType({**nomination.facts, **await self.answers(needs)})

    async def answers(self, needs: tuple[Need, ...]) -> Mapping[Need, str]:
        """These alone."""
        found = await asyncio.gather(*(self._ask(need) for need in needs))
        return dict(zip(needs, found, strict=True))

    async def _ask(self, need: Need) -> str:
        """Ask one question at a time about a need: nominations that are looked at side by side share the answer."""
        async with self._asking.setdefault(need, asyncio.Lock()):
            return self._known[need] if need in self._known else await self._answer(need)

    async def _answer(self, need: Need) -> str:
        try:
            answer = await self._ask_github(need)
        except RateLimited:
            raise
        except (GitHubError, TimeoutError, OSError, ValueError):
            return UNKNOWN  # the last: a need for what cannot be asked, such as a path that climbs
        self._heard(need, answer)
        if need.kind not in COUNTED:
            self._known[need] = answer
        return answer

    async def _reviewers(self, label: str) -> str:
        people = [one for one in await self._github.collaborators() if one.get("type") == "User"][:MOST_REVIEWERS]
        loads = [await self._github.open_reviews(one["login"], label) for one in people]
        return (
            "\n".join(f"{p['id']} {p['login']} {p['role_name']} {load}" for p, load in zip(people, loads, strict=True))
            or "none"
        )

    async def _ask_github(self, need: Need) -> str:
        if need.kind == "permission":
            return await self._github.permission(need.subject)
        if need.kind == "load":
            login, _, label = need.subject.partition("\n")
            return str(await self._github.open_reviews(login, label))
        if need.kind == "reviewers":
            return await self._reviewers(need.subject)
        if need.kind == "flow":
            return self._flow()
        if need.kind == "account":
            return await self._github.account(need.subject)
        if need.kind == "record":
            return await self._read_record(need.subject)
        if need.kind == "diff":
            return encode_diff((await self._github.compare(*need.subject.split("...", 1)))["files"])
        if need.kind == "text":
            return await self._read_text(need.subject)
        if need.kind in ("issue", "file"):
            return "yes" if await self._is_there(need) else "no"
        organization, team, login = need.subject.split("/", 2)
        return "yes" if await self._github.team_member(organization, team, login) else "no"

    async def _read_record(self, path: str) -> str:
        """Read the file on the default branch; a file that is no record still belongs to somebody."""
        try:
            found = await self._github.file(path)
            return encode_record(loads(found[0])) if found else "no"
        except (Unreadable, ValueError):
            return encode_record({})

    async def _read_text(self, path: str) -> str:
        try:
            found = await self._github.file(path)
        except Unreadable:
            found = None
        return json.dumps(found[0] if found else None)

    async def _is_there(self, need: Need) -> bool:
        """An issue that is no pull request, or a file of the default branch."""
        if need.kind == "file":
            return await self._github.file(need.subject) is not None
        try:
            return "pull_request" not in await self._github.issue(int(need.subject))
        except (NotFound, Gone, Moved):
            return False
