"""Connections end: those that say nothing soon, those in hand after their answer, and all of them at SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress

from aiohttp import ClientSession, TCPConnector

from bot.server.app import Delivery, make_app, run
from bot.server.http_server import FirstRequestGuard
from tests.socket_client import BODY, SECRET, door, signed


async def test_sockets_that_never_send_a_request_are_closed_while_good_deliveries_pass():
    async with door(guard=FirstRequestGuard(seconds=0.2)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        stuck = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
        for number, (_, writer) in enumerate(stuck):
            if number % 2:
                writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert await it.post(BODY, signed(BODY)) == 202
        async with asyncio.timeout(10):
            endings = [await reader.read() for reader, _ in stuck]
        for _, writer in stuck:
            writer.close()

        assert endings == [b""] * 50
        assert await it.post(BODY, signed(BODY)) == 202


async def test_a_connection_whose_first_request_came_in_time_stays_open_for_the_next():
    async with door(guard=FirstRequestGuard(seconds=0.05)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"alive\n")
            silent_reader, silent = await asyncio.open_connection("127.0.0.1", port)
            assert await silent_reader.read() == b"", "by now the first connection's deadline is over too"
            silent.close()
        writer.close()


async def test_connections_beyond_the_limit_are_turned_away():
    async with door(guard=FirstRequestGuard(seconds=3600, limit=2)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        reader, extra = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(10):  # long before the deadline of a silent connection
            with suppress(ConnectionError):
                assert await reader.read() == b""
        held[0][1].write(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
        await held[0][0].readuntil(b"alive\n")
        for _, writer in (*held, (reader, extra)):
            writer.close()


async def test_sigterm_lets_the_delivery_in_hand_be_answered_and_a_second_sigterm_changes_nothing(unused_tcp_port):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_delivery: Delivery) -> None:
        begun.set()
        await go_on.wait()

    app = make_app(secrets=[SECRET], receive=slow, ready=lambda: (True, {}))
    serving = asyncio.create_task(run(app, "127.0.0.1", unused_tcp_port, shutdown_timeout=5))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with ClientSession(connector=TCPConnector(force_close=True)) as client:
        while not serving.done() and not await answers(client, url):
            await asyncio.sleep(0)
        in_hand = asyncio.create_task(client.post(f"{url}/webhook", data=BODY, headers=signed(BODY)))
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        while await answers(client, url):
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        go_on.set()
        assert (await in_hand).status == 202
        await asyncio.wait_for(serving, 5)


async def answers(client: ClientSession, url: str) -> bool:
    try:
        async with client.get(f"{url}/live") as response:
            return response.status == 200
    except OSError:
        return False
