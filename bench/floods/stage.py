"""The stage of one flood: the local GitHub in this process, `dpgbot serve` in one of its own, and honest people beside it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path

import aiohttp

from bench.floods import Flood
from bench.floods.door import Door
from bot.playground.scene import BOT, NOMINATOR, REPO, SECRET, found_registry
from bot.sandbox import LocalGitHub
from tests.story import L1, complete_body

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180.0
"""Seconds after which nobody waits any longer."""
DELIVERY_EVERY, COMMAND_EVERY, POLL = 0.5, 4.0, 0.02
AT_ONCE = 50
"""Webhooks that the local GitHub has on their way at once."""
BODY = json.dumps({"action": "created", "repository": {"full_name": REPO}, "text": "x" * 10_000}).encode()


@dataclass
class Stage:
    """What a flood may use: `github`, the bot's `door`, and `nomination`, on which the honest reviewer works."""

    github: LocalGitHub
    door: Door
    log: Path
    process: asyncio.subprocess.Process
    nomination: int = 0
    strangers: int = 0
    _client: aiohttp.ClientSession = field(default_factory=aiohttp.ClientSession)

    @property
    def url(self) -> str:
        """The bot's address."""
        return f"http://{self.door.host}:{self.door.port}"

    def add_stranger(self) -> str:
        """Make an account without any role; its name."""
        self.strangers += 1
        self.github.add_user(f"mallory-{self.strangers}")
        return f"mallory-{self.strangers}"

    async def wait_until_ready(self) -> None:
        """Wait until the bot knows its registry and has nothing left to do."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_idle():
                assert self.process.returncode is None, f"the bot has ended:\n{self.log.read_text('utf-8')[-2000:]}"
                await asyncio.sleep(0.1)

    async def _is_idle(self) -> bool:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with self._client.get(f"{self.url}/ready") as answer:
                said = await answer.json()
                return bool(said["ready"]) and said["waiting"] == 0 and not self.github.pending
        return False

    async def deliver_honestly(self, waits: list[float], stop: asyncio.Event) -> None:
        """Send a signed delivery of 10 KB every half second; note how long each waits for its 202."""
        async with asyncio.TaskGroup() as sending:
            while not stop.is_set():
                sending.create_task(self._deliver(waits))
                await _wait(stop, DELIVERY_EVERY)

    async def _deliver(self, waits: list[float]) -> None:
        """Send one, on a connection of its own, until it is taken."""
        began = time.perf_counter()
        while time.perf_counter() < began + PATIENCE:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._client.post(f"{self.url}/webhook", data=BODY, headers=_headers(self.door)) as answer:
                    if answer.status == 202:
                        break
            await asyncio.sleep(POLL)
        waits.append(time.perf_counter() - began)

    async def review_honestly(self, waits: list[float], stop: asyncio.Event) -> None:
        """Give commands on the honest nomination, one after the other; note how long each waits for its reaction."""
        for text in cycle(("/pass 4 clear evidence", "/reset 4")):
            comment, began = self.github.as_user(L1).comment(REPO, self.nomination, text), time.perf_counter()
            await _until(partial(self._is_answered, comment))
            waits.append(time.perf_counter() - began)
            await _wait(stop, COMMAND_EVERY)
            if stop.is_set():
                return

    def _is_answered(self, comment: int) -> bool:
        reactions = self.github.repo(REPO).comment(comment).reactions
        return any(login == BOT and content in ("+1", "confused") for login, content in reactions)

    async def carry_webhooks(self) -> None:
        """Send webhooks side by side, as GitHub does; its own courier would let the honest ones wait behind the flood's."""
        free = asyncio.Semaphore(AT_ONCE)

        async def send() -> None:
            await self.github.send(self.github.pending[0])
            free.release()

        async with asyncio.TaskGroup() as sending:
            while True:
                await free.acquire()
                await _until(lambda: bool(self.github.pending), within=None)
                sending.create_task(send())
                await asyncio.sleep(0)


def _headers(door: Door) -> dict[str, str]:
    signature = {"X-Hub-Signature-256": door.signature(BODY)}
    return {"Content-Type": "application/json", "X-GitHub-Event": "star", "Connection": "close", **signature}


async def _until(true: Callable[[], bool], within: float | None = PATIENCE) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 - the local GitHub tells of nothing, it is looked at
                await asyncio.sleep(POLL)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


@asynccontextmanager
async def set_up(flood: Flood) -> AsyncIterator[Stage]:
    """Start the local GitHub and the bot, open the honest nomination, and prepare the flood."""
    github = LocalGitHub(datetime.now(UTC), timedelta(0), flood.limits(), running=True)
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        github.hold_deliveries = True
        async with github:
            log = Path(folder) / "log"
            process = await _start_bot(github, flood, port, log)
            stage = Stage(github, Door("127.0.0.1", port, SECRET.encode()), log, process)
            github.add_hook(REPO, f"{stage.url}/webhook", SECRET)
            carrier = asyncio.create_task(stage.carry_webhooks())
            try:
                await _open_nomination(stage)
                if flood.prepare is not None:
                    await flood.prepare(stage)
                    await stage.wait_until_ready()
                yield stage
            finally:
                carrier.cancel()
                await asyncio.gather(carrier, return_exceptions=True)
                await stage._client.close()
                if process.returncode is None:
                    process.terminate()
                await process.wait()


async def _open_nomination(stage: Stage) -> None:
    await stage.wait_until_ready()
    stage.nomination = stage.github.as_user(NOMINATOR).open_issue(REPO, "An honest nomination", complete_body())
    await _until(lambda: bool(stage.github.repo(REPO).comments(stage.nomination)))
    await stage.wait_until_ready()


async def _start_bot(github: LocalGitHub, flood: Flood, port: int, log: Path) -> asyncio.subprocess.Process:
    # No bench leaves loopback, so no link is visited unless the flood's own configuration says so.
    token = found_registry(github, flood.config or "links: {check: false}\n")
    environment = {
        **os.environ,
        **{
            "PYTHONPATH": str(ROOT),
            "GITHUB_TOKEN": token,
            "GITHUB_API_URL": github.url,
            "HOST": "127.0.0.1",
            "PORT": str(port),
        },
        **{"GITHUB_WEBHOOK_SECRET": SECRET, "LEDGER_KEY": SECRET, "REGISTRY_REPO": REPO},
        **flood.environment,
    }
    with log.open("wb") as written:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", env=environment, cwd=ROOT, stderr=written
        )
