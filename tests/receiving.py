"""Those who hear of an announcement, on loopback: a real mail server, a partner's webhook that verifies, and a chat."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from aiosmtpd.smtp import LoginPassword as Login
from standardwebhooks import Webhook

from bot.server.http_server import listening

SIGNING = "the partner's own secret"
Arrival = Callable[[], Awaitable[object]]


async def _nothing() -> None:
    return None


@dataclass
class PostOffice:
    """What the mail server took. `answers` are its replies to the next texts, else 250; `on_arrival` happens before a reply."""

    url: str = ""
    arrived: list[EmailMessage] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    logins: list[Login] = field(default_factory=list)
    tls: list[bool] = field(default_factory=list)
    tries: int = 0
    on_arrival: Arrival = _nothing

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tries += 1
        if self.answers and (answer := self.answers.pop(0)) != "250 OK":
            return answer
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)
        self.senders.append(envelope.mail_from)
        self.tls.append(session.ssl is not None)
        await self.on_arrival()
        return "250 OK"

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Login) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data.password == b"right/word", handled=False)


@asynccontextmanager
async def post_office(tls: ssl.SSLContext | None = None, *, logins: bool = False) -> AsyncIterator[PostOffice]:
    """A mail server; with `tls` it offers STARTTLS, with `logins` it wants a password."""
    office = PostOffice()

    def serve() -> SMTP:
        return SMTP(
            office,
            hostname="localhost",
            tls_context=tls,
            authenticator=office.authenticate if logins else None,
            auth_required=logins,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


def sign_as_standard(key: str | bytes, headers: Mapping[str, str], body: bytes) -> str:
    """Sign a webhook with the library of Standard Webhooks; unlike `verify`, that does not look at this machine's clock."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(key).sign(headers["webhook-id"], at, body.decode())


@dataclass
class Partner:
    """What the webhook took; each was verified. `answers` are the statuses of the next ones, else 202."""

    url: str = ""
    arrived: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    tries: int = 0
    on_arrival: Arrival = _nothing

    @property
    def ids(self) -> set[str]:
        """What the partner keeps: one entry for each id."""
        return {headers["X-DPG-Delivery"] for headers in self.headers}

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        expected = "sha256=" + hmac.new(SIGNING.encode(), body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(request.headers["X-Hub-Signature-256"], expected)
        assert request.headers["webhook-signature"] == sign_as_standard(SIGNING.encode(), request.headers, body)
        self.tries += 1
        status = self.answers.pop(0) if self.answers else 202
        if status == 202:
            self.arrived.append(json.loads(body))
            self.headers.append(dict(request.headers))
            await self.on_arrival()
        return web.Response(status=status, headers={"Location": self.url} if status in (301, 307) else None)


@asynccontextmanager
async def partner() -> AsyncIterator[Partner]:
    """A partner's catalogue."""
    there = Partner()
    app = web.Application()
    app.router.add_post("/hook", there.take)
    async with listening(app, "127.0.0.1", 0, shutdown_timeout=1) as (host, port):
        there.url = f"http://{host}:{port}/hook"
        yield there


@dataclass
class ChatRoom:
    """Somewhere that apprise can send to; `on_arrival` happens before it answers."""

    url: str = ""
    arrived: list[str] = field(default_factory=list)
    on_arrival: Arrival = _nothing

    async def take(self, request: web.Request) -> web.Response:
        self.arrived.append(str((await request.json())["title"]))
        await self.on_arrival()
        return web.Response()


@asynccontextmanager
async def chat_room() -> AsyncIterator[ChatRoom]:
    """A chat."""
    room = ChatRoom()
    app = web.Application()
    app.router.add_post("/", room.take)
    async with listening(app, "127.0.0.1", 0, shutdown_timeout=1) as (host, port):
        room.url = f"json://{host}:{port}/"
        yield room
