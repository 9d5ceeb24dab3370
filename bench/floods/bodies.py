"""Floods of large bodies: with a signature that fits nothing, or with the right one."""

from __future__ import annotations

import asyncio
import json

from bench.floods import Most, flood
from bench.floods.door import Door, hold_open
from bot.playground.scene import REPO

MIB = 1024 * 1024
LARGEST = 25 * MIB
SENDERS = 40


@flood("unsigned-bodies", f"{SENDERS} senders of 25 MiB without a right signature", apart=True, most=Most(growth=300))
async def send_unsigned(door: Door) -> None:
    """Send all but the last byte of each body and wait, so that as much as possible is held at once."""

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(door.head(LARGEST))
        for _ in range(24):
            writer.write(b" " * MIB)
            await writer.drain()
        await reader.read()

    await hold_open(door, SENDERS, send)


@flood("dribbled-bodies", "900 senders that declare 25 MiB and send a byte a second", apart=True, most=Most(growth=300))
async def dribble(door: Door) -> None:
    """Declare much, send little, and never end."""

    async def send(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(door.head(LARGEST))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(1)

    await hold_open(door, 900, send)


@flood("signed-bodies", "8 senders of rightly signed JSON of 24 MiB in small pieces", apart=True, most=Most(growth=600))
async def send_signed(door: Door) -> None:
    """Send what the parser makes 25 times as large."""
    start = json.dumps({"action": "opened", "repository": {"full_name": REPO}, "issue": {"number": 1}})[:-1]
    body = f'{start},"x":[{"{},[]," * (4 * MIB)}0]}}'.encode()
    head = door.head(len(body), door.signature(body))

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)
        await writer.drain()
        await reader.readline()

    await hold_open(door, 8, send)
