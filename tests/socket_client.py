"""A listening edge of the bot, and deliveries signed as GitHub signs them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, TCPConnector

from bot.server.app import Delivery, make_app
from bot.server.connections import ConnectionGuard
from bot.server.http_server import listening

SECRET, OLD = b"a-secret-of-the-webhook", b"the-secret-before-that"


def signed(body: bytes, *, secret: bytes = SECRET, event: str = "issues", **headers: str) -> dict[str, str]:
    """The headers that GitHub would send with `body`."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": "11111111-2222-3333-4444-555555555555",
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest(),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }


class PullClassifier:
    """A listening server, what it has taken, and a client."""

    def __init__(self, client: ClientSession, url: str, taken: list[Delivery]) -> None:
        self.client, self.url, self.taken = client, url, taken

    async def post(self, body: object, headers: dict[str, str] | list[tuple[str, str]]) -> int:
        async with self.client.post(f"{self.url}/webhook", data=body, headers=headers) as response:
            return response.status


@asynccontextmanager
async def door(guard: ConnectionGuard | None = None) -> AsyncIterator[PullClassifier]:
    """Listen as `dpgbot serve` does, for tests of sockets; plain requests are tested with pytest-aiohttp's `aiohttp_client`."""
    taken: list[Delivery] = []
    app = make_app(secrets=(SECRET,), receive=taken.append, ready=lambda: (True, {}))
    async with (
        listening(app, "127.0.0.1", 0, shutdown_timeout=1, guard=guard) as (host, port),
        ClientSession(connector=TCPConnector(force_close=True), skip_auto_headers=["Content-Type"]) as client,
    ):
        yield PullClassifier(client, f"http://{host}:{port}", taken)


BODY = b'{"action":"opened","number":7}'
