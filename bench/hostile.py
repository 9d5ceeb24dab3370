"""Plays attacks on the bot, with honest people beside them: `python bench/hostile.py` from the repository root.

`dpgbot serve` runs in a process of its own against the local GitHub. For each flood there is a quiet phase and then an attacked
one of the same length. Meanwhile somebody sends honest deliveries of 10 KB, a reviewer gives commands on a nomination of their
own, and a process of its own asks for GET /live all the time. For both phases it prints how long the honest ones waited (for
the 202; for the reaction), the longest stall of the bot's loop, the memory before and at its peak, the requests that GitHub
charged, and how much was logged. Exits with 1 when a limit is broken. A new flood is one function in bench/floods/, whose
`__init__.py` says how it is written.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.floods import Flood, load_floods  # noqa: E402 - after the path is set
from bench.floods.door import Door  # noqa: E402
from bench.floods.measure import HEADER, Figures, measuring  # noqa: E402
from bench.floods.stage import PATIENCE, Stage, set_up  # noqa: E402
from bot.playground.scene import SECRET  # noqa: E402


async def play(flood: Flood, seconds: float) -> list[str]:
    """Play one flood and print its two lines; the limits that were broken."""
    async with set_up(flood) as stage:
        quiet = await play_phase(stage, seconds)
        print(quiet.write_line(f"{flood.name}, quiet"), flush=True)
        async with attacking(flood, stage):
            attacked = await play_phase(stage, seconds)
        print(attacked.write_line(f"{flood.name}, attacked"), flush=True)
        ended = [] if stage.process.returncode is None else ["the bot has ended"]
    return [f"{flood.name}: {sentence}" for sentence in (*ended, *list_broken(flood, attacked))]


async def play_phase(stage: Stage, seconds: float) -> Figures:
    """Let the honest ones act for so many seconds, and wait until each has an answer or has lost patience."""
    async with measuring(stage) as figures:
        stop = asyncio.Event()
        acting = [
            asyncio.create_task(stage.deliver_honestly(figures.delivery, stop)),
            asyncio.create_task(stage.review_honestly(figures.reviewer, stop)),
        ]
        await asyncio.sleep(seconds)
        stop.set()
        await asyncio.gather(*acting)
    return figures


@asynccontextmanager
async def attacking(flood: Flood, stage: Stage) -> AsyncIterator[None]:
    """Play the attack while inside: here, or a flood of bytes in a process of its own."""
    attack = asyncio.ensure_future(_attack_apart(flood, stage) if flood.apart else flood.play(stage))
    try:
        yield
        if attack.done():
            await attack  # raises what went wrong
    finally:
        attack.cancel()
        with suppress(asyncio.CancelledError):
            await attack


async def _attack_apart(flood: Flood, stage: Stage) -> None:
    words = [str(Path(__file__)), "--attack", stage.url, "--only", flood.name]
    attacker = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    try:
        assert await attacker.wait() == 0, "the attack broke off"
    finally:
        if attacker.returncode is None:
            attacker.terminate()
            await attacker.wait()


def list_broken(flood: Flood, attacked: Figures) -> list[str]:
    """Write a sentence for each limit that does not hold under attack."""
    most, grown = flood.most, attacked.peak_memory - attacked.start_memory
    found = (
        ("an honest delivery waited, s", max(attacked.delivery, default=PATIENCE), most.delivery),
        ("the honest reviewer waited, s", max(attacked.reviewer, default=PATIENCE), most.reviewer),
        ("the longest stall, ms", attacked.stall, most.stall),
        ("the memory grew by, MiB", grown, most.growth),
        ("charged requests", attacked.charged, most.charged),
    )
    return [
        f"{name}: {value:.1f}, at most {limit} allowed" for name, value, limit in found if limit is not None and value > limit
    ]


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.epilog = "floods:\n" + "\n".join(f"  {each.name:22} {each.purpose}" for each in load_floods().values())
    names = list(load_floods())
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help="play this flood alone; may be repeated")
    parser.add_argument("--seconds", type=float, help="how long each phase takes; the flood's own length otherwise")
    parser.add_argument(
        "--attack", metavar="URL", help="attack a bot that runs already with a flood of bytes; nothing is measured"
    )
    return parser.parse_args()


def attack_at(url: str, flood: Flood) -> Awaitable[None]:
    """Play a flood of bytes against a bot that runs already."""
    assert flood.apart, f"{flood.name} acts on the local GitHub, not on an address"
    parts = urlsplit(url)
    return flood.play(Door(parts.hostname or "127.0.0.1", parts.port or 80, SECRET.encode()))


async def main() -> int:
    """Play what was asked for; the exit code."""
    wanted = read_arguments()
    floods = [each for name, each in load_floods().items() if not wanted.only or name in wanted.only]
    if wanted.attack:
        await attack_at(wanted.attack, floods[0])
        return 0
    gc.freeze()
    print(HEADER, flush=True)
    broken = [sentence for flood in floods for sentence in await play(flood, wanted.seconds or flood.seconds)]
    for sentence in broken:
        print(f"LIMIT BROKEN: {sentence}")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
