"""A chat service on loopback that remembers what it was sent, or refuses everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

CONFIG = 'channels:\n  chat: {kind: apprise, url: "${CHAT_URL}"}\n'


@dataclass
class Chat:
    """What arrived; `works` is switched off for a service that is down."""

    works: bool = True
    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0

    @property
    def secrets(self) -> dict[str, str]:
        """The environment of a bot that announces here."""
        return {"CHAT_URL": self.url}

    async def take(self, request: web.Request) -> web.Response:
        """Remember one message."""
        self.tries += 1
        if not self.works:
            return web.Response(status=500)
        self.got.append(await request.json())
        return web.Response()


@asynccontextmanager
async def chatting(works: bool = True) -> AsyncIterator[Chat]:
    """The service, for as long as it is inside."""
    chat = Chat(works)
    app = web.Application()
    app.router.add_post("/{path:.*}", chat.take)
    async with TestServer(app, host="127.0.0.1") as server:
        chat.url = f"json://127.0.0.1:{server.port}/"
        yield chat
