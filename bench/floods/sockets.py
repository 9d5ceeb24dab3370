"""Floods of connections."""

from __future__ import annotations

import asyncio

from bench.floods import flood
from bench.floods.door import Door, hold_open

SOCKETS = 1_000


@flood("idle-sockets", f"{SOCKETS} connections that ask once and are then kept open", apart=True)
async def keep_alive(door: Door) -> None:
    """Ask for /live, and keep the connection for as long as the bot lets us; then come again."""

    async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET /live HTTP/1.1\r\nHost: bot\r\n\r\n")
        await writer.drain()
        await reader.read()

    await hold_open(door, SOCKETS, ask)


@flood("malformed-requests", "50 senders of what is not HTTP, again and again", apart=True)
async def send_garbage(door: Door) -> None:
    """Send a head that cannot be read, wait for the answer, and come again."""

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost bot\r\n\r\n")
        await writer.drain()
        await reader.read()

    await hold_open(door, 50, send)
