"""Finding out what a plan asks to know: rights are asked from GitHub, kept for a minute, and fail closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from cachetools import TTLCache

from bot.github import GitHub
from bot.github_errors import GitHubError, RateLimited
from bot.nomination import UNKNOWN, Need, Nomination

SECONDS = 60


class Facts:
    """Answers to needs, of one repository. An answer is at most 60 seconds old; "unknown" is never kept."""

    def __init__(self, github: GitHub) -> None:
        self._github = github
        self._known: TTLCache[Need, str] = TTLCache(maxsize=10_000, ttl=SECONDS)

    async def learn(self, nomination: Nomination, needs: tuple[Need, ...]) -> Mapping[Need, str]:
        """The nomination's facts with these added; a need that GitHub does not answer clearly becomes "unknown"."""
        answers = await asyncio.gather(*(self._ask(need) for need in needs))
        return MappingProxyType({**nomination.facts, **dict(zip(needs, answers, strict=True))})

    async def _ask(self, need: Need) -> str:
        if need in self._known:
            return self._known[need]
        try:
            answer = await self._from_github(need)
        except RateLimited:
            raise
        except (GitHubError, TimeoutError, OSError):
            return UNKNOWN
        self._known[need] = answer
        return answer

    async def _from_github(self, need: Need) -> str:
        if need.kind == "permission":
            return await self._github.permission(need.subject)
        if need.kind == "account":
            return await self._github.account(need.subject)
        organization, team, login = need.subject.split("/", 2)
        return "yes" if await self._github.team_member(organization, team, login) else "no"
