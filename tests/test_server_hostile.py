"""Whatever a stranger sends, however it is signed, is answered with 4xx and costs no more than its size."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import suppress
from urllib.parse import quote_plus

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.server.app import MAX_BODY
from bot.server.http_server import listening
from bot.server.webhook import Pace, Webhook
from tests.socket_client import BODY, SECRET, door, signed


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
    hook = Webhook([SECRET], lambda _: None, lambda *_: None, pace=Pace(longest=0.01))
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
