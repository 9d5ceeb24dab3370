"""Find out about links, repositories and twins, within a time limit, and report facts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from types import MappingProxyType
from urllib.parse import urlsplit

import structlog

from bot.clock import utc_now
from bot.evidence.fetcher import Fetcher, Page
from bot.evidence.licence_names import find_licence_names
from bot.evidence.page_text import Text, mentions_name, text
from bot.evidence.repositories import AskGitHub, Repositories, raw_file
from bot.github.errors import GitHubError
from bot.model.evidence import NOT_WHOLE
from bot.model.needs import Fact, Need

PATIENCE_SECONDS = 30.0
LONGEST_DETAIL = 200
AT_ONCE = 4
"""Visits at once for one nomination: its slow links take no turn from the links of another."""

AskDuplicates = Callable[[Need], Awaitable[Fact | None]]

log = structlog.get_logger("dpgbot")


class EvidenceFinder:
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
        """Find out what can be said of each need now. Never raises."""
        found: dict[Need, Fact] = {}
        pages: dict[str, list[Need]] = {}
        for need in needs:
            if need.kind in {"link", "mention"}:
                pages.setdefault(need.subject.partition("\n")[0].strip(), []).append(need)
        turns, hosts = asyncio.Semaphore(AT_ONCE), defaultdict[str, asyncio.Lock](asyncio.Lock)

        async def collect(about: list[Need], answer: Callable[[], Awaitable[Mapping[Need, Fact]]]) -> None:
            # The host first: what waits for a slow host takes no turn from the others.
            async with hosts[_name_host(about[0])], turns:
                await self._collect_facts(found, about, answer())

        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience), asyncio.TaskGroup() as group:
                for address, about in pages.items():
                    group.create_task(collect(about, partial(self._page, address, about)))
                for need in needs:
                    if need.kind == "repository":
                        group.create_task(collect([need], partial(self._repository, need)))
                    elif need.kind == "duplicates" and self._duplicates is not None:
                        group.create_task(collect([need], partial(self._twins, need, self._duplicates)))
        return MappingProxyType(found)

    async def _collect_facts(self, found: dict[Need, Fact], about: list[Need], answer: Awaitable[Mapping[Need, Fact]]) -> None:
        try:
            found.update(await answer)
        except (GitHubError, OSError) as trouble:
            log.info("evidence cannot be had now", kind=about[0].kind, error=str(trouble))
        except Exception:  # a defect here must not keep a nomination from being read
            log.exception("evidence could not be looked at", kind=about[0].kind)

    async def _page(self, address: str, about: list[Need]) -> Mapping[Need, Fact]:
        """All that is asked about one page, in one visit."""
        bare = raw_file(address)
        page = await self._fetcher.page(bare) if bare is not None else None
        if page is None or page.state != "ok":
            page = await self._fetcher.page(address)
        return await asyncio.to_thread(self._read_page, page, about, self._now())

    def _read_page(self, page: Page, about: list[Need], at: datetime) -> Mapping[Need, Fact]:
        if page.state != "ok":
            return {need: Fact(page.state, at, page.why) for need in about}
        words = text(page.body, page.charset, page.kind, page.whole)
        return {need: self._of_link(words, at) if need.kind == "link" else _of_mention(words, need, at) for need in about}

    def _of_link(self, words: Text, at: datetime) -> Fact:
        ids = find_licence_names(words, self._licences)
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


def _name_host(need: Need) -> str:
    """Name the host that is visited for a need; empty where the address has none."""
    try:
        return urlsplit(need.subject.partition("\n")[0].strip()).hostname or ""
    except ValueError:
        return ""


def _of_mention(words: Text, need: Need, at: datetime) -> Fact:
    if mentions_name(words, need.subject.partition("\n")[2]):
        return Fact("yes", at)
    return Fact("no", at) if words.whole else Fact("refused", at, "unread")
