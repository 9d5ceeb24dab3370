"""The connections of strangers: how many there may be, who gives way to a new one, and what they can bring into the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.http_exceptions import PayloadEncodingError

FIRST_REQUEST_SECONDS = 10.0
MAX_CONNECTIONS = 1_000
SPARED_SECONDS = 1.0
"""A connection that has not sent its whole request yet is not closed for a new one before."""
LOG_SECONDS = 60.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Sending:
    """A connection that owes us a request, or the rest of one, since a moment of the loop's clock."""

    since: float
    first: asyncio.TimerHandle | None = None
    request: web.Request | None = None

    def is_whole(self) -> bool:
        """Tell whether the request has arrived with its whole body, so that it waits for us now."""
        return self.request is not None and self.request.content.is_eof()


class ConnectionGuard:
    """Closes connections that bring no complete request head within `seconds`, and lets no more than `limit` be open at once.

    At the limit a new connection takes the place of the one that has been idle longest, all answered; or else of the one
    that has been sending its request longest. It is turned away only when there is neither.
    """

    def __init__(
        self, seconds: float = FIRST_REQUEST_SECONDS, limit: int = MAX_CONNECTIONS, spared: float = SPARED_SECONDS
    ) -> None:
        self._seconds, self._limit, self._spared = seconds, limit, spared
        self._open: set[Connection] = set()
        self._idle: dict[Connection, None] = {}
        self._sending: dict[Connection, _Sending] = {}
        self._unsound, self._told = 0, float("-inf")

    def around(self, server: web.Server, **options: Any) -> Callable[[], asyncio.Protocol]:
        """Give the protocol factory that asyncio needs; `options` are those of aiohttp's `RequestHandler`."""

        def accept() -> asyncio.Protocol:
            if len(self._open) >= self._limit and not self._make_place():
                return _TurnedAway()
            loop = asyncio.get_running_loop()
            connection = Connection(self, server, loop, options)
            self._open.add(connection)
            self._sending[connection] = _Sending(loop.time(), loop.call_later(self._seconds, connection.force_close))
            return connection

        return accept

    def _make_place(self) -> bool:
        """Close the connection that gives way; whether there is one."""
        latest = asyncio.get_running_loop().time() - self._spared
        late = (each for each, sending in self._sending.items() if sending.since <= latest and not sending.is_whole())
        leaving = next(iter(self._idle), None) or next(late, None)
        if leaving is not None:
            if leaving.transport is not None and leaving.transport.get_write_buffer_size():
                leaving.transport.abort()  # closing would wait until the answer has been read
            leaving.force_close()
            self.forget(leaving)
        return leaving is not None

    def forget(self, connection: Connection) -> None:
        """Drop what is known of a connection that has ended."""
        self._open.discard(connection)
        self._idle.pop(connection, None)
        sending = self._sending.pop(connection, None)
        if sending is not None and sending.first is not None:
            sending.first.cancel()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note that a connection has brought the head of a request, and when it has been answered."""
        connection = request.protocol
        assert isinstance(connection, Connection)
        known = connection in self._open
        self.forget(connection)
        if known:
            self._open.add(connection)
            self._sending[connection] = _Sending(asyncio.get_running_loop().time(), request=request)
        try:
            return await handler(request)
        finally:
            if self._sending.pop(connection, None) is not None:
                self._idle[connection] = None

    def note_unsound(self, what: str) -> None:
        """Count what is no sound HTTP; a line for the first, and then one a minute at most for all together."""
        self._unsound += 1
        now = asyncio.get_running_loop().time()
        if now >= self._told + LOG_SECONDS:
            log.info("not sound HTTP", count=self._unsound, last=what[:100])
            self._unsound, self._told = 0, now


class Connection(web.RequestHandler):
    """aiohttp's connection, which also tells the guard when it ends, and of errors that are the other side's."""

    __slots__ = ("_guard",)

    def __init__(
        self, guard: ConnectionGuard, server: web.Server, loop: asyncio.AbstractEventLoop, options: dict[str, Any]
    ) -> None:
        super().__init__(server, loop=loop, **options)
        self._guard = guard

    def connection_lost(self, exc: BaseException | None) -> None:
        """End, as asyncio says."""
        self._guard.forget(self)
        super().connection_lost(exc)

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log a mistake of ours with its traceback, and what the other side did wrong in a word."""
        error = kw.get("exc_info")
        if isinstance(error, HttpProcessingError | PayloadEncodingError | web.RequestPayloadError | ConnectionError):
            self._guard.note_unsound(type(error).__name__)
        else:
            super().log_exception(*args, **kw)


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.abort()  # type: ignore[attr-defined]  # asyncio gives a WriteTransport and types its base
