"""A GitHub on loopback that says exactly what a test tells it to, for faults that a faithful one would never show."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.github.auth import Auth, TokenAuth
from bot.github.client import GitHub
from bot.github.transport import Transport

REPO = "dpg/registry"
ISSUE = f"/repos/{REPO}/issues/7"
TOKEN = "ghp_0123456789abcdef0123456789abcdef0123"
RESET, HANG = "reset", "hang"
AT = "2026-01-01T12:00:00Z"


def issue(number: int = 7, **parts: object) -> dict[str, object]:
    """An issue as GitHub shows it, with the keys that the bot reads."""
    place = {"html_url": f"https://github.com/{REPO}/issues/{number}", "created_at": AT, "updated_at": AT}
    state = {"state": "open", "closed_at": None, "locked": False, "labels": [], "comments": 0}
    return {"number": number, "title": "x", "body": None, "user": None, **state, **place, **parts}


def repository(**parts: object) -> dict[str, object]:
    """The registry as GitHub shows it."""
    home = {"default_branch": "main", "html_url": f"https://github.com/{REPO}", "private": False}
    return {"id": 42, "full_name": REPO, **home, **parts}


def comment(number: int = 1, **parts: object) -> dict[str, object]:
    """A comment on the issue above."""
    place = {"issue_url": f"https://api.github.com{ISSUE}", "html_url": f"https://github.com/{REPO}/issues/7#{number}"}
    return {"id": number, "body": None, "user": None, "created_at": AT, "updated_at": AT, **place, **parts}


class Clock:
    """A clock that moves when somebody sleeps, and remembers the sleeps."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.naps: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def says(status: int = 200, body: object = None, **headers: str) -> web.Response:
    text = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    raw = text.encode() if isinstance(text, str) else text
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(status=status, body=raw, headers={"Content-Type": kind, **named})


@dataclass
class Scripted:
    """A GitHub that answers what it is told, in order; the last answer of a place is repeated."""

    clock: Clock
    script: dict[str, list] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)
    url: str = ""

    def on(self, place: str, *answers: object) -> None:
        """`place`: method and raw path; an answer is a response maker, RESET or HANG."""
        self.script[place] = list(answers)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.requests.append(request)
        answers = self.script.get(f"{request.method} {request.raw_path}")
        if not answers:
            return says(404, {"message": "Not Found"})
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == RESET:
            request.transport.abort()
        if answer in (RESET, HANG):
            await asyncio.Event().wait()
        return answer(request) if callable(answer) else says(*answer) if isinstance(answer, tuple) else says(200, answer)

    def seen(self, place: str = "") -> list[web.Request]:
        return [request for request in self.requests if place in (f"{request.method} {request.raw_path}", "")]


@asynccontextmanager
async def listening(answer: Callable) -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


@pytest.fixture
async def hub() -> AsyncIterator[Scripted]:
    scripted = Scripted(Clock())
    async with listening(scripted.answer) as scripted.url:
        yield scripted


@pytest.fixture
async def connect(hub):
    async with ClientSession() as session:

        def make(auth: Auth | None = None, **options) -> GitHub:
            given = {"base_url": hub.url, "now": hub.clock, "sleep": hub.clock.sleep, "timeout": 0.3, **options}
            return GitHub(Transport(session, auth or TokenAuth(TOKEN), **given), REPO)

        yield make
