"""What is measured during one phase of a flood: waiting times, stalls, memory, charged requests and the size of the log."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.floods.stage import Stage

PINGER = Path(__file__).with_name("pinger.py")
LOOK_SECONDS = 0.05
MIB = 1024 * 1024


@dataclass
class Figures:
    """One phase. Waits in seconds, `stall` in milliseconds, memory in MiB (of the bot and its children together)."""

    delivery: list[float] = field(default_factory=list)
    reviewer: list[float] = field(default_factory=list)
    stall: float = 0.0
    start_memory: float = 0.0
    peak_memory: float = 0.0
    charged: int = 0
    log: float = 0.0

    def write_line(self, name: str) -> str:
        """One line of the table."""
        waits = f"{_write(self.delivery)} {_write(self.reviewer)}"
        rest = f"{self.stall:9.0f} {self.start_memory:6.0f} {self.peak_memory:6.0f} {self.charged:8} {self.log:8.1f}"
        return f"  {name:26} {waits} {rest}"


HEADER = f"""\
  {"":26} {"honest delivery, s":>20} {"honest reviewer, s":>20} {"stall, ms":>9} {"memory, MiB":>13} {"charged":>8} {"log, KiB":>8}
  {"":26} {"usual":>6} {"worst":>6} {"of":>6} {"usual":>6} {"worst":>6} {"of":>6} {"":9} {"before":>6} {"peak":>6}"""


def _write(waits: list[float]) -> str:
    if not waits:
        return f"{'-':>6} {'-':>6} {0:6}"
    return f"{statistics.median(waits):6.2f} {max(waits):6.2f} {len(waits):6}"


@asynccontextmanager
async def measuring(stage: Stage) -> AsyncIterator[Figures]:
    """Measure while inside; the figures are whole afterwards."""
    figures = Figures(start_memory=read_memory(stage.process.pid))
    first_request, first_byte = len(stage.github.requests), stage.log.stat().st_size
    pinger = await asyncio.create_subprocess_exec(
        sys.executable, str(PINGER), str(stage.door.port), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    watching = asyncio.create_task(_watch_memory(stage.process.pid, figures))
    try:
        yield figures
    finally:
        watching.cancel()
        said, _ = await pinger.communicate(b"")
        figures.stall = json.loads(said)["longest_ms"]
        figures.charged = sum(each.charged for each in stage.github.requests[first_request:])
        figures.log = (stage.log.stat().st_size - first_byte) / 1024


async def _watch_memory(process: int, figures: Figures) -> None:
    while True:
        figures.peak_memory = max(figures.peak_memory, read_memory(process))
        await asyncio.sleep(LOOK_SECONDS)


def read_memory(process: int) -> float:
    """MiB that a process and its children hold now; Linux only. 0 for one that has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * 4096 / MIB + sum(read_memory(int(child)) for child in children)
