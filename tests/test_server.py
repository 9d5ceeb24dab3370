"""The door answers GitHub with 2xx, strangers with 4xx, and with 5xx only when a delivery cannot be stored."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.reconcile.queue.work import CannotStore
from bot.server.app import METRICS, Delivery, make_app
from tests.socket_client import BODY, OLD, SECRET, door, signed

EXAMPLES = Path(__file__).parent / "payloads" / "webhooks-examples.json.gz"


async def test_a_signed_delivery_is_taken_with_202_and_handed_on():
    async with door() as it:
        assert await it.post(BODY, signed(BODY)) == 202

        assert it.taken == [Delivery("11111111-2222-3333-4444-555555555555", "issues", {"action": "opened", "number": 7})]


async def test_a_form_delivery_equals_a_json_delivery():
    form = urlencode({"payload": BODY.decode()}).encode()
    async with door() as it:
        assert await it.post(BODY, signed(BODY)) == 202
        assert await it.post(form, signed(form, Content_Type="application/x-www-form-urlencoded")) == 202

        assert it.taken[0] == it.taken[1]


async def test_a_ping_is_answered_with_200_and_not_handed_on():
    async with door() as it:
        assert await it.post(b"{}", signed(b"{}", event="ping")) == 200
        assert it.taken == []


async def test_an_event_nobody_knows_is_taken():
    async with door() as it:
        assert await it.post(BODY, signed(BODY, event="newly_invented")) == 202


def test_githubs_published_signature_vector_is_right():
    secret, body = b"It's a Secret to Everybody", b"Hello, World!"
    signature = signed(body, secret=secret)["X-Hub-Signature-256"]

    assert signature == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


async def test_githubs_published_vector_passes_the_signature_and_then_fails_as_json():
    async with door(secrets=[b"It's a Secret to Everybody"]) as it:
        right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        wrong = right[:-1] + "8"
        assert await it.post(b"Hello, World!", {**signed(b""), "X-Hub-Signature-256": right}) == 400
        assert await it.post(b"Hello, World!", {**signed(b""), "X-Hub-Signature-256": wrong}) == 401


async def test_old_and_new_secret_are_both_accepted_while_rotating_and_others_are_not():
    async with door(secrets=[SECRET, OLD]) as it:
        assert await it.post(BODY, signed(BODY, secret=SECRET)) == 202
        assert await it.post(BODY, signed(BODY, secret=OLD)) == 202
        assert await it.post(BODY, signed(BODY, secret=b"another-secret-altogether")) == 401


RIGHT = signed(BODY)["X-Hub-Signature-256"]
SHA1 = "sha1=" + hmac.new(SECRET, BODY, hashlib.sha1).hexdigest()


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        [""],
        ["sha256="],
        [SHA1],
        [RIGHT.upper()],
        ["sha256=" + RIGHT[7:].upper()],
        [RIGHT[:-1]],
        [RIGHT + "0"],
        [RIGHT[7:]],
        [RIGHT.replace(RIGHT[-1], "é")],
        ["sha256=" + "\u0660" * 64],
        [RIGHT, RIGHT],
        [RIGHT, "sha256=" + "0" * 64],
        [f"{RIGHT},{RIGHT}"],
    ],
)
async def test_a_signature_that_is_not_exactly_githubs_is_refused_with_401(signatures):
    headers = [(name, value) for name, value in signed(BODY).items() if name != "X-Hub-Signature-256"]
    async with door() as it:
        assert await it.post(BODY, [*headers, *(("X-Hub-Signature-256", value) for value in signatures)]) == 401
        assert it.taken == []


async def test_sha1_alone_is_refused():
    headers = {**signed(BODY), "X-Hub-Signature": SHA1}
    del headers["X-Hub-Signature-256"]
    async with door() as it:
        assert await it.post(BODY, headers) == 401


@pytest.mark.parametrize("secrets", [[], [b""], [SECRET, b""]])
def test_without_a_secret_there_is_no_door(secrets):
    with pytest.raises(ValueError, match="secret"):
        make_app(secrets=secrets, receive=lambda _: None, ready=lambda: (True, {}))


async def test_a_delivery_without_an_event_is_refused_with_400():
    headers = signed(BODY)
    del headers["X-GitHub-Event"]
    async with door() as it:
        assert await it.post(BODY, headers) == 400


async def test_what_cannot_be_stored_is_answered_with_503_and_a_time_to_try_again():
    async def full(_delivery: Delivery) -> None:
        raise CannotStore("full")

    async with (
        door(receive=full) as it,
        it.client.post(f"{it.url}/webhook", data=BODY, headers=signed(BODY)) as response,
    ):
        assert response.status == 503
        assert int(response.headers["Retry-After"]) > 0


async def test_only_post_reaches_the_webhook_and_other_paths_do_not_exist():
    async with door() as it:
        assert (await it.get("/webhook"))[0] == 405
        assert (await it.get("/admin"))[0] == 404


async def test_ready_tells_whether_work_gets_done_and_live_only_that_the_process_answers():
    async with door(ready=lambda: (False, {"github": "unreachable since 12:00"})) as it:
        assert (await it.get("/live"))[0] == 200
        status, text = await it.get("/ready")

    assert (status, json.loads(text)) == (503, {"ready": False, "github": "unreachable since 12:00"})


async def test_metrics_count_deliveries_calls_and_the_queue_and_hold_nothing_of_a_payload():
    async with door() as it:
        it.app[METRICS].watch_queue(lambda: 3)
        it.app[METRICS].github_request("GET", "/repos/{owner}/{repo}", 304)
        await it.post(BODY, signed(BODY))
        await it.post(BODY, signed(BODY, secret=OLD))
        await it.post(BODY, signed(BODY, event="x" * 90))
        _, text = await it.get("/metrics")

    assert 'dpgbot_deliveries_total{event="issues",result="202"} 1.0' in text
    assert 'dpgbot_deliveries_total{event="unverified",result="401"} 1.0' in text
    assert 'dpgbot_deliveries_total{event="other",result="202"} 1.0' in text
    assert 'dpgbot_github_requests_total{method="GET",path="/repos/{owner}/{repo}",status="304"} 1.0' in text
    assert "dpgbot_queue_size 3.0" in text
    assert "opened" not in text


async def test_metrics_can_be_switched_off():
    async with door(metrics=False) as it:
        assert (await it.get("/metrics"))[0] == 404


async def test_every_payload_that_github_is_known_to_send_is_taken():
    events = json.loads(gzip.decompress(EXAMPLES.read_bytes()))
    statuses = {}
    async with door() as it:
        for event, payloads in events.items():
            for position, payload in enumerate(payloads):
                body = json.dumps(payload).encode()
                statuses[event, position] = await it.post(body, signed(body, event=event))

    assert len(statuses) == 329
    assert {key: status for key, status in statuses.items() if status != (200 if key[0] == "ping" else 202)} == {}
