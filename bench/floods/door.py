"""What a flood of bytes needs: the bot's address, its webhook secret, signatures, and many connections at once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
RETRY_SECONDS = 0.05


@dataclass(frozen=True)
class Door:
    """Where the bot listens, and the secret under which GitHub signs."""

    host: str
    port: int
    secret: bytes

    def signature(self, body: bytes) -> str:
        """Sign as GitHub does."""
        return "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()

    def head(self, length: int, signature: str = "sha256=" + "0" * 64, event: str = "issues") -> bytes:
        """Write the head of a delivery; the signature fits nothing unless another one is given."""
        lines = ["POST /webhook HTTP/1.1", "Host: bot", "Content-Type: application/json", f"Content-Length: {length}"]
        lines += [f"X-GitHub-Event: {event}", f"X-Hub-Signature-256: {signature}", "", ""]
        return "\r\n".join(lines).encode()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Streams]:
        """Open a connection for as long as the block runs."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            yield reader, writer
        finally:
            writer.close()


async def hold_open(
    door: Door, connections: int, use: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
) -> None:
    """Use so many connections at once until cancelled; one that ends, for whatever reason, is followed by the next."""

    async def again() -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                async with door.connected() as (reader, writer):
                    await use(reader, writer)
            await asyncio.sleep(RETRY_SECONDS)

    await asyncio.gather(*(again() for _ in range(connections)))
