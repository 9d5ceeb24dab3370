"""Nothing that stands on the web holds the bot up, fills its memory, or makes it a nuisance to others."""

from __future__ import annotations

import asyncio
import gzip
import threading
import tracemalloc
import zlib
from datetime import timedelta

import pytest

from bot.evidence import allowed_addresses
from bot.evidence.allowed_addresses import AT_ONCE, is_public, look_up_host
from bot.evidence.fetcher import Fetcher, Limits, Page
from tests.web import BOMB, a_web, certificate, drips, endless, head, leads_to, says, says_nothing, web

__all__ = ["web"]  # pytest finds the fixture by its name here

CHUNKED = head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
QUICK = Limits(seconds=0.2)


def found(page: Page) -> tuple[str, str]:
    return page.state, page.why


# What never ends


@pytest.mark.parametrize(
    "answer",
    [says_nothing, drips(), drips(b""), drips(b"HTTP/1.1 200 OK\r\nX: "), drips(CHUNKED, b"1\r\nx\r\n")],
    ids=["silent", "body", "status line", "header", "chunk"],
)  # fmt: skip
async def test_one_byte_now_and_then_is_given_up_in_time(web, answer):
    async with asyncio.timeout(5):
        page = await web.fetcher(QUICK).page(web.on("slow.example/", answer))

    assert page.state == "unreachable"


async def test_the_time_counts_over_all_hops(web):
    async def slowly(writer):
        await asyncio.sleep(0.15)
        await leads_to("/")(writer)

    async with asyncio.timeout(5):
        page = await web.fetcher(Limits(seconds=0.35, hops=50)).page(web.on("slow.example/", slowly))
    assert found(page) == ("unreachable", "time")
    assert len(web.asked) <= 3


async def test_a_name_whose_server_does_not_answer_is_given_up_in_time(web):
    async def never(_name):
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        assert found(await web.fetcher(QUICK, look_up=never).page(web.url("slow.example/"))) == ("unreachable", "time")


async def test_an_endless_body_is_left_after_its_first_part(web):
    page = await web.fetcher().page(web.on("big.example/", endless(b"x" * 65_536, web)))

    assert (page.state, len(page.body), page.whole) == ("ok", 256 * 1024, False)
    assert web.sent < 20_000_000


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate"])
async def test_a_compressed_bomb_never_unfolds(web, coding):
    body = zlib.compress(b"\0" * 50_000_000) if coding == "deflate" else BOMB
    address = web.on("bomb.example/", says(body, Content_Encoding=coding))
    tracemalloc.start()
    page = await web.fetcher().page(address)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (page.state, len(page.body), page.whole) == ("ok", 256 * 1024, False)
    assert peak < 10_000_000


async def test_endless_compressed_nothing_is_left_too(web):
    piece = zlib.compressobj(0, wbits=31)
    start = piece.compress(b"") + piece.flush(zlib.Z_SYNC_FLUSH)
    nothing = piece.flush(zlib.Z_FULL_FLUSH) or b"\0\0\0\xff\xff"
    sent = endless(nothing * 2_000, web, Content_Encoding="gzip")

    async def answer(writer):
        writer.write(head(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}) + start)
        while True:
            writer.write(nothing * 2_000)
            await writer.drain()

    assert sent
    async with asyncio.timeout(5):
        page = await web.fetcher().page(web.on("bomb.example/", answer))
    assert (page.state, page.body, page.whole) == ("ok", b"", False)


async def test_a_page_that_is_compressed_though_we_asked_for_none_is_read(web):
    address = web.on("site.example/", says(gzip.compress(b"MIT License"), Content_Encoding="gzip"))

    assert (await web.fetcher().page(address)).body == b"MIT License"
    assert web.headers[0]["accept-encoding"] == "identity"


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "nonsense", "gzip"])
async def test_what_cannot_be_unpacked_is_there_but_is_not_read(web, coding):
    page = await web.fetcher().page(web.on("site.example/", says(b"\x1f\x8b broken", Content_Encoding=coding)))

    assert (page.state, page.whole) == ("ok", False)


# Manners


async def test_a_hundred_links_to_one_host_are_visited_one_at_a_time(web):
    addresses = [web.on(f"one.example/{n}", says("fine")) for n in range(100)]
    fetcher = web.fetcher()

    pages = await asyncio.gather(*map(fetcher.page, addresses))

    assert {page.state for page in pages} == {"ok"}
    assert (len(web.asked), web.most_at_once) == (100, 1)


async def test_no_more_hosts_are_visited_at_once_than_allowed_and_a_slow_one_keeps_no_other_waiting(web):
    async def a_moment(writer):
        await asyncio.sleep(0.03)
        await says("fine")(writer)

    slow = [web.on(f"slow.example/{n}", drips()) for n in range(20)]
    others = [web.on(f"s{n}.example/", a_moment) for n in range(12)]
    fetcher = web.fetcher(Limits(seconds=3.0, at_once=4))
    waiting = [asyncio.create_task(fetcher.page(address)) for address in slow]

    pages = await asyncio.gather(*map(fetcher.page, others))

    assert {page.state for page in pages} == {"ok"}
    assert (web.most_at_once, web.most_for_a_host) == (4, 1)
    for task in waiting:
        task.cancel()


async def test_a_host_that_did_not_answer_twice_is_left_alone_for_a_minute(web):
    addresses = [web.on(f"down.example/{n}", says_nothing) for n in range(30)]
    fetcher = web.fetcher(Limits(seconds=0.4))

    pages = await asyncio.gather(*map(fetcher.page, addresses))

    assert {page.state for page in pages} == {"unreachable"}
    assert len(web.asked) == 2
    web.on("down.example/0", says("up again"))
    assert found(await fetcher.page(addresses[0])) == ("unreachable", "host")
    web.now += timedelta(seconds=61)
    assert (await fetcher.page(addresses[0])).state == "ok"


async def test_a_slow_redirect_does_not_bring_the_host_that_it_leads_to_into_disrepute(web):
    async def late(writer):
        await asyncio.sleep(0.25)
        await leads_to(web.url("innocent.example/"))(writer)

    web.on("innocent.example/", says_nothing)
    fetcher = web.fetcher(Limits(seconds=0.4))
    for n in range(3):
        assert found(await fetcher.page(web.on(f"evil{n}.example/", late))) == ("unreachable", "time")

    web.on("innocent.example/", says("fine"))
    assert (await fetcher.page(web.url("innocent.example/"))).state == "ok"


async def test_two_hosts_that_redirect_to_each_other_do_not_wait_for_each_other(web):
    one, two = (
        web.on("one.example/", leads_to(web.url("two.example/"))),
        web.on("two.example/", leads_to(web.url("one.example/"))),
    )
    fetcher = web.fetcher(Limits(seconds=2.0))

    async with asyncio.timeout(5):
        pages = await asyncio.gather(*map(fetcher.page, [one, two] * 5))
    assert {found(page) for page in pages} == {("refused", "redirects")}


async def test_leaving_in_the_middle_frees_the_host_for_the_next(web):
    address = web.on("site.example/", says_nothing, says("fine"))
    fetcher = web.fetcher()
    first = asyncio.create_task(fetcher.page(address))
    while not web.asked:
        await asyncio.sleep(0)
    first.cancel()

    assert (await fetcher.page(address)).state == "ok"


# Certificates


async def test_a_certificate_for_another_name_or_by_nobody_known_is_unreachable(monkeypatch, tmp_path):
    ours, theirs = certificate("right.example", tmp_path)
    async with a_web(monkeypatch, tls=ours) as web:
        for name in ("right.example", "wrong.example"):
            web.on(f"{name}/", says("fine"))
        trusting = web.fetcher(tls=theirs)

        assert (await trusting.page(web.url("right.example/", "https"))).state == "ok"
        assert found(await trusting.page(web.url("wrong.example/", "https"))) == ("unreachable", "certificate")
        assert found(await web.fetcher().page(web.url("right.example/", "https"))) == ("unreachable", "certificate")


# Looking up names


async def test_the_system_is_asked_for_names_and_says_when_there_is_none():
    assert "127.0.0.1" in await look_up_host("localhost") or "::1" in await look_up_host("localhost")
    with pytest.raises(OSError, match=r"\w"):
        await look_up_host("a" * 70 + ".invalid")


async def test_names_that_hang_are_bounded_and_harm_no_other_look_up(monkeypatch):
    released = threading.Event()

    def hanging(name):
        released.wait(5)
        return ["192.0.2.1"]

    monkeypatch.setattr(allowed_addresses, "_ask_system", hanging)
    waiting = [asyncio.create_task(look_up_host(f"n{n}.example")) for n in range(AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(OSError, match="too many"):
        await look_up_host("one.example")
    waiting[0].cancel()
    released.set()
    assert await waiting[1] == ["192.0.2.1"]


def test_the_rules_are_the_strict_ones_unless_somebody_says_otherwise():
    fetcher = Fetcher()
    assert (fetcher._allowed, fetcher._ports, fetcher._look_up) == (is_public, {80, 443}, look_up_host)
    assert fetcher._limits == Limits(10.0, 262_144, 3, 16)
