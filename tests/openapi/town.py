"""A small registry to test in, and a client that asks the local GitHub directly.

The town: `dpg/registry` with a README, where `bot` maintains, `mae` administers, `wim` writes and `tria` triages;
`alice` and `bob` are strangers. Everything said there is judged by GitHub's own description.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.sandbox import Limits, LocalGitHub, Person
from tests.openapi.judge import Judge

REPO = "dpg/registry"
HOME = f"/repos/{REPO}"
SECRET = "a secret of the town, long enough"


@dataclass(frozen=True)
class LabelNotice:
    """An answer."""

    status: int
    data: Any
    headers: Mapping[str, str]

    @property
    def codes(self) -> list[str]:
        """The error codes of a 422."""
        return [error["code"] for error in self.data.get("errors", [])]


@dataclass
class Inbox:
    """A webhook receiver; `answer` is the status that it gives."""

    url: str
    answer: int = 202
    heard: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        """`issues.opened`, `push`, ... in the order of arrival."""
        return [_name(headers, raw) for headers, raw in self.heard]


def _name(headers: Mapping[str, str], raw: bytes) -> str:
    action = json.loads(raw).get("action") if headers["Content-Type"] == "application/json" else None
    return headers["X-GitHub-Event"] + (f".{action}" if action else "")


@dataclass
class Town:
    """The local GitHub with its people and a client."""

    gh: LocalGitHub
    judge: Judge
    http: ClientSession
    inbox: Inbox

    async def ask(self, method: str, path: str, who: str | None = "bot", *, headers: Any = None, **body: Any) -> LabelNotice:
        """Ask as this person's token (None: without one)."""
        sent = dict(headers or {})
        if who is not None:
            sent.setdefault("Authorization", f"Bearer {self.token(who)}")
        url = path if path.startswith("http") else self.gh.url + path
        async with self.http.request(method, url, json=body or None, headers=sent, allow_redirects=False) as answer:
            raw = await answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return LabelNotice(answer.status, json.loads(raw) if raw and is_json else raw, answer.headers)

    def token(self, who: str) -> str:
        """One token for each person, or the token itself."""
        if who.startswith("gh"):
            return who
        known = [text for text, token in self.gh.world.tokens.items() if token.actor.account.login == who]
        return known[0] if known else self.gh.token_for(who)

    def person(self, login: str) -> Person:
        """Act on the web."""
        return self.gh.as_user(login)

    def hook(self, **settings: Any) -> None:
        """Let the inbox hear the registry."""
        self.gh.add_hook(REPO, self.inbox.url, SECRET, **settings)


@asynccontextmanager
async def town(limits: Limits | None = None) -> AsyncIterator[Town]:
    """A judged town; leaving it asserts that there was nothing to complain about."""
    gh = LocalGitHub(limits=limits)
    judge = Judge()
    gh.observers.append(judge)
    for login in ("alice", "bob", "bot", "mae", "wim", "tria"):
        gh.add_user(login)
    gh.add_org("dpg", teams={"reviewers": ["tria"]})
    roles: Any = {"bot": "maintain", "mae": "admin", "wim": "write", "tria": "triage"}
    gh.add_repo(REPO, files={"README.md": "# Registry\n"}, collaborators=roles, labels=["nomination"])
    async with gh, ClientSession() as http, inbox() as heard:
        yield Town(gh, judge, http, heard)
        judge.verdict()


@asynccontextmanager
async def inbox() -> AsyncIterator[Inbox]:
    """A receiver on loopback."""
    box = Inbox("")

    async def hear(request: web.Request) -> web.Response:
        box.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=box.answer)

    app = web.Application(client_max_size=2**25)
    app.router.add_post("/", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    box.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield box
    finally:
        await runner.cleanup()


def make_key() -> str:
    """A fresh private key in PEM."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private.private_bytes(*form).decode()


@cache
def app_key() -> str:
    """The private key of the tests' app; making one takes a while."""
    return make_key()


def signed(there: Town, issuer: object, key: str | None = None, age: int = 60, life: int = 540) -> dict[str, str]:
    """The header of a request that an app signs itself; `age` and `life` in seconds around the local clock's now."""
    now = int(there.gh.clock.now().timestamp())
    claims = {"iat": now - age, "exp": now + life, "iss": str(issuer)}
    return {"Authorization": "Bearer " + jwt.encode(claims, key or app_key(), algorithm="RS256")}
