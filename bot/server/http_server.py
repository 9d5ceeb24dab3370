"""Listening until told to stop: aiohttp's server with the deadlines and limits that it does not have itself.

aiohttp waits for a request's headers as long as an idle connection may live. A proxy in front wants that to be long
(it reuses connections, and loses a delivery when we close one at the wrong moment); against strangers who open sockets
and say nothing it has to be short. So the first request of a connection has its own, short deadline.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web

FIRST_REQUEST_SECONDS = 10.0
KEEPALIVE_SECONDS = 75.0
"""Longer than the 60 s for which common proxies keep an unused connection."""
LINGER_SECONDS = 1.0
MAX_CONNECTIONS = 1_000
SHUTDOWN_SECONDS = 15.0
"""Half of what platforms allow between SIGTERM and SIGKILL; the queue needs the rest."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger(__name__)


class FirstRequestGuard:
    """Closes connections that bring no complete request head within `seconds`, and refuses more than `limit` at once.

    It stands between asyncio, which calls it for every new connection, and aiohttp's server.
    """

    def __init__(self, seconds: float = FIRST_REQUEST_SECONDS, limit: int = MAX_CONNECTIONS) -> None:
        self._seconds, self._limit = seconds, limit
        self._silent: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def around(self, server: web.Server) -> Callable[[], asyncio.Protocol]:
        """The protocol factory that asyncio needs."""

        def accept() -> asyncio.Protocol:
            if len(server.connections) >= self._limit:
                return _TurnedAway()
            connection = server()
            timer = asyncio.get_running_loop().call_later(self._seconds, self._give_up, connection)
            self._silent[connection] = timer
            return connection

        return accept

    def _give_up(self, connection: web.RequestHandler) -> None:
        del self._silent[connection]
        connection.force_close()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note that a connection has brought its first request."""
        timer = self._silent.pop(request.protocol, None)
        if timer is not None:
            timer.cancel()
        return await handler(request)


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.abort()  # type: ignore[attr-defined]  # asyncio gives a WriteTransport and types its base


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    *,
    shutdown_timeout: float = SHUTDOWN_SECONDS,
    guard: FirstRequestGuard | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Serve `app` while inside; gives the address, with the port that was chosen when `port` is 0.

    Leaving stops listening first, and then waits up to `shutdown_timeout` seconds for requests being answered.
    """
    guard = guard or FirstRequestGuard()
    app.middlewares.insert(0, guard.middleware)
    runner = web.AppRunner(
        app,
        shutdown_timeout=shutdown_timeout,
        access_log=None,
        keepalive_timeout=KEEPALIVE_SECONDS,
        lingering_time=LINGER_SECONDS,
        # Nothing is decompressed: a small body that unpacks to gigabytes is refused by its header alone.
        auto_decompress=False,
    )
    await runner.setup()
    try:
        assert runner.server is not None, "setup has made it"
        listener = await asyncio.get_running_loop().create_server(guard.around(runner.server), host, port, backlog=512)
        try:
            yield listener.sockets[0].getsockname()[:2]
        finally:
            listener.close()
            # A connection accepted in this very moment is not yet waiting for its request; aiohttp would overlook it
            # when it closes the idle ones, and then wait for it until the timeout.
            await asyncio.sleep(0.02)
    finally:
        await runner.cleanup()


async def run(
    app: web.Application,
    host: str,
    port: int,
    *,
    shutdown_timeout: float = SHUTDOWN_SECONDS,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or `stop`. A second signal changes nothing: platforms like to send several.

    The signals stay ours after returning, so that whoever cleans up behind us is not interrupted either.
    """
    stop = stop or asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C then ends the loop as usual.
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with listening(app, host, port, shutdown_timeout=shutdown_timeout) as (address, bound):
        log.info("listening", host=address, port=bound)
        await stop.wait()
        log.info("stopping")
