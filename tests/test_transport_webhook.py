"""The signed webhook, against a partner on loopback: what arrives, how it is verified, and when it is sent again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from bot.clock import utc_now
from bot.model.message import Delivered
from bot.transports import Way, webhook
from tests.receiving import SIGNING, partner
from tests.sending import HOOK, NOW, Waiting, sent


def secrets(url: str) -> dict[str, str]:
    return {"HOOK_URL": url, "HOOK_SECRET": SIGNING}


async def test_a_webhook_is_signed_named_and_numbered() -> None:
    async with partner() as there:
        assert await sent(HOOK, secrets(there.url)) == Delivered("sent", "answered 202")
    (told,), (headers,) = there.arrived, there.headers
    assert told == {**HOOK.data, "sent_at": NOW.isoformat()}
    assert (headers["X-DPG-Event"], headers["X-DPG-Delivery"]) == ("dpg.approved", "feed")
    assert headers["X-DPG-Timestamp"] == str(int(NOW.timestamp()))
    assert headers["Content-Type"] == "application/json"


async def test_nothing_in_the_body_comes_alive_in_a_page() -> None:
    way = Way("", SIGNING.encode(), lambda: NOW, Waiting())
    body = webhook.body_of(HOOK, way)
    assert not set(b"<>&@") & set(body)
    assert json.loads(body)["project"]["name"] == "<It> & @all"
    signature = webhook.headers_of(HOOK, way, body)["X-Hub-Signature-256"]
    assert signature == "sha256=" + hmac.new(SIGNING.encode(), body, hashlib.sha256).hexdigest()


def sign(secret: str, now: datetime) -> tuple[Mapping[str, str], bytes]:
    """The headers and the body that the bot sends."""
    way = Way("", secret.encode(), lambda: now, Waiting())
    body = webhook.body_of(HOOK, way)
    return webhook.headers_of(HOOK, way, body), body


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("whsec_c2VjcmV0IQ==", "whsec_c2VjcmV0IQ"),
        ("whsec_c2VjcmV0IQ", "whsec_c2VjcmV0IQ=="),
        # Any other secret is a key as it stands; for the library it has to be written as base64.
        (SIGNING, "whsec_" + base64.b64encode(SIGNING.encode()).decode()),
        ("00112233445566778899aabbccddeeff", base64.b64encode(b"00112233445566778899aabbccddeeff").decode()),
    ],
)
def test_a_webhook_is_verified_by_the_library_of_standard_webhooks(ours: str, theirs: str) -> None:
    headers, body = sign(ours, utc_now())
    assert Webhook(theirs).verify(body, dict(headers)) == json.loads(body)
    for wrong in (body + b" ", body.replace(b"feed", b"food")):
        with pytest.raises(WebhookVerificationError):
            Webhook(theirs).verify(wrong, dict(headers))
    for name, value in (("webhook-id", "food"), ("webhook-timestamp", str(int(headers["webhook-timestamp"]) + 1))):
        with pytest.raises(WebhookVerificationError):
            Webhook(theirs).verify(body, {**headers, name: value})


def test_a_webhook_that_is_sent_again_has_the_same_id_and_a_signature_of_its_own() -> None:
    (one, _), (two, _) = sign(SIGNING, NOW), sign(SIGNING, NOW + timedelta(seconds=5))
    assert one["webhook-id"] == two["webhook-id"] == one["X-DPG-Delivery"] == "feed"
    assert (one["webhook-timestamp"], two["webhook-timestamp"]) == ("1772452800", "1772452805")
    assert one["webhook-signature"] != two["webhook-signature"]


@pytest.mark.parametrize("secret", ["whsec_", "whsec_=", "whsec_a", "whsec_no base64", "whsec_c2Vj-_V0"])
async def test_a_secret_in_the_form_of_standard_webhooks_that_cannot_be_read_is_a_failure(secret: str) -> None:
    async with partner() as there:
        became = await sent(HOOK, {"HOOK_URL": there.url, "HOOK_SECRET": secret})
    assert became == Delivered("failed", "what follows whsec_ in the secret is no base64")
    assert there.tries == 0


@pytest.mark.parametrize("trouble", [500, 503, 429])
async def test_a_partner_with_trouble_is_asked_again_with_the_same_id(trouble: int) -> None:
    waiting = Waiting()
    async with partner() as there:
        there.answers = [trouble, trouble]
        assert (await sent(HOOK, secrets(there.url), waiting)).outcome == "sent"
    assert (there.tries, len(there.arrived), waiting.pauses) == (3, 1, [1.0, 5.0])
    assert [headers["webhook-id"] for headers in there.headers] == ["feed"]


async def test_a_partner_with_trouble_for_long_is_a_failure() -> None:
    waiting = Waiting()
    async with partner() as there:
        there.answers = [502] * 9
        assert await sent(HOOK, secrets(there.url), waiting) == Delivered("failed", "answered 502")
    assert (there.tries, waiting.pauses) == (4, [1.0, 5.0, 25.0])


@pytest.mark.parametrize("refusal", [301, 307, 400, 401, 404, 410])
async def test_a_refusal_and_a_redirect_are_final(refusal: int) -> None:
    waiting = Waiting()
    async with partner() as there:
        there.answers = [refusal]
        assert await sent(HOOK, secrets(there.url), waiting) == Delivered("failed", f"answered {refusal}")
    assert (there.tries, waiting.pauses) == (1, [])


async def test_a_partner_that_is_not_there_is_a_failure() -> None:
    async with partner() as there:
        pass
    became = await sent(HOOK, secrets(there.url))
    assert (became.outcome, became.note) == ("failed", "no answer (ClientConnectorError)")


@pytest.mark.parametrize("address", ["ftp://x.example/", "file:///etc/passwd", "x.example", "http://", "http://x:port/"])
async def test_what_is_no_web_address_is_a_failure(address: str) -> None:
    assert (await sent(HOOK, secrets(address))).note == "the address is no http or https URL"
