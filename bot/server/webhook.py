"""One delivery of GitHub's webhook, from raw bytes to a verified payload, or to the refusal that it deserves.

The order matters: size and the shape of the signature are judged before a byte of the body is read, and the signature
over the raw bytes before anything is parsed. Whatever a stranger sends gets a 4xx; a 5xx means that we are broken.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import inspect
import json
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import structlog
from aiohttp import web

from bot.reconcile.queue.work import CannotStore

MAX_BODY = 25 * 1024 * 1024
"""Bytes; GitHub sends no larger payload."""
READ_SECONDS = 10.0
PARSE_IN_THREAD = 1024 * 1024
"""Bytes from which hashing and parsing would hold up everybody else on the event loop."""
RETRY_AFTER_SECONDS = 60

_SIGNATURE = "X-Hub-Signature-256"
_HEX = frozenset("0123456789abcdef")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose signature was right. `guid` is GitHub's, the same again when it is redelivered; may be empty."""

    guid: str
    event: str
    payload: dict[str, Any]


Receive = Callable[[Delivery], Awaitable[None] | None]
Count = Callable[[str, str], None]


class _Refused(Exception):
    """The answer to a delivery that is not taken: its HTTP status and one plain sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Webhook:
    """`POST /webhook`: 202 taken, 200 for a ping, 4xx refused, 503 when `receive` raises `CannotStore`."""

    def __init__(self, secrets: Sequence[bytes], receive: Receive, count: Count, read_seconds: float = READ_SECONDS) -> None:
        self._secrets, self._receive, self._count, self._read_seconds = tuple(secrets), receive, count, read_seconds

    async def answer(self, request: web.Request) -> web.Response:
        """The aiohttp handler."""
        try:
            delivery = await self._verified(request)
        except _Refused as refusal:
            self._count("", str(refusal.status))
            return web.Response(status=refusal.status, text=refusal.reason + "\n")
        if delivery.event == "ping":
            self._count("ping", "200")
            return web.Response(text="pong\n")
        status = await self._take(delivery)
        self._count(delivery.event, str(status))
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
        return web.Response(status=status, text="taken\n" if status == 202 else "not taken\n", headers=headers)

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
        raw = await self._read(request)
        if len(raw) < PARSE_IN_THREAD:
            payload = _opened(raw, signature, kind, self._secrets)
        else:
            payload = await asyncio.to_thread(_opened, raw, signature, kind, self._secrets)
        event = request.headers.get("X-GitHub-Event", "")
        if not event:
            raise _Refused(400, "The header X-GitHub-Event is missing.")
        return Delivery(_printable(request.headers.get("X-GitHub-Delivery", "")), _printable(event), payload)

    async def _read(self, request: web.Request) -> bytes:
        body = bytearray()
        try:
            async with asyncio.timeout(self._read_seconds):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > MAX_BODY:
                        raise _Refused(413, "The payload is larger than GitHub sends.")
        except TimeoutError:
            raise _Refused(408, "The payload did not arrive in time.") from None
        except (web.RequestPayloadError, ValueError):
            raise _Refused(400, "The payload is broken off or wrongly encoded.") from None
        return bytes(body)


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
    if request.content_type not in {_JSON, _FORM} or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise _Refused(415, f"Send {_JSON} or {_FORM}, in UTF-8.")
    return request.content_type


def _opened(raw: bytes, signature: str, kind: str, secrets: Sequence[bytes]) -> dict[str, Any]:
    """The payload of a body that one of `secrets` has signed."""
    matches = [
        # All are compared, so that the time taken tells nothing about which one was nearly right.
        hmac.compare_digest(hmac.new(secret, raw, hashlib.sha256).hexdigest(), signature)
        for secret in secrets
    ]
    if not any(matches):
        raise _Refused(401, "The signature does not fit the payload.")
    if len(secrets) > 1:
        log.debug("signature accepted", secret_number=matches.index(True) + 1)
    try:
        payload = _parsed(raw, kind)
    except (ValueError, RecursionError):
        raise _Refused(400, "The payload cannot be read.") from None
    if not isinstance(payload, dict):
        raise _Refused(400, "The payload is not a JSON object.")
    return payload


def _parsed(raw: bytes, kind: str) -> Any:
    """Strict JSON: no NaN, no infinity (also not as 1e999), no lone surrogates. Raises ValueError, RecursionError."""
    text = raw.decode()
    if kind == _FORM:
        # Hooks made on a repository's settings page send forms unless told otherwise.
        fields = parse_qs(text, strict_parsing=True, errors="strict", max_num_fields=8)
        (text,) = fields.get("payload", [])
    payload = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    if "\\ud" in text or "\\uD" in text:
        # Half a surrogate pair parses, and then breaks whoever encodes the text later.
        json.dumps(payload, ensure_ascii=False).encode()
    return payload


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


def _printable(header: str) -> str:
    """A header as it may stand in logs and metrics."""
    return "".join(character for character in header[:100] if character.isascii() and character.isprintable())
