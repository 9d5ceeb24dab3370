"""The door answers GitHub with 2xx, strangers with 4xx, and nobody with 5xx unless a delivery cannot be stored."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest
from aiohttp import ClientSession, TCPConnector, web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.queue import CannotStore
from bot.server import MAX_BODY, METRICS, Delivery, make_app, run
from bot.server.listen import FirstRequestGuard, listening
from bot.server.webhook import Webhook

SECRET, OLD = b"a-secret-of-the-webhook", b"the-secret-before-that"
EXAMPLES = Path(__file__).parent / "payloads" / "webhooks-examples.json.gz"


def signed(body: bytes, *, secret: bytes = SECRET, event: str = "issues", **headers: str) -> dict[str, str]:
    """The headers that GitHub would send with `body`."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": "11111111-2222-3333-4444-555555555555",
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest(),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }


class Door:
    """A listening server, what it has taken, and a client."""

    def __init__(self, app: web.Application, client: ClientSession, url: str, taken: list[Delivery]) -> None:
        self.app, self.client, self.url, self.taken = app, client, url, taken

    async def post(self, body: object, headers: dict[str, str] | list[tuple[str, str]]) -> int:
        async with self.client.post(f"{self.url}/webhook", data=body, headers=headers) as response:
            return response.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(self.url + path) as response:
            return response.status, await response.text()


@asynccontextmanager
async def door(
    *, receive=None, ready=lambda: (True, {}), secrets=(SECRET,), guard=None, **kwargs
) -> AsyncIterator[Door]:
    taken: list[Delivery] = []
    app = make_app(secrets=secrets, receive=receive or taken.append, ready=ready, **kwargs)
    async with (
        listening(app, "127.0.0.1", 0, shutdown_timeout=1, guard=guard) as (host, port),
        ClientSession(connector=TCPConnector(force_close=True), skip_auto_headers=["Content-Type"]) as client,
    ):
        yield Door(app, client, f"http://{host}:{port}", taken)


BODY = b'{"action":"opened","number":7}'


async def test_a_signed_delivery_is_taken_with_202_and_handed_on():
    async with door() as it:
        assert await it.post(BODY, signed(BODY)) == 202

        assert it.taken == [
            Delivery("11111111-2222-3333-4444-555555555555", "issues", {"action": "opened", "number": 7})
        ]


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


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "", "nonsense", "application/json; charset=utf-16"]
)
async def test_another_content_type_is_refused_with_415(kind):
    async with door() as it:
        assert await it.post(BODY, signed(BODY, Content_Type=kind)) == 415


async def test_a_compressed_body_is_refused_with_415_before_it_is_unpacked():
    bomb = gzip.compress(b" " * 10_000_000)
    async with door() as it:
        assert await it.post(bomb, signed(bomb, Content_Encoding="gzip")) == 415


async def test_a_body_declared_too_large_is_refused_with_413_at_once():
    async with door() as it:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(it.url.rsplit(":", 1)[1]))
        writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1))
        assert b" 413 " in await reader.readline()
        writer.close()


async def test_a_body_that_grows_too_large_while_streaming_is_refused_with_413():
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 4 * MAX_BODY:
            yield b" " * 1_000_000
            sent += 1_000_000

    async with door() as it:
        # The server may have answered and hung up while we are still sending.
        with suppress(ConnectionError):
            assert await it.post(endless(), signed(BODY)) == 413
        assert it.taken == []


async def test_a_large_delivery_within_the_limit_is_taken():
    body = json.dumps({"text": "x" * 3_000_000}).encode()
    async with door() as it:
        assert await it.post(body, signed(body)) == 202


async def test_a_body_that_does_not_arrive_is_given_up_with_408():
    hook = Webhook([SECRET], lambda _: None, lambda *_: None, read_seconds=0.01)
    app = web.Application()
    app.router.add_post("/webhook", hook.answer)
    async with listening(app, "127.0.0.1", 0, shutdown_timeout=0) as (host, port):
        reader, writer = await asyncio.open_connection(host, port)
        head = "".join(f"{name}: {value}\r\n" for name, value in signed(BODY).items())
        writer.write(f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n{head}\r\n{{".encode())
        assert b" 408 " in await reader.readline()
        writer.close()


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"a":NaN}',
    b'{"a":-Infinity}',
    b'{"a":1e999}',
    b'{"a":' + b"9" * 6_000 + b"}",
    b'{"a":"\\ud800"}',
    b'{"a":"\\uDFFF tail"}',
    b'{"\\udc00":1}',
    b'{"a":"\xff\xfe"}',
    "{}".encode("utf-16"),
    b"\xef\xbb\xbf{}",
    b"\x00" * 50,
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_signed_body_that_is_no_sound_json_object_is_refused_with_400(body):
    form = b"payload=" + quote_plus(body).encode()
    async with door() as it:
        assert await it.post(body, signed(body)) == 400
        assert await it.post(form, signed(form, Content_Type="application/x-www-form-urlencoded")) == 400
        assert it.taken == []


@pytest.mark.parametrize("form", [b"", b"payload", b"other={}", b"payload={}&payload={}", b"payload=%FF", b"&" * 5_000])
async def test_a_form_without_exactly_one_payload_is_refused_with_400(form):
    async with door() as it:
        assert await it.post(form, signed(form, Content_Type="application/x-www-form-urlencoded")) == 400


async def test_a_whole_surrogate_pair_is_an_ordinary_emoji():
    body = b'{"title":"\\ud83d\\ude00"}'
    async with door() as it:
        assert await it.post(body, signed(body)) == 202
        assert it.taken[0].payload == {"title": "😀"}


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


mutations = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()))


@st.composite
def mutated(draw) -> bytes:
    """A payload with one value replaced, and then up to three bytes."""
    payload = {"action": "edited", "issue": {"number": 7, "user": {"id": 1}, "body": "text"}, "changes": {}}
    target = draw(st.sampled_from([payload, payload["issue"], payload["issue"]["user"]]))
    target[draw(st.sampled_from(list(target)))] = draw(mutations)
    body = bytearray(json.dumps(payload).encode())
    for _ in range(draw(st.integers(0, 3))):
        body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    return bytes(body)


@settings(max_examples=12, deadline=None)
@given(st.lists(mutated(), min_size=10, max_size=20))
def test_no_mutation_of_a_payload_is_answered_with_5xx(bodies):
    async def statuses() -> set[int]:
        async with door() as it:
            return {await it.post(body, signed(body)) for body in bodies}

    assert asyncio.run(statuses()) <= {202, 400}


async def test_sockets_that_never_send_a_request_are_closed_while_good_deliveries_pass():
    async with door(guard=FirstRequestGuard(seconds=0.2)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        stuck = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
        for number, (_, writer) in enumerate(stuck):
            if number % 2:
                writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert await it.post(BODY, signed(BODY)) == 202
        async with asyncio.timeout(10):
            endings = [await reader.read() for reader, _ in stuck]
        for _, writer in stuck:
            writer.close()

        assert endings == [b""] * 50
        assert await it.post(BODY, signed(BODY)) == 202


async def test_a_connection_whose_first_request_came_in_time_stays_open_for_the_next():
    async with door(guard=FirstRequestGuard(seconds=0.05)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"alive\n")
            silent_reader, silent = await asyncio.open_connection("127.0.0.1", port)
            assert await silent_reader.read() == b"", "by now the first connection's deadline is over too"
            silent.close()
        writer.close()


async def test_connections_beyond_the_limit_are_turned_away():
    async with door(guard=FirstRequestGuard(limit=2)) as it:
        port = int(it.url.rsplit(":", 1)[1])
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        reader, extra = await asyncio.open_connection("127.0.0.1", port)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        for _, writer in (*held, (reader, extra)):
            writer.close()


async def test_sigterm_lets_the_delivery_in_hand_be_answered_and_a_second_sigterm_changes_nothing(unused_tcp_port):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_delivery: Delivery) -> None:
        begun.set()
        await go_on.wait()

    app = make_app(secrets=[SECRET], receive=slow, ready=lambda: (True, {}))
    serving = asyncio.create_task(run(app, "127.0.0.1", unused_tcp_port, shutdown_timeout=5))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with ClientSession(connector=TCPConnector(force_close=True)) as client:
        while not serving.done() and not await answers(client, url):
            await asyncio.sleep(0)
        in_hand = asyncio.create_task(client.post(f"{url}/webhook", data=BODY, headers=signed(BODY)))
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        while await answers(client, url):
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        go_on.set()
        assert (await in_hand).status == 202
        await asyncio.wait_for(serving, 5)


async def answers(client: ClientSession, url: str) -> bool:
    try:
        async with client.get(f"{url}/live") as response:
            return response.status == 200
    except OSError:
        return False
