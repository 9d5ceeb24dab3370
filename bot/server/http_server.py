"""Listening until told to stop: aiohttp's server with the deadlines and limits that it does not have itself.

aiohttp waits for a request's headers as long as an idle connection may live. A proxy in front wants that to be long
(it reuses connections, and loses a delivery when we close one at the wrong moment); against strangers who open sockets
and say nothing it has to be short. So the first request of a connection has its own, short deadline.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web

from bot.server.connections import ConnectionGuard

KEEPALIVE_SECONDS = 75.0
"""Longer than the 60 s for which common proxies keep an unused connection."""
LINGER_SECONDS = 1.0
SHUTDOWN_SECONDS = 2.0
"""aiohttp waits twice as long: for the answer, and then for the handler that it has cancelled."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    *,
    shutdown_timeout: float = SHUTDOWN_SECONDS,
    guard: ConnectionGuard | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Serve `app` while inside; gives the address, with the port that was chosen when `port` is 0.

    Leaving stops listening first, and then waits up to `shutdown_timeout` seconds for requests being answered.
    """
    guard = guard or ConnectionGuard()
    app.middlewares.insert(0, guard.middleware)
    # Nothing is decompressed: a small body that unpacks to gigabytes is refused by its header alone.
    options = {"access_log": None, "keepalive_timeout": KEEPALIVE_SECONDS, "lingering_time": LINGER_SECONDS}
    runner = web.AppRunner(app, shutdown_timeout=shutdown_timeout)
    await runner.setup()
    try:
        assert runner.server is not None, "setup has made it"
        accept = guard.around(runner.server, **options, auto_decompress=False)
        listener = await asyncio.get_running_loop().create_server(accept, host, port, backlog=512)
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
