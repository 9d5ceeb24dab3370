"""What every verb of `bot.github` and its parts is made of: one call, or one list of pages, for one repository."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.github.call import ANYTHING, Call
from bot.github.errors import NotFound
from bot.github.transport import Transport

Json = dict[str, Any]
REPO = "/repos/{owner}/{repo}"
MAX_PAGES = 1_000
T = TypeVar("T")


class Calls:
    """The ways down to `transport` for `repo` (owner/name). Variables fill the templates of the paths."""

    def __init__(self, transport: Transport, repo: str) -> None:
        self.transport, self.repo = transport, repo
        self.owner, _, self.name = repo.partition("/")

    def has_room(self) -> bool:
        """Check that work which can wait may write now, without using up what people with a role need."""
        return self.transport.has_room(self.repo)

    def _plan(
        self, shape: Any, method: str, where: str, data: Any = b"", /, *, repeatable: bool | None = None, **variables: Any
    ) -> Call:
        named = {"owner": self.owner, "repo": self.name, **variables}
        return Call(method, where, named, self.repo, data, repeatable, shape=shape)

    async def _call(self, method: str, where: str, data: Any = b"", /, **variables: Any) -> None:
        """Ask for something whose answer nobody reads."""
        await self.transport.call(self._plan(ANYTHING, method, where, data, **variables))

    async def _send(self, shape: type[T], method: str, where: str, data: Json, /, **variables: Any) -> T:
        answer: T = await self.transport.call(self._plan(shape, method, where, data, **variables))
        return answer

    async def _get(self, shape: type[T], where: str, /, **variables: Any) -> T:
        answer: T = await self.transport.call(self._plan(shape, "GET", where, **variables))
        return answer

    async def _pages(self, item: type[T], where: str, /, **variables: Any) -> AsyncIterator[list[T]]:
        """The pages of a list, following GitHub's `Link` headers, which may not lead to another host."""
        call = self._plan(list[item], "GET", where, **variables)  # type: ignore[valid-type]
        for _ in range(MAX_PAGES):
            answer, more = await self.transport.exchange(call)
            yield answer
            if more is None:
                return
            call = replace(call, url=more)

    async def _numbered(self, item: type[T], where: str, /, *, per_page: int, **variables: Any) -> AsyncIterator[list[T]]:
        """The pages of a list that is asked for again and again, up to the first one that is not full.

        A full page stays as it is when another one comes to follow it. It is then answered 304, and what we know of it says
        that it was the last: so GitHub is asked for the one behind a full page, whether it has told of one or not.
        """
        for number in range(1, MAX_PAGES + 1):
            listed, more = await self._page(item, where, number, per_page=per_page, **variables)
            yield listed
            if not more and len(listed) < per_page:
                return

    async def _page(
        self, item: type[T], where: str, number: int, /, *, keep: bool = True, **variables: Any
    ) -> tuple[list[T], bool]:
        """One page of a list, and whether GitHub tells of another one."""
        named = variables | ({"page": number} if number > 1 else {})
        call = self._plan(list[item], "GET", where, **named)  # type: ignore[valid-type]
        answer, more = await self.transport.exchange(replace(call, keep=keep))
        return answer, more is not None

    async def _all(self, item: type[T], where: str, /, **variables: Any) -> list[T]:
        return [each async for page in self._pages(item, where, **variables) for each in page]


async def unless_absent(answer: Awaitable[T]) -> T | None:
    """The answer, or None for a 404."""
    try:
        return await answer
    except NotFound:
        return None


def segments(path: str) -> list[str]:
    """The parts of a path; each is encoded by itself, and none may climb out of the repository's own addresses."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        raise ValueError(f"{path!r} is no path inside a repository")
    return parts


def github_time(at: datetime | None) -> str | None:
    """GitHub's form of a moment: whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
