"""The one way out: what a visit finds, and that nothing which stands there can lead it elsewhere or hold it up."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from datetime import timedelta

import pytest

from bot import name_lookup
from bot.addresses_allowed import is_public
from bot.links import Fetcher, Limits, Page, _Judged, _result
from tests.web import BOMB, CANARY, HERE, a_web, certificate, drips, endless, hangs_up, head, leads_to, says, says_nothing, web

__all__ = ["web"]  # pytest finds the fixture by its name here

QUICK = Limits(seconds=0.2)


def found(page: Page) -> tuple[str, str]:
    return page.state, page.why


# What stands there


async def test_a_page_that_is_there_is_ok_and_comes_with_its_text(web):
    page = await web.fetcher().page(web.on("site.example/a?b=c%2Fd", says("<p>hello", kind="text/html; charset=ISO-8859-1")))

    assert (page.state, page.why, page.body, page.kind, page.charset, page.whole) == (
        "ok", "", b"<p>hello", "text/html", "ISO-8859-1", True)  # fmt: skip
    assert web.asked == [("site.example", "/a?b=c%2Fd")]
    assert "hello" not in repr(page)


@pytest.mark.parametrize(
    ("status", "state"),
    [(204, "ok"), (206, "ok"), (300, "refused"), (304, "refused"), (400, "refused"), (401, "refused"), (403, "refused"),
     (404, "gone"), (405, "refused"), (408, "unreachable"), (410, "gone"), (418, "refused"), (425, "unreachable"),
     (429, "unreachable"), (451, "refused"), (500, "unreachable"), (503, "unreachable"), (530, "unreachable"), (999, "refused")],
)  # fmt: skip
async def test_each_status_says_whose_matter_it_is(web, status, state):
    page = await web.fetcher().page(web.on("site.example/", says("", status)))

    assert found(page) == (state, "" if state == "ok" else f"status {status}")


async def test_a_name_that_does_not_exist_and_a_port_where_nobody_listens_are_unreachable_now(web):
    async with asyncio.timeout(5):
        free = socket.socket()
        free.bind((HERE, 0))
        port = free.getsockname()[1]
        web.names["site.example"] = [[HERE]]
        fetcher = web.fetcher(ports=frozenset({web.port, port}))

        assert found(await fetcher.page(web.url("nowhere.example/"))) == ("unreachable", "name")
        assert found(await fetcher.page(f"http://site.example:{port}/")) == ("unreachable", "connection")
        free.close()


@pytest.mark.parametrize(
    "answer",
    [
        hangs_up,
        says("x" * 10, Content_Length="20"),
        says("", Content_Length="minus one"),
        says("", Content_Encoding="x" * 20_000),
        says("", **{f"X{n}": "y" * 4_000 for n in range(500)}),
        says("zz\r\nhello", Transfer_Encoding="chunked"),
        lambda writer: _raw(writer, b"NOT HTTP AT ALL\r\n\r\n"),
        lambda writer: _raw(writer, b"\0" * 100_000),
        lambda writer: _raw(writer, b"HTTP/1.1 200 " + b"A" * 100_000),
        lambda writer: _raw(writer, b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\n\r\n" * 3),
        lambda writer: _raw(writer, head(200, {}) + b""),
    ],
)
async def test_an_answer_that_is_broken_or_has_huge_headers_is_survived(web, answer):
    page = await web.fetcher(QUICK).page(web.on("site.example/", answer))

    assert page.state in {"ok", "unreachable"}


async def _raw(writer, data):
    writer.write(data)


async def test_a_document_behind_a_sign_in_page_cannot_be_judged(web):
    start = web.on("docs.example/d/1", leads_to(web.on("accounts.google.com/signin", says("Sign in"))))

    assert found(await web.fetcher().page(start)) == ("refused", "sign-in")


async def test_a_pdf_or_an_archive_is_there_but_is_not_read(web):
    page = await web.fetcher().page(web.on("site.example/", endless(b"%PDF" * 1000, web, Content_Type="application/pdf")))

    assert (page.state, page.body, page.whole) == ("ok", b"", False)


async def test_what_is_sent_tells_who_asks_and_nothing_else(web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://{CANARY}:{web.port}")
    monkeypatch.setenv("NETRC", "/dev/null")
    address = web.on("site.example/", says("", Set_Cookie="a=b; Path=/"))
    fetcher = web.fetcher()
    await fetcher.page(address)
    await fetcher.page(address)

    assert len(web.headers) == 2
    for headers in web.headers:
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}
        assert headers["user-agent"].startswith("dpgbot")


# Redirects


async def test_redirects_are_followed_three_times_also_relative_ones(web):
    web.on("b.example/x/2", leads_to("3?q", 307))
    web.on("b.example/x/3?q", leads_to(web.on("site.example/end", says("here"))))
    start = web.on("a.example/", leads_to(web.url("b.example/x/2"), 301))

    assert (await web.fetcher().page(start)).body == b"here"
    assert web.most_at_once == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_loop_ends_after_three_hops(web, status):
    start = web.on("a.example/", leads_to(web.url("a.example/"), status))

    assert found(await web.fetcher().page(start)) == ("refused", "redirects")
    assert len(web.asked) == 4


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "gopher://{canary}:{port}/", "ftp://site.example/", "javascript:alert(1)", "data:text/html,x",
     "http://{canary}:{port}/", "//{canary}:{port}/", "http://user:password@site.example:{port}/", "http://2130706434:{port}/",
     "http://[::ffff:127.0.0.2]:{port}/", "http://169.254.169.254/latest/meta-data/", "http://site.example:22/", "http://[",
     "http://\udcff\udcfe/", "http://internal.example:{port}/", "http://127.0.0.2.:{port}", "\\\\{canary}:{port}\\", "http:///x"],
)  # fmt: skip
async def test_a_redirect_to_where_the_bot_does_not_go_is_not_followed(web, target):
    web.names["internal.example"] = [[CANARY]]
    start = web.on("a.example/", leads_to(target.format(canary=CANARY, port=web.port)))

    page = await web.fetcher().page(start)

    assert found(page) in {("forbidden", "redirect"), ("gone", "status 404")}
    assert {host for host, _ in web.asked} == {"a.example"}


async def test_a_redirect_without_a_target_is_no_page(web):
    assert found(await web.fetcher().page(web.on("a.example/", says("", 302)))) == ("refused", "status 302")


# Names that lie


async def test_a_name_that_flips_to_another_address_is_looked_up_once_and_connected_to_where_it_was_judged(web):
    address = web.on("flip.example/", says("fine"))
    web.names["flip.example"] = [[HERE], [CANARY]]
    fetcher = web.fetcher()

    assert (await fetcher.page(address)).state == "ok"
    assert web.looked_up == ["flip.example"]
    assert found(await fetcher.page(address)) == ("forbidden", "private")
    assert len(web.asked) == 1


async def test_a_name_that_flips_between_two_hops_is_caught_at_the_second(web):
    start = web.on("flip.example/", leads_to("/inside"))
    web.names["flip.example"] = [[HERE], [CANARY]]

    assert found(await web.fetcher().page(start)) == ("forbidden", "redirect")
    assert web.asked == [("flip.example", "/")]


async def test_of_several_addresses_only_those_allowed_are_connected_to(web):
    address = web.on("mixed.example/", says("fine"))
    web.names["mixed.example"] = [[CANARY, "::1", "10.0.0.1", HERE, "169.254.169.254", "fe80::1%lo"]]

    assert (await web.fetcher().page(address)).state == "ok"


async def test_even_an_address_that_nobody_judged_gets_no_socket(web, monkeypatch):
    async def careless(_self, host, port=0, family=0):
        return [_result(host, CANARY, port, 4)]

    monkeypatch.setattr(_Judged, "resolve", careless)
    assert found(await web.fetcher().page(web.on("site.example/", says("")))) == ("forbidden", "private")
    assert web.connected == []


async def test_by_its_own_rules_the_bot_reaches_nothing_on_this_machine(web):
    fetcher = Fetcher(ports=frozenset({web.port}), look_up=web.look_up)
    for name in ("localhost", "site.example"):
        web.names[name] = [[HERE, "::1"]]
        assert found(await fetcher.page(web.url(name))) == ("forbidden", "private")
    assert found(await Fetcher().page("http://site.example:8080/")) == ("forbidden", "port")
    assert web.connected == []


# What never ends


@pytest.mark.parametrize(
    "answer",
    [says_nothing, drips(), drips(b""), drips(b"HTTP/1.1 200 OK\r\nX: "), drips(head(200, {"Transfer-Encoding": "chunked"}) + b"1\r\n")],
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
    page = await web.fetcher().page(web.on("bomb.example/", says(body, Content_Encoding=coding)))

    assert (page.state, len(page.body), page.whole) == ("ok", 256 * 1024, False)


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


async def test_four_hosts_are_visited_at_once_and_no_more_and_a_slow_one_keeps_no_other_waiting(web):
    async def a_moment(writer):
        await asyncio.sleep(0.01)
        await says("fine")(writer)

    slow = [web.on(f"slow.example/{n}", drips()) for n in range(20)]
    others = [web.on(f"s{n}.example/", a_moment) for n in range(12)]
    fetcher = web.fetcher(Limits(seconds=1.0))
    waiting = [asyncio.create_task(fetcher.page(address)) for address in slow]

    pages = await asyncio.gather(*map(fetcher.page, others))

    assert {page.state for page in pages} == {"ok"}
    assert (web.most_at_once, web.most_for_a_host) == (4, 1)
    for task in waiting:
        task.cancel()


async def test_a_host_that_did_not_answer_twice_is_left_alone_for_a_minute(web):
    addresses = [web.on(f"down.example/{n}", says_nothing) for n in range(30)]
    fetcher = web.fetcher(Limits(seconds=0.05))

    pages = await asyncio.gather(*map(fetcher.page, addresses))

    assert {page.state for page in pages} == {"unreachable"}
    assert len(web.asked) == 2
    web.on("down.example/0", says("up again"))
    assert found(await fetcher.page(addresses[0])) == ("unreachable", "host")
    web.now += timedelta(seconds=61)
    assert (await fetcher.page(addresses[0])).state == "ok"


async def test_two_hosts_that_redirect_to_each_other_do_not_wait_for_each_other(web):
    one, two = web.on("one.example/", leads_to(web.url("two.example/"))), web.on("two.example/", leads_to(web.url("one.example/")))
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
    assert "127.0.0.1" in await name_lookup.addresses("localhost") or "::1" in await name_lookup.addresses("localhost")
    with pytest.raises(OSError, match="."):
        await name_lookup.addresses("a" * 70 + ".invalid")


async def test_names_that_hang_are_bounded_and_harm_no_other_look_up(monkeypatch):
    released = __import__("threading").Event()

    def hanging(name):
        released.wait(5)
        return ["192.0.2.1"]

    monkeypatch.setattr(name_lookup, "_ask_system", hanging)
    waiting = [asyncio.create_task(name_lookup.addresses(f"n{n}.example")) for n in range(name_lookup.AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(OSError, match="too many"):
        await name_lookup.addresses("one.example")
    waiting[0].cancel()
    released.set()
    assert await waiting[1] == ["192.0.2.1"]


def test_the_rules_are_the_strict_ones_unless_somebody_says_otherwise():
    fetcher = Fetcher()
    assert (fetcher._allowed, fetcher._ports, fetcher._look_up) == (is_public, {80, 443}, name_lookup.addresses)
    assert fetcher._limits == Limits(10.0, 262_144, 3, 4)
