"""Finding out what a plan asks to know: rights from GitHub, which fail closed, and evidence from wherever it lies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from weakref import WeakValueDictionary

import structlog
from cachetools import TTLCache

from bot.clock import utc_now
from bot.evidence.fetcher import Fetcher, Page
from bot.evidence.licence_names import named
from bot.evidence.pages import Text, mentions, text
from bot.evidence.repositories import AskGitHub, Repositories, raw_file
from bot.github.client import GitHub
from bot.github.errors import GitHubError, Gone, Moved, NotFound, RateLimited, Unreadable
from bot.model.evidence import NOT_WHOLE
from bot.model.nomination import UNKNOWN, Fact, Need, Nomination
from bot.review.pulls.collisions import described
from bot.text.record.record import loads

SECONDS = 60
COUNTED = frozenset({"load", "reviewers", "flow", "record"})
"""Facts that the bot itself changes by what it does next, or that it is about to write over: never kept."""
MOST_REVIEWERS = 30
"""Collaborators whose open reviews are counted for a suggestion; one request each."""
PATIENCE_SECONDS = 30.0
LONGEST_DETAIL = 200

AskDuplicates = Callable[[Need], Awaitable[Fact | None]]

log = structlog.get_logger("dpgbot")


class Facts:
    """Answers to needs, of one repository. An answer is at most 60 seconds old; "unknown" is never kept."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._known: TTLCache[Need, str] = TTLCache(maxsize=10_000, ttl=SECONDS)
        self._asking: WeakValueDictionary[Need, asyncio.Lock] = WeakValueDictionary()
        self.flow: Callable[[], str] = lambda: "none"
        """Gives how long nominations take here; nobody has to be asked for that."""

    async def learn(self, nomination: Nomination, needs: tuple[Need, ...]) -> Mapping[Need, str]:
        """The nomination's facts with these added; a need that GitHub does not answer clearly becomes "unknown"."""
        return MappingProxyType({**nomination.facts, **await self.answers(needs)})

    async def answers(self, needs: tuple[Need, ...]) -> Mapping[Need, str]:
        """These alone."""
        found = await asyncio.gather(*(self._ask(need) for need in needs))
        return dict(zip(needs, found, strict=True))

    async def _ask(self, need: Need) -> str:
        """One question at a time about the same: nominations that are looked at side by side share the answer."""
        async with self._asking.setdefault(need, asyncio.Lock()):
            return self._known[need] if need in self._known else await self._answer(need)

    async def _answer(self, need: Need) -> str:
        try:
            answer = await self._from_github(need)
        except RateLimited:
            raise
        except (GitHubError, TimeoutError, OSError, LookupError, TypeError, ValueError, AttributeError):
            return UNKNOWN  # the last four: an answer that is no answer to this
        if need.kind not in COUNTED:
            self._known[need] = answer
        return answer

    async def _reviewers(self, label: str) -> str:
        people = [one for one in await self._github.collaborators() if one.get("type") == "User"][:MOST_REVIEWERS]
        loads = [await self._github.open_reviews(str(one["login"]), label) for one in people]
        return (
            "\n".join(f"{p['id']} {p['login']} {p['role_name']} {load}" for p, load in zip(people, loads, strict=True))
            or "none"
        )

    async def _from_github(self, need: Need) -> str:
        if need.kind == "permission":
            return await self._github.permission(need.subject)
        if need.kind == "load":
            login, _, label = need.subject.partition("\n")
            return str(await self._github.open_reviews(login, label))
        if need.kind == "reviewers":
            return await self._reviewers(need.subject)
        if need.kind == "flow":
            return self.flow()
        if need.kind == "account":
            return await self._github.account(need.subject)
        if need.kind == "record":
            return await self._record(need.subject)
        if need.kind in ("issue", "file"):
            return "yes" if await self._is_there(need) else "no"
        organization, team, login = need.subject.split("/", 2)
        return "yes" if await self._github.team_member(organization, team, login) else "no"

    async def _record(self, path: str) -> str:
        """What stands there on the default branch; a file that is no record is still somebody's."""
        try:
            found = await self._github.file(path)
            return described(loads(found[0])) if found else "no"
        except (Unreadable, ValueError):
            return described({})

    async def _is_there(self, need: Need) -> bool:
        """An issue that is no pull request, or a file of the default branch."""
        if need.kind == "file":
            return await self._github.file(need.subject) is not None
        try:
            return "pull_request" not in await self._github.issue(int(need.subject))
        except (NotFound, Gone, Moved):
            return False


class Evidence:
    """Finds out about links, repositories and twins; `licences` are the SPDX ids to look for beside the common ones.

    A look takes at most `patience` seconds. What is not known by then, or cannot be told now, is left out of the answer
    and asked for again at the next look: it is not the other side that failed.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        licences: Iterable[str] = (),
        *,
        ask_github: AskGitHub | None = None,
        duplicates: AskDuplicates | None = None,
        now: Callable[[], datetime] = utc_now,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._fetcher, self._licences = fetcher, tuple(licences)
        self._repositories = Repositories(fetcher, ask_github, self._licences)
        self._duplicates, self._now, self._patience = duplicates, now, patience

    async def find(self, needs: tuple[Need, ...]) -> Mapping[Need, Fact]:
        """What there is to say of each need now. Never raises."""
        found: dict[Need, Fact] = {}
        pages: dict[str, list[Need]] = {}
        for need in needs:
            if need.kind in {"link", "mention"}:
                pages.setdefault(need.subject.partition("\n")[0].strip(), []).append(need)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience), asyncio.TaskGroup() as group:
                for address, about in pages.items():
                    group.create_task(self._noted(found, about, self._page(address, about)))
                for need in needs:
                    if need.kind == "repository":
                        group.create_task(self._noted(found, [need], self._repository(need)))
                    elif need.kind == "duplicates" and self._duplicates is not None:
                        group.create_task(self._noted(found, [need], self._twins(need, self._duplicates)))
        return MappingProxyType(found)

    async def _noted(self, found: dict[Need, Fact], about: list[Need], answer: Awaitable[Mapping[Need, Fact]]) -> None:
        try:
            found.update(await answer)
        except (GitHubError, OSError) as trouble:
            log.info("evidence cannot be had now", kind=about[0].kind, error=str(trouble))
        except Exception:  # a defect here must not keep a nomination from being read
            log.exception("evidence could not be looked at", kind=about[0].kind)

    async def _page(self, address: str, about: list[Need]) -> Mapping[Need, Fact]:
        """All that is asked about one page, in one visit."""
        page = await self._visit(address)
        return await asyncio.to_thread(self._said, page, about, self._now())

    async def _visit(self, address: str) -> Page:
        bare = raw_file(address)
        if bare is not None and (page := await self._fetcher.page(bare)).state == "ok":
            return page
        return await self._fetcher.page(address)

    def _said(self, page: Page, about: list[Need], at: datetime) -> Mapping[Need, Fact]:
        if page.state != "ok":
            return {need: Fact(page.state, at, page.why) for need in about}
        words = text(page.body, page.charset, page.kind, page.whole)
        return {need: self._of_link(words, at) if need.kind == "link" else _of_mention(words, need, at) for need in about}

    def _of_link(self, words: Text, at: datetime) -> Fact:
        ids = named(words, self._licences)
        detail = " ".join(ids)
        while len(detail) > LONGEST_DETAIL:
            ids = (*ids[: -2 if ids[-1] == NOT_WHOLE else -1], NOT_WHOLE)
            detail = " ".join(ids)
        return Fact("ok", at, detail)

    async def _repository(self, need: Need) -> Mapping[Need, Fact]:
        state, detail = await self._repositories.look(need.subject)
        return {need: Fact(state, self._now(), detail[:LONGEST_DETAIL])}

    async def _twins(self, need: Need, ask: AskDuplicates) -> Mapping[Need, Fact]:
        fact = await ask(need)
        return {} if fact is None else {need: fact}


def _of_mention(words: Text, need: Need, at: datetime) -> Fact:
    if mentions(words, need.subject.partition("\n")[2]):
        return Fact("yes", at)
    return Fact("no", at) if words.whole else Fact("refused", at, "unread")
