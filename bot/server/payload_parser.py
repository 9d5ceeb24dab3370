"""Parses payloads without holding up anybody: small ones at once, large ones in a process of its own, one after the other.

A thread would not do, since Python's JSON parser keeps all other threads waiting; and what it makes of 25 MiB may take 640 MiB.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Any

from bot.server import payload as program

AT_ONCE_BYTES, AT_ONCE_VALUES = 1024 * 1024, 20_000
"""A payload of this size takes some 10 ms at most to parse."""
LARGE = 1024 * 1024
PIECE = 64 * 1024
NEEDED_TO_START = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class Unreadable(Exception):
    """The payload is not sound JSON, or no object."""


class TooMuch(Exception):
    """The payload would take more memory or time than one may have."""


class PayloadParser:
    """Large payloads wait for their turn; those above `LARGE` have a line of their own, so that the others do not wait long."""

    def __init__(self) -> None:
        self._turn, self._turn_of_large = asyncio.Lock(), asyncio.Lock()

    async def parse(self, raw: bytearray, kind: str) -> dict[str, Any]:
        """Parse a payload; of a large one, only what the bot reads. Raises `Unreadable` or `TooMuch`."""
        if len(raw) <= AT_ONCE_BYTES and program.count_values(raw) <= AT_ONCE_VALUES:
            return parse_at_once(raw, kind)
        async with self._turn_of_large if len(raw) > LARGE else self._turn:
            return await parse_apart(raw, kind)


def parse_at_once(raw: bytearray, kind: str) -> dict[str, Any]:
    """Parse a payload here and now."""
    try:
        return program.parse_payload(raw, kind)
    except (ValueError, RecursionError):
        raise Unreadable from None


async def parse_apart(raw: bytearray, kind: str) -> dict[str, Any]:
    """Parse a payload in a process of its own, which sees no secret and ends when we lose interest. Raises `OSError` when there
    can be none now."""
    environment = {name: os.environ[name] for name in NEEDED_TO_START if name in os.environ}
    words = (sys.executable, "-I", "-S", program.__file__, kind)
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment)
    try:
        _, said = await asyncio.gather(_hand_over(raw, process), _read_all(process))
        code = await process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if code == program.UNREADABLE:
        raise Unreadable
    if code == program.TOO_MUCH or code < 0:  # it was stopped at its limits
        raise TooMuch
    if code != 0:
        raise OSError(f"the process that parses large payloads ended with {code}")
    needed: dict[str, Any] = json.loads(said)
    return needed


async def _hand_over(raw: bytearray, process: Process) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError):  # it was stopped before it had read everything
        for start in range(0, len(raw), PIECE):
            process.stdin.write(raw[start : start + PIECE])
            await process.stdin.drain()
    process.stdin.close()


async def _read_all(process: Process) -> bytes:
    assert process.stdout is not None
    return await process.stdout.read()
