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

from bot.playground.scene import REPO, SECRET, found_registry
from bot.sandbox import LocalGitHub

ROOT = Path(__file__).parent.parent


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
