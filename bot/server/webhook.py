"""One delivery of GitHub's webhook, from raw bytes to a verified payload, or to the refusal that it deserves.

The order matters: size and the shape of the signature are judged before a byte of the body is read, and the signature
over the raw bytes before anything is parsed. Whatever a stranger sends gets a 4xx, or a 503 where much is sent at once;
any other 5xx means that we are broken.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from bot.reconcile.queue.work import CannotStore
from bot.server.body_budget import BodyBudget, HeldBody, NoRoom
from bot.server.payload import FORM
from bot.server.payload_parser import PayloadParser, TooMuch, Unreadable

MAX_BODY = 25 * 1024 * 1024
"""Bytes; GitHub sends no larger payload."""
RETRY_AFTER_SECONDS = 60

_SIGNATURE = "X-Hub-Signature-256"
_HEX = frozenset("0123456789abcdef")
_JSON = "application/json"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose signature was right. `guid` is GitHub's, the same again when it is redelivered; may be empty."""

    guid: str
    event: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a body has to arrive: within `grace` seconds, and longer for every `bytes_per_second`, but `longest` at most."""

    grace: float = 3.0
    bytes_per_second: int = 64 * 1024
    longest: float = 10.0

    def find_deadline(self, arrived: int) -> float:
        """Seconds after its head by which the rest of a body, or more of it, has to be there."""
        return min(self.grace + arrived / self.bytes_per_second, self.longest)


Receive = Callable[[Delivery], Awaitable[None] | None]
Count = Callable[[str, str], None]


class _Refused(Exception):
    """The answer to a delivery that is not taken: its HTTP status and one plain sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Webhook:
    """`POST /webhook`: 202 taken, 200 for a ping, 4xx refused, 503 when there is no room or `receive` raises `CannotStore`."""

    def __init__(
        self,
        secrets: Sequence[bytes],
        receive: Receive,
        count: Count,
        *,
        pace: Pace | None = None,
        budget: BodyBudget | None = None,
    ) -> None:
        self._secrets, self._receive, self._count, self._pace = tuple(secrets), receive, count, pace or Pace()
        self._budget, self._parser = budget or BodyBudget(), PayloadParser()

    async def answer(self, request: web.Request) -> web.Response:
        """The aiohttp handler."""
        try:
            delivery = await self._verified(request)
        except _Refused as refusal:
            self._count("", str(refusal.status))
            return _respond(refusal.status, refusal.reason)
        if delivery.event == "ping":
            self._count("ping", "200")
            return web.Response(text="pong\n")
        status = await self._take(delivery)
        self._count(delivery.event, str(status))
        return _respond(status, "taken" if status == 202 else "not taken")

    async def _take(self, delivery: Delivery) -> int:
        try:
            result = self._receive(delivery)
            if inspect.isawaitable(result):
                await result
        except CannotStore as reason:
            log.warning("delivery not stored", guid=delivery.guid, reason=str(reason))
            return 503
        except Exception:
            # A mistake of ours. GitHub's list of failed deliveries keeps it, to be redelivered once it is mended.
            log.exception("delivery failed", guid=delivery.guid, webhook=delivery.event)
            return 500
        return 202

    async def _verified(self, request: web.Request) -> Delivery:
        if (request.content_length or 0) > MAX_BODY:
            raise _Refused(413, "The payload is larger than GitHub sends.")
        signature = _signature(request)
        kind = _kind(request)
        with self._budget.hold(asyncio.timeout(None)) as body:
            digests = await self._read(request, body)
            # All are compared, so that the time taken tells nothing about which one was nearly right.
            matches = [hmac.compare_digest(digest, signature) for digest in digests]
            if not any(matches):
                raise _Refused(401, "The signature does not fit the payload.")
            if len(matches) > 1:
                log.debug("signature accepted", secret_number=matches.index(True) + 1)
            self._budget.accept(body)
            payload = await self._parse(body.data, kind)
        event = request.headers.get("X-GitHub-Event", "")
        if not event:
            raise _Refused(400, "The header X-GitHub-Event is missing.")
        return Delivery(_printable(request.headers.get("X-GitHub-Delivery", "")), _printable(event), payload)

    async def _read(self, request: web.Request, body: HeldBody) -> list[str]:
        """Read the body and sign it under each secret while it arrives, so that nobody has to wait for that afterwards."""
        hashes = [hmac.new(secret, digestmod=hashlib.sha256) for secret in self._secrets]
        loop, arrived = asyncio.get_running_loop(), 0
        began = loop.time()
        try:
            async with body.deadline as deadline:
                deadline.reschedule(began + self._pace.find_deadline(arrived))
                async for chunk in request.content.iter_any():
                    arrived += len(chunk)
                    if arrived > MAX_BODY:
                        raise _Refused(413, "The payload is larger than GitHub sends.")
                    body.add(chunk)
                    for each in hashes:
                        each.update(chunk)
                    deadline.reschedule(began + self._pace.find_deadline(arrived))
                if body.has_given_way:
                    raise NoRoom
        except (NoRoom, TimeoutError):
            if body.has_given_way:
                raise _Refused(503, "Too much is being sent at once.") from None
            raise _Refused(408, "The payload did not arrive in time.") from None
        except (web.RequestPayloadError, ValueError):
            raise _Refused(400, "The payload is broken off or wrongly encoded.") from None
        return [each.hexdigest() for each in hashes]

    async def _parse(self, raw: bytearray, kind: str) -> dict[str, Any]:
        try:
            return await self._parser.parse(raw, kind)
        except Unreadable:
            raise _Refused(400, "The payload cannot be read, or is not a JSON object.") from None
        except TooMuch:
            raise _Refused(413, "The payload holds more than can be read.") from None
        except OSError as trouble:
            log.warning("payload not parsed", error=str(trouble))
            raise _Refused(503, "The payload cannot be parsed now.") from None


def _respond(status: int, text: str) -> web.Response:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
    return web.Response(status=status, text=text + "\n", headers=headers)


def _signature(request: web.Request) -> str:
    """The 64 hexadecimal digits of the one `X-Hub-Signature-256`. SHA-1 is not accepted, and neither is a choice."""
    values = request.headers.getall(_SIGNATURE, [])
    scheme, _, digits = values[0].partition("=") if len(values) == 1 else ("", "", "")
    if scheme != "sha256" or len(digits) != 64 or not set(digits) <= _HEX:
        raise _Refused(401, "The signature is missing or not one of GitHub's.")
    return digits


def _kind(request: web.Request) -> str:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise _Refused(415, "Compressed payloads are not accepted; GitHub sends none.")
    if request.content_type not in {_JSON, FORM} or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise _Refused(415, f"Send {_JSON} or {FORM}, in UTF-8.")
    return request.content_type


def _printable(header: str) -> str:
    """A header as it may stand in logs and metrics."""
    return "".join(character for character in header[:100] if character.isascii() and character.isprintable())
