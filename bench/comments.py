"""Prints how long a flood of comments holds the event loop up: `python bench/comments.py [comments]` from the repository root.

A nominator writes 300 comments of 8 KB on their own nomination, on the local GitHub, with signed webhooks over loopback.
Plain words of the same size come first: they show how much of a stall is reading and writing JSON, by the bot and by the
local GitHub in the same process. Meanwhile pings are delivered, and the longest wait for an acknowledgement is shown as
well. Then the bot starts again, with nothing in its caches. The aim is 50 ms or less beyond what plain words cost.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import hmac
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.__main__ import catalogue
from bot.playground.scene import NOMINATOR, REPO, SECRET, Scene, scene
from bot.text import commands
from tests.story import L1, complete_body

COMMENTS, SIZE, GOAL = 300, 8_000, 50
EVERY = 0.001
"""Seconds between two looks at the loop."""


@dataclass
class Measured:
    """In seconds: the longest turn of the event loop by the clock and by the processor, which other programs on the machine do
    not lengthen; the longest wait for an acknowledgement; and the time until all is done."""

    stall: float = 0
    busy: float = 0
    answer: float = 0
    seconds: float = 0


def two_line_items(number: int) -> str:
    """A command that is none, and a list that takes the Markdown parser long."""
    return f"/x\n\n- item number {number}\n" + "- item\n  words\n" * 394


def commands_in_lists(number: int) -> str:
    """A command that is carried out, and the same list."""
    return f"/status\n\n- {number}\n" + "- > a word\n  > more\n" * 390


def near_words(number: int) -> str:
    """Ten words that are nearly commands, and the same list."""
    return "/pas\n" * 10 + f"\n- {number}\n" + "- item word\n  more..\n" * 385


def plain(number: int) -> str:
    """Words alone."""
    return f"{number} words that ask for nothing at all, one after the other in a line\n" * (SIZE // 70)


def plain_64_kb(number: int) -> str:
    """Words alone, at the most characters that GitHub takes."""
    return f"{number} words that ask for nothing at all, one after the other in a line\n" * (65_000 // 75)


def slashes(number: int) -> str:
    """Nothing but slashes, at the most characters that GitHub takes."""
    return f"{number} " + "/" * 65_000


FLOODS: dict[str, Callable[[int], str]] = {
    "plain words": plain,
    "/x and two-line list items": two_line_items,
    "/status and lists of quotes": commands_in_lists,
    "ten near words and list items": near_words,
    "64 KB of plain words": plain_64_kb,
    "64 KB of slashes": slashes,
}


async def watch_loop(measured: Measured) -> None:
    """Note the longest time between two turns of the loop."""
    while True:
        clock, processor = time.perf_counter(), time.thread_time()
        await asyncio.sleep(EVERY)
        measured.stall = max(measured.stall, time.perf_counter() - clock - EVERY)
        measured.busy = max(measured.busy, time.thread_time() - processor)


async def ping(stage: Scene, measured: Measured) -> None:
    """Deliver pings, one after the other, and note the longest wait for the answer."""
    body = b'{"zen": "Keep it logically awesome."}'
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-GitHub-Event": "ping", "X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        while True:
            before = time.perf_counter()
            with suppress(aiohttp.ClientConnectionError):  # the bot does not listen yet
                async with session.post(stage.url, data=body, headers=headers | {"X-GitHub-Delivery": str(before)}) as answer:
                    await answer.read()
                measured.answer = max(measured.answer, time.perf_counter() - before)
            await asyncio.sleep(0.005)


@asynccontextmanager
async def watched(stage: Scene, measured: Measured) -> AsyncIterator[None]:
    """Measure while this runs."""
    tasks = [asyncio.create_task(watch_loop(measured)), asyncio.create_task(ping(stage, measured))]
    began = time.perf_counter()
    try:
        yield
    finally:
        measured.seconds = time.perf_counter() - began
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def flood(comment: Callable[[int], str], many: int) -> tuple[Measured, Measured, Measured]:
    """Play a flood, then one comment of a reviewer in the same thread, then a new start of the bot."""
    async with scene(catalogue()) as stage:
        number = stage.gh.as_user(NOMINATOR).open_issue(REPO, "A nomination", complete_body())
        await stage.settle()
        nominator, found = stage.gh.as_user(NOMINATOR), (Measured(), Measured(), Measured())
        stage.gh.hold_deliveries = True
        for index in range(many):
            nominator.comment(REPO, number, comment(index))
        stage.gh.hold_deliveries = False
        gc.freeze()  # as `dpgbot serve` does, with what the local GitHub holds beside it
        async with watched(stage, found[0]):
            await stage.gh.delivered()
            await stage.settle()
        async with watched(stage, found[1]):
            stage.gh.as_user(L1).comment(REPO, number, "/pass 1 looks good")
            await stage.settle()
        await stage.stop()
        commands._read_text.cache_clear()  # a new process begins with nothing
        async with watched(stage, found[2]):
            await stage.start()
        return found


def main() -> int:
    """Print a line for each flood; return 1 when one holds the loop longer than it may."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    many = int(sys.argv[1]) if len(sys.argv) > 1 else COMMENTS
    print(f"{many} comments: longest turn of the loop (of the processor), longest wait for an acknowledgement, time in all")
    print(f"{'':30}{'the flood':^38}{'a /pass after it':^38}{'a new start':^38}")
    usual = worst = 0.0
    for name, comment in FLOODS.items():
        found = asyncio.run(flood(comment, many))
        cells = (f"{m.stall * 1e3:5.0f} ({m.busy * 1e3:4.0f}) ms {m.answer * 1e3:6.0f} ms {m.seconds:6.1f} s" for m in found)
        print(f"{name:30}{'   '.join(cells)}", flush=True)
        busy = max(m.busy for m in found)
        usual = busy if comment in (plain, plain_64_kb) else usual
        worst = max(worst, busy - usual)
    print(f"\nthe processor is held longer than by plain words of the same size by {worst * 1e3:.0f} ms at most (aim: {GOAL})")
    return 1 if worst * 1e3 > GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
