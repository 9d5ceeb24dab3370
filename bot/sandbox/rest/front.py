"""The door: every request passes here once, from its bytes to its answer, its cost and its place in the ledger."""

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ledger import CommitHook, Exchange, Ledger, Mutation, Request
from bot.sandbox.limits import PAUSE, Gate
from bot.sandbox.records import App, Token
from bot.sandbox.refused import Refused
from bot.sandbox.rest.auth import authenticate, check_permission, name_of
from bot.sandbox.rest.body import read_body
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.rest.routing import by_name, find
from bot.sandbox.world import Json, Moved, World

READS = ("GET", "HEAD")
JSON_TYPE = "application/json; charset=utf-8"
RAW_TYPE = "application/vnd.github.raw; charset=utf-8"


@dataclass(slots=True)
class Arrived:
    """A request that came in, and what is known of it so far."""

    http: web.Request
    method: str
    path: str
    query: dict[str, str]
    raw: bytes
    identity: Token | App | None = None
    name: str = ""
    fault: Fault | None = None
    paused: bool = False
    body: Json = field(default_factory=dict)


@dataclass(slots=True)
class Reply:
    """Bytes ready to be sent. `committed` tells that something may have been changed."""

    status: int
    headers: dict[str, str]
    content: bytes
    committed: bool = False
    result: int | str | None = None


class Front:
    """The HTTP handler of the local GitHub."""

    def __init__(self, world: World, clock: Clock, gate: Gate, faults: Faults, ledger: Ledger) -> None:
        self.world, self.clock, self.gate, self.faults, self.ledger = world, clock, gate, faults, ledger
        self.lag = timedelta(0)
        self.before_commit: CommitHook | None = None
        self.on_commit: CommitHook | None = None

    async def answer(self, http: web.Request) -> web.StreamResponse:
        """Answer one request."""
        raw = await http.read()
        path = http.raw_path.partition("?")[0]
        arrived = Arrived(http, http.method, path, dict(http.query), raw)
        try:
            self._identify(arrived)
        except Refused as refusal:
            return self._send(arrived, _refusal(refusal), fault=None)
        fault = arrived.fault = self.faults.strike(arrived.method, path)
        if fault is not None and fault.kind not in ("lost_after", "altered"):
            return await self._spoil(arrived, fault)
        reply = await self._reply(arrived)
        if fault is not None and fault.alter is not None:
            content = fault.alter(reply.content) if reply.status == 200 else reply.content
            return self._send(arrived, replace(reply, content=content), fault)
        if fault is not None:
            self._write_down(arrived, 0, charged=True)
            return _drop(http)
        return self._send(arrived, reply, fault=None)

    def _identify(self, arrived: Arrived) -> None:
        """Find out who asks, and whether GitHub had asked them to wait."""
        header = arrived.http.headers.get("Authorization", "")
        arrived.identity = authenticate(self.world, header, self.clock.now())
        arrived.name = name_of(arrived.identity)
        arrived.paused = self.gate.paused(arrived.name, self.clock.now())
        if "User-Agent" not in arrived.http.headers:
            raise Refused(403, "Request forbidden by administrative rules (no User-Agent header)")

    async def _reply(self, arrived: Arrived) -> Reply:
        try:
            self.gate.admit(arrived.name, arrived.method, self.clock.now())
            call, handler = self._prepare(arrived)
            await self._announce(self.before_commit, arrived, self._mutation(arrived, 0, None))
            answer = handler(call)
        except Refused as refusal:
            return _refusal(self._complete(refusal, arrived))
        reply = self._render(arrived, answer)
        if reply.committed:
            mutation = self._mutation(arrived, reply.status, reply.result)
            self.ledger.mutations.append(mutation)
            self.clock.tick()
            await self._announce(self.on_commit, arrived, mutation)
        return reply

    def _prepare(self, arrived: Arrived) -> tuple[Call, Any]:
        """Parse the body and find the handler."""
        path, identity = by_name(self.world, arrived.path), arrived.identity
        handler, params = find("GET" if arrived.method == "HEAD" else arrived.method, path)
        token = identity if isinstance(identity, Token) else None
        if identity is None and arrived.method not in READS:
            raise Refused(401, "Requires authentication")
        if token is not None:
            check_permission(token, arrived.method, path)
        arrived.body = read_body(arrived.raw)
        accept = arrived.http.headers.get("Accept", "")
        app = identity if isinstance(identity, App) else None
        asked = (arrived.method, arrived.path, params, arrived.query, arrived.body, accept)
        return Call(self.world, *asked, token, app, self.lag), handler

    def _complete(self, refusal: Refused, arrived: Arrived) -> Refused:
        """Point a request for a renamed repository at its new place: GitHub keeps the method only with 307."""
        if isinstance(refusal, Moved):
            rest = "/".join(arrived.path.split("/")[4:])
            refusal.status = 301 if arrived.method in READS else 307
            url = f"{refusal.root}/{rest}" if rest else refusal.root
            query = arrived.http.query_string
            refusal.headers["Location"] = f"{url}?{query}" if query else url
            refusal.extra["url"] = url
        return refusal

    def _render(self, arrived: Arrived, answer: Answer) -> Reply:
        headers = {"Content-Type": JSON_TYPE if answer.raw is None else RAW_TYPE, **answer.headers}
        content = b"" if answer.status == 204 else answer.raw if answer.raw is not None else _json(answer.body)
        if answer.status == 204:
            del headers["Content-Type"]
        if arrived.method not in READS:
            return Reply(answer.status, headers, content, isinstance(arrived.identity, Token), answer.result)
        # GitHub binds an ETag to the credential: the same answer has another tag for another token.
        credential = arrived.http.headers.get("Authorization", "")
        etag = f'W/"{sha256(credential.encode(errors="replace") + content).hexdigest()}"'
        headers |= {"ETag": etag, "Cache-Control": "private, max-age=60, s-maxage=60", "Vary": "Accept, Authorization"}
        if etag in map(str.strip, arrived.http.headers.get("If-None-Match", "").split(",")):
            del headers["Content-Type"]
            return Reply(304, headers, b"")
        return Reply(answer.status, headers, content)

    def _mutation(self, arrived: Arrived, status: int, result: int | str | None) -> Mutation:
        asked = (arrived.name, arrived.method, arrived.path, arrived.body)
        return Mutation(self.clock.now(), *asked, status, result)

    async def _announce(self, hook: CommitHook | None, arrived: Arrived, mutation: Mutation) -> None:
        """Tell the test's hook of a change that is about to be made, or was."""
        if hook is None or arrived.method in READS or not isinstance(arrived.identity, Token):
            return
        waiting = hook(mutation)
        if isinstance(waiting, Awaitable):
            await waiting

    async def _spoil(self, arrived: Arrived, fault: Fault) -> web.StreamResponse:
        if fault.kind in ("timeout", "reset_before"):
            self._write_down(arrived, 0, charged=False)
            if fault.kind == "timeout":
                await asyncio.Event().wait()  # until the client, or the server, gives up
            return _drop(arrived.http)
        status, headers, content = fault.answer()
        if fault.kind in ("403_secondary", "429"):
            self.gate.pause(arrived.name, self.clock.now(), fault.retry_after or PAUSE)
        return self._send(arrived, Reply(status, headers, content), fault)

    def _send(self, arrived: Arrived, reply: Reply, fault: Fault | None) -> web.Response:
        charged = reply.status not in (304, 401)
        limits = self.gate.charge(arrived.name, self.clock.now(), charged=charged)
        headers = {
            **limits,
            "Date": format_datetime(self.clock.now(), usegmt=True),
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"LOCAL:{len(self.ledger.requests):X}",
            **reply.headers,
        }
        self._write_down(arrived, reply.status, charged=charged)
        if self.ledger.observers:
            asked = (arrived.method, arrived.path, arrived.query, dict(arrived.http.headers), arrived.raw)
            self.ledger.show(Exchange(*asked, reply.status, headers, reply.content, fault is not None))
        return web.Response(status=reply.status, headers=headers, body=reply.content)

    def _write_down(self, arrived: Arrived, status: int, *, charged: bool) -> None:
        token = arrived.identity.text if isinstance(arrived.identity, Token) else None
        kind = arrived.fault.kind if arrived.fault else None
        asked = (arrived.name, token, arrived.method, arrived.path, arrived.query)
        request = Request(self.clock.now(), *asked, status, charged, kind)
        self.ledger.requests.append(request)
        if arrived.paused:
            self.ledger.breaches.append(request)


def _refusal(refusal: Refused) -> Reply:
    return Reply(refusal.status, {"Content-Type": JSON_TYPE, **refusal.headers}, _json(refusal.body()))


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _drop(http: web.Request) -> web.Response:
    """Cut the connection; what is returned is never sent."""
    if http.transport is not None:
        http.transport.abort()
    return web.Response()
