"""Connections end: those that say nothing soon, those in hand after their answer, and all of them at SIGTERM."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import ClientSession, TCPConnector, web

from bot.server.app import Delivery, make_app, run
from bot.server.connections import ConnectionGuard
from bot.server.http_server import listening
from tests.socket_client import BODY, SECRET, PullClassifier, door, signed


async def test_sockets_that_never_send_a_request_are_closed_while_good_deliveries_pass():
    async with door(guard=ConnectionGuard(seconds=0.2)) as it:
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
    async with door(guard=ConnectionGuard(seconds=0.05)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"alive\n")
            silent_reader, silent = await asyncio.open_connection("127.0.0.1", port)
            assert await silent_reader.read() == b"", "by now the first connection's deadline is over too"
            silent.close()
        writer.close()


LIVE = b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n"
SLOW = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n"
SLOW += b"X-Hub-Signature-256: sha256=" + b"0" * 64 + b"\r\n\r\n{"


class Caller:
    """Connections to a door, all closed in the end."""

    def __init__(self, it: PullClassifier) -> None:
        self._port = int(it.url.rsplit(":", 1)[1])
        self._writers: list[asyncio.StreamWriter] = []

    async def call(self, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open one more and say something."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers.append(writer)
        writer.write(said)
        return reader, writer

    async def ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Ask whether the bot is alive on a connection that is open; False when it is not open any more."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(LIVE)
            return (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200 ")
        return False

    def close(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


@asynccontextmanager
async def calling(**wanted: float) -> AsyncIterator[Caller]:
    async with door(guard=ConnectionGuard(**wanted)) as it:
        caller = Caller(it)
        try:
            yield caller
        finally:
            caller.close()


async def test_at_the_limit_the_connection_that_was_idle_longest_gives_way_to_a_new_one():
    async with calling(limit=3) as caller:
        connections = [await caller.call() for _ in range(3)]
        for each in (*connections, connections[0]):
            assert await caller.ask(*each)
        new = await caller.call()

        assert await caller.ask(*new)
        assert [await caller.ask(*each) for each in connections] == [True, False, True]


async def test_at_the_limit_a_connection_that_sends_its_request_for_long_gives_way_when_none_is_idle():
    async with calling(limit=2, spared=0) as caller:
        slow = [await caller.call(SLOW), await caller.call(LIVE[:9])]
        new = [await caller.call(), await caller.call()]
        assert [await reader.read() for reader, _ in slow] == [b"", b""]
        assert [await caller.ask(*each) for each in new] == [True, True]


async def test_connections_beyond_the_limit_are_turned_away_while_all_others_have_just_begun_to_send():
    async with calling(limit=2, spared=60) as caller:
        held = [await caller.call(SLOW), await caller.call()]
        assert not await caller.ask(*await caller.call())
        assert await caller.ask(*held[1])


async def test_a_request_that_waits_for_the_bot_is_never_closed_for_a_new_connection():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_delivery: Delivery) -> None:
        begun.set()
        await go_on.wait()

    app = make_app(secrets=[SECRET], receive=slow, ready=lambda: (True, {}))
    async with (
        listening(app, "127.0.0.1", 0, guard=ConnectionGuard(limit=1, spared=0)) as (host, port),
        ClientSession() as client,
    ):
        in_hand = asyncio.create_task(client.post(f"http://{host}:{port}/webhook", data=BODY, headers=signed(BODY)))
        await begun.wait()
        reader, writer = await asyncio.open_connection(host, port)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        go_on.set()
        assert (await in_hand).status == 202


async def test_who_does_not_read_what_was_asked_for_gives_way_at_once():
    app = web.Application()
    app.add_routes([web.get("/large", answer_much), web.get("/small", answer_little)])
    async with listening(app, "127.0.0.1", 0, shutdown_timeout=0.1, guard=ConnectionGuard(limit=1)) as (host, port):
        reader, writer = await asyncio.open_connection(host, port, limit=1)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.read(1)
        async with ClientSession() as client, client.get(f"http://{host}:{port}/small") as answer:
            assert await answer.text() == "little"
        arrived = 0
        with suppress(ConnectionError):
            while more := await reader.read(1_000_000):
                arrived += len(more)
        writer.close()
        assert arrived < MUCH


MUCH = 30_000_000


async def answer_much(_request: web.Request) -> web.Response:
    return web.Response(body=b"x" * MUCH)


async def answer_little(_request: web.Request) -> web.Response:
    return web.Response(text="little")


UNSOUND = [
    b"nonsense\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"x" * 9_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
]


async def test_what_is_no_sound_http_costs_one_short_line_in_the_log(caplog):
    caplog.set_level("INFO")
    with structlog.testing.capture_logs() as lines:
        async with calling() as caller:
            for said in UNSOUND * 5:
                reader, writer = await caller.call(said)
                writer.write_eof()
                assert b" 500 " not in await reader.readline()
                await reader.read()
    unsound = [line for line in lines if line["event"] == "not sound HTTP"]
    assert [len(str(unsound)) < 300, len(unsound)] == [True, 1]
    assert [record.getMessage() for record in caplog.records if record.name.startswith("aiohttp")] == []


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
