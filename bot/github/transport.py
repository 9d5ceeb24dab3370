"""How a call reaches GitHub and how its answer is judged, whatever the call is about.

gidgethub fills in addresses, builds headers and reads answers; this subclass adds what GitHub's rules and the network
ask of a bot that nobody watches: deadlines, repeats only of what may be repeated, one pause for all when GitHub says
stop, no redirect into another repository, and answers to conditional requests kept apart by credential.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import zlib
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from cachetools import LRUCache
from gidgethub import abc, sansio
from yarl import URL

from bot.clock import steady_seconds, utc_now
from bot.github import errors
from bot.github.auth import Auth
from bot.github.call import ANYTHING, Call
from bot.github.github_addresses import Places, joined
from bot.github.pace import MakeLimiter, Paces
from bot.github.rate_limits import Gate
from bot.github.typed_reader import read_as

GITHUB = "https://api.github.com"
TIMEOUT_SECONDS = 10.0
DOWNLOAD_SECONDS = 120.0
MAX_ANSWER = 32 * 1024 * 1024
CACHE_BYTES = 32 * 1024 * 1024
RETRIES = 3
MAX_HOPS = 3
LISTING_LAG = timedelta(seconds=10)
REPEATABLE = frozenset({"GET", "PUT", "DELETE", "PATCH"})

Answer = tuple[int, dict[str, str], bytes]
CacheKey = tuple[str, str, str]
OnRequest = Callable[[str, str, int], object]
T = TypeVar("T")


_current: ContextVar[Call] = ContextVar("current")
"""The call under way: gidgethub hands down only the filled address."""
_places: ContextVar[list[CacheKey]] = ContextVar("places")
"""Where the answers to it are remembered."""


class Transport(abc.GitHubAPI):
    """Calls GitHub through `session`, which the caller owns.

    `max_wait`: seconds that a call waits out a pause itself; longer ones raise `RateLimited`. `on_request(method, path
    template, status)` hears of every exchange, 0 meaning no answer. `limiter` makes the buckets that writes are paced by; without
    it they are not. `now`, `sleep` and `jitter` are given by tests.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        auth: Auth,
        *,
        base_url: str = GITHUB,
        max_wait: float = 20.0,
        on_request: OnRequest = lambda *_: None,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        timeout: float = TIMEOUT_SECONDS,
        limiter: MakeLimiter | None = None,
    ) -> None:
        super().__init__("dpgbot", base_url=base_url)
        self.auth = auth
        self.gate = Gate(now, sleep, max_wait, steady_seconds(now))
        self._paces = Paces(limiter, per_owner=auth.is_app) if limiter else None
        self._session, self._timeout = session, aiohttp.ClientTimeout(total=timeout)
        self._on_request, self._now, self._sleep, self._jitter = on_request, now, sleep, jitter
        self._places = Places(base_url)
        self.last_date: datetime | None = None
        """GitHub's clock at its last answer, whatever the clock here says."""
        self._answers: LRUCache[CacheKey, Answer] = LRUCache(CACHE_BYTES, lambda stored: len(stored[2]) + 500)

    async def call(self, call: Call) -> Any:
        """The answer in its shape (None for an empty one). Raises what `bot.github.errors` lists."""
        answer, _ = await self.exchange(call)
        return answer

    async def call_as_app(self, shape: type[T], method: str, path: str, variables: dict[str, str], data: Any = b"") -> T:
        """Like `call`, signed by the app itself; all such calls may be repeated."""
        answer: T = await self.call(Call(method, path, variables, "", data, repeatable=True, as_app=True, shape=shape))
        return answer

    def has_room(self, repo: str, writes: int = 1) -> bool:
        """Check that work which can wait may send so many writes now, without using up what people with a role need."""
        return self._paces is None or self._paces.of(repo).has_room(self._now(), writes)

    async def sleep(self, seconds: float) -> None:
        """Wait, as gidgethub asks us to offer."""
        await self._sleep(seconds)

    async def exchange(self, call: Call) -> tuple[Any, str | None]:
        """The answer and the address of the next page, tried for until there is one, within what may be repeated."""
        if call.url and not self._places.is_ours(call.url):
            raise errors.UnexpectedAnswer("the next page is on another host", where=call.where)
        # Outside the attempts: a token that cannot be had must not look like a comment that may have been written.
        token, renewed = await self._token(call), False
        for attempt in range(RETRIES + 2):
            try:
                return await self._once(call, token)
            except errors.Unauthorized as refused:
                if call.as_app and refused.date and not renewed:
                    self.auth.correct_clock(refused.date)
                if renewed or not self.auth.drop(token):
                    raise
                token, renewed = await self._token(call), True
            except (errors.RateLimited, errors.ServerTrouble) as trouble:
                self._give_up_unless_repeatable(call, trouble, last=attempt >= RETRIES)
                if not isinstance(trouble, errors.RateLimited):
                    await self._sleep(0.5 * 2**attempt * (0.5 + self._jitter() / 2))
        raise AssertionError("the last attempt answers or raises")

    async def _token(self, call: Call) -> str:
        return "" if call.as_app else await self.auth.token(self, call.repo)

    def _give_up_unless_repeatable(self, call: Call, trouble: errors.GitHubError, *, last: bool) -> None:
        if isinstance(trouble, errors.RateLimited):
            # A limited request was not carried out, so that every call may be repeated after the pause.
            if last or not self.gate.is_short(trouble.until):
                raise trouble
        elif not (call.method in REPEATABLE if call.repeatable is None else call.repeatable) and not isinstance(
            trouble, errors.NotSent
        ):
            unclear = errors.Unknown(f"may have happened: {trouble}", status=trouble.status)
            unclear.not_before = self._now() + LISTING_LAG
            raise unclear from trouble
        elif last:
            raise trouble

    async def _once(self, call: Call, token: str) -> tuple[Any, str | None]:
        before, places = _current.set(call), list[CacheKey]()
        places_before = _places.set(places)
        try:
            return await self._read(call, token)
        except errors.UnexpectedAnswer:
            # It is asked for anew: by what GitHub says of it, it has not changed, and would be read for ever.
            for place in places:
                self._answers.pop(place, None)
            raise
        finally:
            _places.reset(places_before)
            _current.reset(before)

    async def _read(self, call: Call, token: str) -> tuple[Any, str | None]:
        credential = {"jwt": self.auth.app_jwt()} if call.as_app else {"oauth_token": token}
        try:
            answer, more, status = await self._make_request(
                call.method,
                call.url or call.path,
                None if call.url else call.variables,
                call.data,
                sansio.accept_format(),
                extra_headers={"x-github-api-version": "2022-11-28"},
                **credential,
            )
        except (ValueError, LookupError, RecursionError) as error:
            raise errors.UnexpectedAnswer(f"an answer that is no JSON ({type(error).__name__})", where=call.where) from error
        # The stub says bytes; what comes is whatever the JSON said, or text when it was no JSON at all.
        empty = answer is None and status in {202, 204} and call.shape is ANYTHING
        return (None if empty else read_as(call.shape, answer, call.where, status)), more

    async def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", hops: int = 0) -> Answer:
        """One logical request: conditional when we know the answer of last time, following permitted redirects."""
        call = _current.get()
        credential = hashlib.sha256(headers.get("authorization", "").encode()).hexdigest()
        key = (credential, headers.get("accept", ""), url)
        _places.get().append(key)
        known = self._answers.get(key) if method == "GET" else None
        condition = {"if-none-match": known[1]["etag"]} if known else {}
        status, answered, answer = await self._exchange(method, url, {**headers, **condition}, body)
        if status == 304 and known is not None:
            return known[0], known[1], zlib.decompress(known[2])
        if status in {301, 302, 307, 308}:
            target = await self._permit_redirect(method, url, answered.get("location", ""), headers, hops)
            return await self._request("GET", target, headers, hops=hops + 1)
        if status not in {200, 201, 202, 204}:
            if status < 400:
                raise errors.UnexpectedAnswer("an answer without content", status=status, where=call.where)
            raise errors.refusal(status, answered, answer, call.path)
        if status == 200 and method == "GET" and "etag" in answered and call.keep:
            self._remember(key, status, answered, answer)
        return status, answered, answer

    def _remember(self, key: CacheKey, status: int, answered: dict[str, str], answer: bytes) -> None:
        """Keep an answer for the next time. GitHub's JSON shrinks to an eighth, so that the pages of a long list have room:
        in a cache that is smaller than a list, the first page is gone before the last has come."""
        small = zlib.compress(answer, 1)
        if len(small) < CACHE_BYTES // 8:
            self._answers[key] = (status, answered, small)

    async def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request on the wire, with lower-case header names in the answer. Pace and pause are kept here: the pause last, for it
        may have begun while a write waited for its turn."""
        call, status = _current.get(), 0
        pace = self._paces.of(call.repo) if self._paces else None
        if pace is not None and method != "GET":
            await pace.take_turn()
        await self.gate.passage(call.where)
        try:
            async with self._session.request(
                method,
                # The address is encoded already; a second time would make %252F of a slash in a label's name.
                URL(url, encoded=True),
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=self._timeout,
            ) as response:
                answer, status = await _receive(response), response.status
                answered = {name.lower(): value for name, value in response.headers.items()}
                self.last_date = errors.read_date(answered.get("date", "")) or self.last_date
        except aiohttp.ClientConnectorError as error:
            raise errors.NotSent(f"no connection ({error.strerror})", where=call.where) from error
        except (aiohttp.ClientError, OSError) as error:
            raise errors.ServerTrouble(f"no answer ({type(error).__name__})", where=call.where) from error
        finally:
            self._on_request(method, call.path, status)
        if pace is not None:
            pace.note(answered, self._now())
        until = self.gate.judge(status, answered, answer)
        if until is not None:
            raise errors.RateLimited(until, status=status, where=call.where)
        return status, answered, answer

    async def _permit_redirect(self, method: str, url: str, location: str, headers: Mapping[str, str], hops: int) -> str:
        """The target of a redirect that stays in the repository; raises `Moved` for every other."""

        async def look(place: str) -> tuple[int, str, Any]:
            status, answered, answer = await self._exchange("GET", place, headers, b"")
            found = sansio.decipher_response(status, answered, answer)[0] if status == 200 else None
            return status, answered.get("location", ""), found

        target = joined(url, location)
        permitted = method == "GET" and target and hops < MAX_HOPS
        if not permitted or not await self._places.same_repository(url, target, look):
            raise errors.Moved("moved to another place", status=301, where=_current.get().where, target=target)
        return target

    async def download(self, url: str, where: str, most: int) -> bytes:
        """A file that GitHub redirects to, of at most `most` bytes: asked for once, and without our credential.

        Raises `UnexpectedAnswer` for any other answer than a file, `ServerTrouble` for none and for one that is too long.
        """
        if not self._places.may_serve_files(url):
            raise errors.UnexpectedAnswer("GitHub sent us to a place that serves no files", where=f"GET {where}")
        status, limit = 0, aiohttp.ClientTimeout(total=DOWNLOAD_SECONDS, sock_read=DOWNLOAD_SECONDS / 4)
        headers = {"user-agent": self.requester, "accept-encoding": "identity"}
        try:
            place = URL(url, encoded=True)
            async with self._session.get(place, headers=headers, allow_redirects=False, timeout=limit) as response:
                body, status = await _receive(response, most), response.status
        except (aiohttp.ClientError, OSError) as error:
            raise errors.ServerTrouble(f"no answer ({type(error).__name__})", where=f"GET {where}") from error
        finally:
            self._on_request("GET", where, status)
        if status != 200:
            raise errors.UnexpectedAnswer("no file", status=status, where=f"GET {where}")
        return body


async def _receive(response: aiohttp.ClientResponse, most: int = MAX_ANSWER) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            raise aiohttp.ClientPayloadError("the answer is too large")
    return bytes(body)
