"""A signed webhook: JSON by POST to an address that the operator has set.

The partner verifies one of two signatures. `X-Hub-Signature-256` is the HMAC-SHA256 of the body with the shared secret, as with
GitHub's own webhooks; `webhook-signature` is that of id, time and body, as Standard Webhooks has it. The body holds the time of sending,
so that both sign it; `X-DPG-Delivery` and `webhook-id` are the same at every try of one event.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

import aiohttp
from yarl import URL

from bot.model.message import Delivered, Message
from bot.transports import Way

TIMEOUT = aiohttp.ClientTimeout(total=10)
PAUSES = (1.0, 5.0, 25.0)
"""Seconds before the second try and those after it."""
STANDARD_SECRET = b"whsec_"
AGAIN = frozenset({408, 425, 429})
# Written as JSON's own escapes, so that nothing comes alive where somebody puts the text into a page.
LIVE = frozenset("<>&@\u2028\u2029")


async def send(message: Message, way: Way) -> Delivered:
    """Post it, and again after a pause while the partner does not answer or has trouble; a refusal is final.

    No redirect is followed: the signed body goes to the address that the operator named, and to no other.
    """
    try:
        url = URL(way.address.strip())
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        return Delivered("failed", "the address is no http or https URL")
    try:
        _read_key(way.secret)
    except ValueError:
        return Delivered("failed", "what follows whsec_ in the secret is no base64")
    note = ""
    async with aiohttp.ClientSession(timeout=TIMEOUT, trust_env=False) as session:
        for pause in (0.0, *PAUSES):
            if pause:
                await way.sleep(pause)
            status, note = await _post(session, url, message, way)
            if 200 <= status < 300:
                return Delivered("sent", note)
            if 0 < status < 500 and status not in AGAIN:
                break
    return Delivered("failed", note)


async def _post(session: aiohttp.ClientSession, url: URL, message: Message, way: Way) -> tuple[int, str]:
    """The status of the answer, 0 for none, and a note for people; what the partner wrote is not read."""
    body = body_of(message, way)
    try:
        async with session.post(url, data=body, headers=headers_of(message, way, body), allow_redirects=False) as answer:
            return answer.status, f"answered {answer.status}"
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return 0, f"no answer ({type(error).__name__})"


def body_of(message: Message, way: Way) -> bytes:
    """The message's data and the time of sending, as ASCII."""
    text = json.dumps({**message.data, "sent_at": way.now().isoformat()}, separators=(",", ":"))
    return "".join(f"\\u{ord(sign):04x}" if sign in LIVE else sign for sign in text).encode("ascii")


def headers_of(message: Message, way: Way, body: bytes) -> Mapping[str, str]:
    """Make the headers by which the partner verifies it, knows it again, and sorts it."""
    at = str(int(way.now().timestamp()))
    signed = b".".join((message.id.encode(), at.encode(), body))
    standard = base64.b64encode(_sign(_read_key(way.secret), signed)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "dpgbot",
        "X-DPG-Event": str(message.data.get("event", "")),
        "X-DPG-Delivery": message.id,
        "X-DPG-Timestamp": at,
        "X-Hub-Signature-256": f"sha256={_sign(way.secret, body).hex()}",
        "webhook-id": message.id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{standard}",
    }


def _sign(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()


def _read_key(secret: bytes) -> bytes:
    """Read the key for Standard Webhooks: what base64 stands for after `whsec_`, else the secret itself. Raises ValueError."""
    if not secret.startswith(STANDARD_SECRET):
        return secret
    written = secret.removeprefix(STANDARD_SECRET).rstrip(b"=")
    key = base64.b64decode(written + b"=" * (-len(written) % 4), validate=True)
    if not key:
        raise ValueError("an empty key")
    return key
