"""Bodies share their memory: an ordinary delivery is taken whatever else is being sent, and large payloads are parsed apart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.scene import REPO
from bot.server import payload_parser
from bot.server.body_budget import OWN, SHARED, BodyBudget, NoRoom
from bot.server.connections import MAX_CONNECTIONS
from bot.server.http_server import listening
from bot.server.payload import MOST_VALUES, parse_needed
from bot.server.payload_parser import PayloadParser, TooMuch, Unreadable
from bot.server.webhook import MAX_BODY, Pace, Webhook
from tests.socket_client import BODY, SECRET, signed
from tests.story import L1, telling

KIND = "application/json"
PATIENT = Pace(grace=60, longest=60)


def test_all_bodies_together_take_less_than_256_mib():
    assert MAX_CONNECTIONS * OWN + SHARED <= 200 * 1024 * 1024


def test_a_slow_sender_has_three_seconds_and_a_large_body_ten():
    assert [Pace().find_deadline(arrived) for arrived in (0, 64 * 1024, MAX_BODY)] == [3.0, 4.0, 10.0]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 40)), max_size=60))
def test_whatever_arrives_no_more_is_held_than_allowed_and_little_is_never_refused(chunks):
    budget = BodyBudget(own=10, shared=50)
    with ExitStack() as stack:
        bodies = [stack.enter_context(budget.hold(asyncio.Timeout(None))) for _ in range(6)]
        for sender, size in chunks:
            try:
                bodies[sender].add(b"x" * size)
            except NoRoom:
                assert bodies[sender].has_given_way
            assert sum(max(0, len(body.data) - 10) for body in bodies) <= 50
            assert sum(len(body.data) for body in bodies) <= 6 * 10 + 50
        sent = [sum(size for sender, size in chunks if sender == number) for number in range(6)]
        assert not any(body.has_given_way for body, size in zip(bodies, sent, strict=True) if size <= 10)


def test_the_largest_body_gives_way_and_one_that_was_accepted_to_none():
    budget = BodyBudget(own=0, shared=100)
    with ExitStack() as stack:
        accepted, large, small = (stack.enter_context(budget.hold(asyncio.Timeout(None))) for _ in range(3))
        accepted.add(b"x" * 50)
        budget.accept(accepted)
        large.add(b"x" * 40)
        small.add(b"x" * 20)
        assert (large.has_given_way, bytes(small.data), len(accepted.data)) == (True, b"x" * 20, 50)
        with pytest.raises(NoRoom):
            large.add(b"x")


Begin = Callable[[bytes, int], Awaitable[asyncio.StreamReader]]


@asynccontextmanager
async def hook(budget: BodyBudget) -> AsyncIterator[Begin]:
    """Serve the webhook; gives what begins a delivery of so many bytes, with a part of its body, on a connection of its own."""
    made = Webhook([SECRET], lambda _: None, lambda *_: None, pace=PATIENT, budget=budget)
    app, writers = web.Application(), []
    app.router.add_post("/webhook", made.answer)
    async with listening(app, "127.0.0.1", 0, shutdown_timeout=0.1) as (host, port):

        async def begin(body: bytes, length: int) -> asyncio.StreamReader:
            reader, writer = await asyncio.open_connection(host, port)
            writers.append(writer)
            head = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
            writer.write(f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{head}\r\n".encode() + body)
            await writer.drain()
            return reader

        try:
            yield begin
        finally:
            for writer in writers:
                writer.transport.abort()


async def test_large_bodies_that_do_not_end_give_way_with_503_while_an_ordinary_delivery_gets_its_202():
    async with hook(BodyBudget(own=1_000, shared=100_000)) as begin:
        large = [await begin(b" " * 45_000, 90_000) for _ in range(3)]
        ended, going_on = await asyncio.wait(
            [asyncio.create_task(each.read()) for each in large], return_when="FIRST_COMPLETED"
        )
        assert (len(ended), len(going_on)) == (1, 2)
        answer = ended.pop().result()
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: 60\r\n" in answer
        assert answer.endswith(b"Too much is being sent at once.\n")
        assert (await (await begin(BODY, len(BODY))).readline()).startswith(b"HTTP/1.1 202 ")
        for each in going_on:
            each.cancel()


def much(values: int) -> bytes:
    return b'{"action":"opened","issue":{"number":7},"unknown":[' + b"{}," * values + b"0]}"


async def test_a_payload_of_many_values_is_parsed_in_another_process_and_only_what_is_needed_comes_back(monkeypatch):
    def here(*_: object) -> None:
        raise AssertionError("this would hold up everybody")

    monkeypatch.setattr(payload_parser, "parse_at_once", here)
    assert await PayloadParser().parse(bytearray(much(30_000)), KIND) == {"action": "opened", "issue": {"number": 7}}


async def test_large_payloads_are_parsed_one_after_the_other(monkeypatch):
    running, most = 0, 0

    async def parse_apart(*_: object) -> dict[str, object]:
        nonlocal running, most
        running, most = running + 1, max(most, running + 1)
        await asyncio.sleep(0)
        running -= 1
        return {}

    monkeypatch.setattr(payload_parser, "parse_apart", parse_apart)
    parser = PayloadParser()
    await asyncio.gather(*(parser.parse(bytearray(much(30_000)), KIND) for _ in range(5)))
    assert most == 1


@pytest.mark.parametrize("body", [b'{"a":NaN,"b":[0', b'{"a":"\\ud800","b":[0', b'["', b"\xff"])
async def test_a_large_payload_is_judged_as_strictly_as_a_small_one(body):
    with pytest.raises(Unreadable):
        await PayloadParser().parse(bytearray(body + b",0" * 30_000 + b"]}"), KIND)


async def test_a_large_payload_of_which_much_would_be_needed_is_refused():
    body = json.dumps({"commits": [{"added": ["a"] * (MOST_VALUES + 1)}]}).encode()
    with pytest.raises(TooMuch):
        await PayloadParser().parse(bytearray(body), KIND)


async def test_a_payload_that_parses_to_more_memory_than_allowed_stops_its_own_process_alone():
    with pytest.raises(TooMuch):
        await PayloadParser().parse(bytearray(b'{"commits":[' + b"[]," * 6_000_000 + b"0]}"), KIND)


async def test_of_every_webhook_of_a_nomination_the_bot_needs_no_more_than_is_kept_of_a_large_one():
    async with telling() as story:
        await story.opens()
        await story.to_candidate()
        await story.rewords(L1, await story.says(L1, "/pass 4 clear evidence"), "/pass 5 clear evidence")
        reader = story.scene.service.repositories[REPO].context.reader
        for sent in story.gh.deliveries:
            needed = parse_needed(json.dumps(sent.data).encode(), KIND)
            assert reader.wake(sent.event, needed) == reader.wake(sent.event, sent.data)
        assert len(story.gh.deliveries) > 20
