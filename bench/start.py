"""Prints how long the command line and the server take to start, and what memory the server holds: `python bench/start.py`.

Each figure is the least of several runs in processes of their own, beside a floor measured the same way: what the libraries
alone cost. `dpgbot serve` works against the local GitHub, which runs in this process; it has started once it answers a signed
delivery with 202. Bytecode is written and read, as after an installation. Exits with 1 when a limit is broken.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.playground.scene import REPO, SECRET, found_registry  # noqa: E402 - after the path is set
from bot.sandbox import LocalGitHub  # noqa: E402

RUNS = 7
HELP, SERVE, MEMORY = 1.5, 2.7, 70.0
"""The limits: of the time for help and of the processor's time until 202, as multiples of their floors, and of MiB while idle."""
IDLE_SECONDS = 2.0
BARE_SERVER = f"""
import hashlib, hmac, os
from aiohttp import web
from pydantic import BaseModel  # the package alone loads nothing
async def answer(request):
    body = await request.read()
    digits = hmac.new({SECRET.encode()!r}, body, hashlib.sha256).hexdigest()
    right = hmac.compare_digest("sha256=" + digits, request.headers["X-Hub-Signature-256"])
    return web.Response(status=202 if right else 401)
app = web.Application()
app.router.add_post("/webhook", answer)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
"""
BODY = json.dumps({"action": "created", "repository": {"full_name": REPO}}).encode()
HEADERS = {
    "Content-Type": "application/json",
    "X-GitHub-Event": "star",
    "X-Hub-Signature-256": f"sha256={hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()}",
}


def seconds(command: list[str], environment: Mapping[str, str]) -> float:
    """Run a command to its end, several times; the least time it took."""
    taken = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - began)
    return min(taken[1:])  # the first writes the bytecode


@dataclass(frozen=True)
class Start:
    """What it cost until a delivery was taken, in seconds on the clock and of the processor, and the MiB held while idle."""

    clock: float
    processor: float
    memory: float


async def server(command: list[str], environment: Mapping[str, str]) -> Start:
    """Start a server several times; the least of each figure."""
    runs = [await _served(command, environment) for _ in range(RUNS + 1)][1:]
    return Start(*(min(getattr(run, name) for run in runs) for name in ("clock", "processor", "memory")))


async def _served(command: list[str], environment: Mapping[str, str]) -> Start:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env={**environment, "HOST": "127.0.0.1", "PORT": str(port)},
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not await _listens(port):
            assert process.returncode is None, "the server ended before it took a delivery"
            await asyncio.sleep(0.002)
        url = f"http://127.0.0.1:{port}/webhook"
        async with aiohttp.ClientSession() as session, session.post(url, data=BODY, headers=HEADERS) as answer:
            assert answer.status == 202
        taken, processor = time.perf_counter() - began, _processor(process.pid)
        await asyncio.sleep(IDLE_SECONDS)
        return Start(taken, processor, _resident(process.pid))
    finally:
        process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


def _processor(process: int) -> float:
    """Seconds of the processor that a process has used; Linux only."""
    used = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    """MiB of memory that a process holds; Linux only."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def main() -> int:
    """Print the table; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": folder}
        async with LocalGitHub() as github:
            bot = {
                **environment,
                **{"GITHUB_WEBHOOK_SECRET": SECRET, "LEDGER_KEY": SECRET, "REGISTRY_REPO": REPO},
                **{"GITHUB_TOKEN": found_registry(github), "GITHUB_API_URL": github.url},
            }
            words, floor = (seconds(each, environment) for each in (["-m", "bot", "--help"], ["-c", "import typer, rich"]))
            bare = await server(["-c", BARE_SERVER], environment)
            serve = await server(["-m", "bot", "serve"], bot)
    print(f"{'':48} {'dpgbot':>9} {'floor':>8} {'ratio':>6} {'limit':>6}")
    rows = (
        ("--help; floor: import typer, rich", words * 1e3, floor * 1e3, "ms", f"{HELP:6.2f}"),
        ("serve until 202; floor: aiohttp, pydantic", serve.clock * 1e3, bare.clock * 1e3, "ms", ""),
        ("the same, of the processor", serve.processor * 1e3, bare.processor * 1e3, "ms", f"{SERVE:6.2f}"),
        ("serve, idle", serve.memory, bare.memory, "MiB", f"{MEMORY:2.0f} MiB"),
    )
    for name, ours, least, unit, limit in rows:
        print(f"{name:48} {ours:5.0f} {unit:3} {least:4.0f} {unit:3} {ours / least:6.2f} {limit}")
    return int(words > HELP * floor or serve.processor > SERVE * bare.processor or serve.memory > MEMORY)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
