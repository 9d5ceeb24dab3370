"""The one way out for evidence: it visits an address that a stranger wrote, and comes back whatever is there.

Nothing but the public web is contacted: the address is judged as it is written (bot.evidence.allowed_addresses), the name's
addresses are judged when they are looked up, and the socket refuses every other number, so that a name that changes its
mind between the look-up and the connection leads nowhere. Redirects are followed by hand, each judged like the first.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from ssl import SSLContext
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from cachetools import TTLCache
from yarl import URL

from bot.clock import utc_now
from bot.evidence.allowed_addresses import (
    WEB_PORTS,
    Allowed,
    ForbiddenAddress,
    NotAllowed,
    is_public,
    look_up_host,
    permit_address,
)
from bot.github.github_addresses import joined

AGENT = "dpgbot (checks the links of nominations to a registry of digital public goods)"
HTML = "text/html,application/xhtml+xml,text/plain,*/*;q=0.5"
STRIKES = 2
REST_SECONDS = 60.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNREACHABLE = frozenset({408, 425, 429})
# A document that is not shared answers with a redirect to one of these, and the sign-in page itself with 200.
SIGN_IN = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com", "auth.atlassian.com"})

_TEXT = frozenset({"", "application/xhtml+xml", "application/xml", "application/json"})
_GZIP_OR_ZLIB = 47
"""zlib's way to say: find out by the header which of the two it is."""

LookUp = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visit may take: seconds over all its hops, bytes unpacked; and how many visits go on at once."""

    seconds: float = 10.0
    most_bytes: int = 256 * 1024
    hops: int = 3
    at_once: int = 16


@dataclass(frozen=True, slots=True)
class Page:
    """The result of a visit: `state` and `why` are words of bot.model.evidence; the body is kept nowhere else."""

    state: str
    why: str = ""
    kind: str = ""
    body: bytes = field(default=b"", repr=False)
    charset: str = "utf-8"
    whole: bool = False
    """The body is text and all of it is here."""
    onward: str = ""
    """Where a redirect leads; empty in every page that is handed out."""


class Fetcher:
    """Visits addresses, `limits.at_once` at a time and one at a time for each host. Tests give the rules and the clock.

    A host that did not answer twice within a minute is left alone for the rest of it.
    """

    def __init__(
        self,
        *,
        look_up: LookUp = look_up_host,
        allowed: Allowed = is_public,
        ports: frozenset[int] = WEB_PORTS,
        limits: Limits = Limits(),
        now: Callable[[], datetime] = utc_now,
        tls: SSLContext | bool = True,
    ) -> None:
        self._look_up, self._allowed, self._ports, self._limits = look_up, allowed, ports, limits
        self._tls = tls
        self._slots = asyncio.Semaphore(limits.at_once)
        self._hosts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._strikes: TTLCache[str, int] = TTLCache(1_000, REST_SECONDS, timer=lambda: now().timestamp())

    async def page(self, address: str, accept: str = HTML) -> Page:
        """What stands at an address now; raises nothing, whatever stands there."""
        left = self._limits.seconds
        for hop in range(self._limits.hops + 1):
            try:
                url = permit_address(address, self._allowed, self._ports)
            except NotAllowed as no:
                return Page("forbidden", "redirect") if hop else Page(no.state, no.why)
            if hop and url.host in SIGN_IN:
                return Page("refused", "sign-in")
            found, spent = await self._in_turn(url, accept, left)
            if not found.onward:
                return Page("forbidden", "redirect") if hop and found.state == "forbidden" else found
            left, address = left - spent, found.onward
        return Page("refused", "redirects")

    async def _in_turn(self, url: URL, accept: str, left: float) -> tuple[Page, float]:
        """One hop, and the seconds it took; waiting for a turn costs the address nothing."""
        host = url.raw_host or ""
        # The host first: who waits for a slow host takes no slot from the others. A hop holds nothing for the next one.
        lock = self._hosts.setdefault(host, asyncio.Lock())
        async with lock, self._slots:
            if self._strikes.get(host, 0) >= STRIKES:
                return Page("unreachable", "host"), 0.0
            clock = asyncio.get_running_loop().time
            start = clock()
            found = await self._visit(url, accept, left)
            # Not when most of the time was gone already: a redirect must not bring an innocent host into disrepute.
            if found.why in {"time", "connection"} and left > self._limits.seconds / 2:
                self._strikes[host] = self._strikes.get(host, 0) + 1
            return found, clock() - start

    async def _visit(self, url: URL, accept: str, left: float) -> Page:
        try:
            async with (
                asyncio.timeout(left),
                self._session(accept) as session,
                session.get(url, allow_redirects=False, ssl=self._tls) as response,
            ):
                try:
                    return await self._read_answer(response)
                finally:
                    response.close()  # what else would come is of no interest
        except TimeoutError:
            return Page("unreachable", "time")
        except aiohttp.ClientSSLError:
            return Page("unreachable", "certificate")
        except aiohttp.ClientConnectorError as trouble:
            if isinstance(trouble.os_error, ForbiddenAddress):
                return Page("forbidden", "private")
            return Page("unreachable", "name" if isinstance(trouble, aiohttp.ClientConnectorDNSError) else "connection")
        except (aiohttp.ClientError, OSError, ValueError):
            return Page("unreachable", "answer")

    def _session(self, accept: str) -> aiohttp.ClientSession:
        """A session for one hop: no cookie, no connection and no name outlives it, and no proxy of the environment counts."""
        connector = aiohttp.TCPConnector(
            resolver=_JudgingResolver(self._look_up, self._allowed),
            use_dns_cache=False,
            force_close=True,
            socket_factory=self._socket,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"},
        )

    def _socket(self, place: aiohttp.AddrInfoType) -> socket.socket:
        """Every connection begins here, with the number that it will go to: what is not allowed gets no socket."""
        family, kind, protocol, _, where = place
        if not self._allowed(ip_address(where[0])):
            raise ForbiddenAddress("no address of the public web")
        return socket.socket(family, kind, protocol)

    async def _read_answer(self, response: aiohttp.ClientResponse) -> Page:
        status = response.status
        location = response.headers.get("Location", "")
        if status in REDIRECTS and location:
            return Page("refused", f"status {status}", onward=joined(str(response.url), location) or "unreadable:")
        if not 200 <= status < 300:
            return Page(_state(status), f"status {status}")
        kind = response.content_type.lower() if "Content-Type" in response.headers else ""
        charset = response.charset or "utf-8"
        if not _is_text(kind):
            return Page("ok", "", kind)
        body, whole = await _read_body(response, self._limits.most_bytes)
        return Page("ok", "", kind, body, charset, whole)


def _is_text(kind: str) -> bool:
    """Tell whether a media type promises text; a PDF or an archive cannot be searched for words."""
    return kind.startswith("text/") or kind in _TEXT or kind.endswith(("+xml", "+json"))


async def _read_body(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    """At most `most` bytes of the body, unpacked, and whether that is all of it.

    We ask for no compression; who compresses all the same is followed for gzip and deflate, and read not at all for others.
    """
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        return b"", False
    unpacker = None if coding in {"", "identity"} else zlib.decompressobj(_GZIP_OR_ZLIB)
    body, taken = bytearray(), 0
    async for chunk in response.content.iter_any():
        # What arrives counts too: compressed emptiness may go on for ever and never become a byte.
        taken += len(chunk)
        try:
            body += unpacker.decompress(chunk, most - len(body)) if unpacker else chunk
        except zlib.error:
            return bytes(body), False
        if len(body) >= most or taken >= most:
            return bytes(body[:most]), False
    return bytes(body), True


def _state(status: int) -> str:
    if status in {404, 410}:
        return "gone"
    return "unreachable" if 500 <= status < 600 or status in UNREACHABLE else "refused"


class _JudgingResolver(AbstractResolver):
    """Gives aiohttp those addresses of a name that may be connected to, and no others."""

    def __init__(self, look_up: LookUp, allowed: Allowed) -> None:
        self._look_up, self._allowed = look_up, allowed

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - both families are looked up
    ) -> list[ResolveResult]:
        """Raises ForbiddenAddress when the name has addresses, but none that may be connected to."""
        found = await self._look_up(host)
        good = [address for address in map(ip_address, found) if self._allowed(address)]
        if found and not good:
            raise ForbiddenAddress("no address of the public web")
        return [_result(host, str(address), port, address.version) for address in good]

    async def close(self) -> None:
        """Nothing is held."""


def _result(host: str, address: str, port: int, version: int) -> ResolveResult:
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)
