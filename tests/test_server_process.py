"""The server as it runs: what it serves where, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.__main__ import catalogue
from bot.playground.scene import NOMINATOR, REPO, SECRET, found_registry, scene
from bot.sandbox import LocalGitHub
from bot.server.repository import until
from tests.story import complete_body

ROOT = Path(__file__).parent.parent


class HangingEvidence:
    """A look at the outside world that never ends."""

    def __init__(self) -> None:
        self.begun, self.broken_off = asyncio.Event(), 0

    async def find(self, _needs: object) -> dict[object, object]:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.broken_off += 1
        return {}


async def test_once_the_bot_stops_a_look_at_the_outside_world_breaks_off_and_none_is_begun():
    hanging, stopping = HangingEvidence(), asyncio.Event()
    evidence = until(stopping, lambda *_: hanging)(None, None)
    looking = asyncio.create_task(evidence.find(()))
    await hanging.begun.wait()
    stopping.set()
    assert await looking == {}
    hanging.begun.clear()
    assert await evidence.find(()) == {}
    assert (hanging.begun.is_set(), hanging.broken_off) == (False, 1)


async def test_a_nomination_whose_links_hang_is_finished_when_the_bot_stops():
    hanging = HangingEvidence()
    async with scene(catalogue(), evidence=hanging) as stage:
        number = stage.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body())
        await hanging.begun.wait()
        stage.service.stopping.set()
        await stage.settle()
        assert len(stage.gh.repo(REPO).comments(number)) == 1


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def serving(**environment: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """Run `dpgbot serve` against a local GitHub; the process and its port, once it listens."""
    async with LocalGitHub() as github:
        port = free_port()
        told = {"GITHUB_TOKEN": found_registry(github), "GITHUB_API_URL": github.url, "REGISTRY_REPO": REPO, "PORT": str(port)}
        secrets = {"GITHUB_WEBHOOK_SECRET": SECRET, "LEDGER_KEY": SECRET, "HOST": "127.0.0.1"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            env={**os.environ, "PYTHONPATH": str(ROOT), **told, **secrets, **environment},
            cwd=ROOT,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async for line in process.stderr:
                if b'"event": "listening"' in line:
                    break
            yield process, port
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def status(session: aiohttp.ClientSession, port: int, path: str) -> int:
    async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status


async def test_the_figures_are_served_on_a_port_of_their_own_and_sigterm_ends_the_process_in_order():
    own = free_port()
    async with serving(METRICS=str(own)) as (process, port), aiohttp.ClientSession() as session:
        found = [
            await status(session, *there) for there in ((port, "/metrics"), (port, "/live"), (own, "/metrics"), (own, "/live"))
        ]
        assert found == [404, 200, 200, 404]
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
