"""The door answers GitHub with 2xx, strangers with 4xx, and with 5xx only when a delivery cannot be stored."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient

from bot.reconcile.queue.work import CannotStore
from bot.server.app import METRICS, Delivery, make_app
from tests.socket_client import BODY, OLD, SECRET, signed

EXAMPLES = Path(__file__).parent / "payloads" / "webhooks-examples.json.gz"


@pytest.fixture
def taken() -> list[Delivery]:
    """The deliveries that were handed on."""
    return []


@pytest.fixture
def connect(aiohttp_client, taken):
    """Serves the bot's door, with what a test wants differently, and gives an HTTP client of it."""

    async def serve(**wanted: object) -> TestClient:
        usual = {"secrets": (SECRET,), "receive": taken.append, "ready": lambda: (True, {})}
        return await aiohttp_client(make_app(**usual | wanted), skip_auto_headers=["Content-Type"])

    return serve


async def post(client: TestClient, body: bytes, headers: object) -> int:
    """The status with which a delivery is answered."""
    return (await client.post("/webhook", data=body, headers=headers)).status


async def test_a_signed_delivery_is_taken_with_202_and_handed_on(connect, taken):
    client = await connect()
    assert await post(client, BODY, signed(BODY)) == 202

    assert taken == [Delivery("11111111-2222-3333-4444-555555555555", "issues", {"action": "opened", "number": 7})]


async def test_a_form_delivery_equals_a_json_delivery(connect, taken):
    form = urlencode({"payload": BODY.decode()}).encode()
    client = await connect()
    assert await post(client, BODY, signed(BODY)) == 202
    assert await post(client, form, signed(form, Content_Type="application/x-www-form-urlencoded")) == 202

    assert taken[0] == taken[1]


async def test_a_ping_is_answered_with_200_and_not_handed_on(connect, taken):
    client = await connect()
    assert await post(client, b"{}", signed(b"{}", event="ping")) == 200
    assert taken == []


async def test_an_event_nobody_knows_is_taken(connect):
    client = await connect()
    assert await post(client, BODY, signed(BODY, event="newly_invented")) == 202


def test_githubs_published_signature_vector_is_right():
    secret, body = b"It's a Secret to Everybody", b"Hello, World!"
    signature = signed(body, secret=secret)["X-Hub-Signature-256"]

    assert signature == "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


async def test_githubs_published_vector_passes_the_signature_and_then_fails_as_json(connect):
    client = await connect(secrets=[b"It's a Secret to Everybody"])
    right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    wrong = right[:-1] + "8"
    assert await post(client, b"Hello, World!", {**signed(b""), "X-Hub-Signature-256": right}) == 400
    assert await post(client, b"Hello, World!", {**signed(b""), "X-Hub-Signature-256": wrong}) == 401


async def test_old_and_new_secret_are_both_accepted_while_rotating_and_others_are_not(connect):
    client = await connect(secrets=[SECRET, OLD])
    assert await post(client, BODY, signed(BODY, secret=SECRET)) == 202
    assert await post(client, BODY, signed(BODY, secret=OLD)) == 202
    assert await post(client, BODY, signed(BODY, secret=b"another-secret-altogether")) == 401


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
async def test_a_signature_that_is_not_exactly_githubs_is_refused_with_401(connect, taken, signatures):
    headers = [(name, value) for name, value in signed(BODY).items() if name != "X-Hub-Signature-256"]
    client = await connect()
    assert await post(client, BODY, [*headers, *(("X-Hub-Signature-256", value) for value in signatures)]) == 401
    assert taken == []


async def test_sha1_alone_is_refused(connect):
    headers = {**signed(BODY), "X-Hub-Signature": SHA1}
    del headers["X-Hub-Signature-256"]
    client = await connect()
    assert await post(client, BODY, headers) == 401


@pytest.mark.parametrize("secrets", [[], [b""], [SECRET, b""]])
def test_without_a_secret_there_is_no_door(secrets):
    with pytest.raises(ValueError, match="secret"):
        make_app(secrets=secrets, receive=lambda _: None, ready=lambda: (True, {}))


async def test_a_delivery_without_an_event_is_refused_with_400(connect):
    headers = signed(BODY)
    del headers["X-GitHub-Event"]
    client = await connect()
    assert await post(client, BODY, headers) == 400


async def test_what_cannot_be_stored_is_answered_with_503_and_a_time_to_try_again(connect):
    async def full(_delivery: Delivery) -> None:
        raise CannotStore("full")

    client = await connect(receive=full)
    response = await client.post("/webhook", data=BODY, headers=signed(BODY))
    assert response.status == 503
    assert int(response.headers["Retry-After"]) > 0


async def test_only_post_reaches_the_webhook_and_other_paths_do_not_exist(connect):
    client = await connect()
    assert (await client.get("/webhook")).status == 405
    assert (await client.get("/admin")).status == 404


async def test_ready_tells_whether_work_gets_done_and_live_only_that_the_process_answers(connect):
    client = await connect(ready=lambda: (False, {"github": "unreachable since 12:00"}))
    assert (await client.get("/live")).status == 200
    response = await client.get("/ready")

    assert (response.status, await response.json()) == (503, {"ready": False, "github": "unreachable since 12:00"})


async def test_metrics_count_deliveries_calls_and_the_queue_and_hold_nothing_of_a_payload(connect):
    client = await connect()
    client.app[METRICS].watch_queue(lambda: 3)
    client.app[METRICS].github_request("GET", "/repos/{owner}/{repo}", 304)
    await post(client, BODY, signed(BODY))
    await post(client, BODY, signed(BODY, secret=OLD))
    await post(client, BODY, signed(BODY, event="x" * 90))
    text = await (await client.get("/metrics")).text()

    assert 'dpgbot_deliveries_total{event="issues",result="202"} 1.0' in text
    assert 'dpgbot_deliveries_total{event="unverified",result="401"} 1.0' in text
    assert 'dpgbot_deliveries_total{event="other",result="202"} 1.0' in text
    assert 'dpgbot_github_requests_total{method="GET",path="/repos/{owner}/{repo}",status="304"} 1.0' in text
    assert "dpgbot_queue_size 3.0" in text
    assert "opened" not in text


async def test_metrics_can_be_switched_off(connect):
    client = await connect(metrics=False)
    assert (await client.get("/metrics")).status == 404


async def test_every_payload_that_github_is_known_to_send_is_taken(connect):
    events = json.loads(gzip.decompress(EXAMPLES.read_bytes()))
    statuses = {}
    client = await connect()
    for event, payloads in events.items():
        for position, payload in enumerate(payloads):
            body = json.dumps(payload).encode()
            statuses[event, position] = await post(client, body, signed(body, event=event))

    assert len(statuses) == 329
    assert {key: status for key, status in statuses.items() if status != (200 if key[0] == "ping" else 202)} == {}
