"""The one way out: what a visit finds, and that nothing which stands there can lead it elsewhere or hold it up."""

from __future__ import annotations

import asyncio
import socket

import pytest

from bot.evidence.fetcher import Fetcher, Limits, Page, _JudgingResolver, _result
from tests.test_links_addresses import PRIVATE
from tests.web import CANARY, HERE, endless, hangs_up, head, leads_to, says, web

__all__ = ["web"]  # pytest finds the fixture by its name here

CHUNKED = head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
QUICK = Limits(seconds=0.2)


def found(page: Page) -> tuple[str, str]:
    return page.state, page.why


# What stands there


async def test_a_page_that_is_there_is_ok_and_comes_with_its_text(web):
    page = await web.fetcher().page(web.on("site.example/a%2Fb?c=d", says("<p>hello", kind="text/html; charset=ISO-8859-1")))

    assert (page.state, page.why, page.body, page.kind, page.charset, page.whole) == (
        "ok", "", b"<p>hello", "text/html", "ISO-8859-1", True)  # fmt: skip
    assert web.asked == [("site.example", "/a%2Fb?c=d")]
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
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
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
     "http://{canary}:{port}/", "//{canary}:{port}/", "http://user:password@site.example:{port}/", "http://2130706433:{port}/",
     "http://[::ffff:127.0.0.1]:{port}/", "http://169.254.169.254/latest/meta-data/", "http://site.example:22/", "http://[",
     "http://\udcff\udcfe/", "http://internal.example:{port}/", "http://127.0.0.1.:{port}", "\\\\{canary}:{port}\\", "http:///x"],
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

    monkeypatch.setattr(_JudgingResolver, "resolve", careless)
    assert found(await web.fetcher().page(web.on("site.example/", says("")))) == ("forbidden", "private")
    assert web.connected == []


@pytest.mark.parametrize("host", PRIVATE)
async def test_no_spelling_of_a_private_number_is_contacted_neither_at_first_nor_by_a_redirect(web, host):
    async def obliging(_name):
        return [CANARY]  # as a system's resolver takes every notation for the number that it means

    direct = Fetcher(ports=frozenset({web.port}), look_up=obliging)
    assert found(await direct.page(f"http://{host}:{web.port}/")) == ("forbidden", "private")
    start = web.on("a.example/", leads_to(f"http://{host}:{web.port}/"))
    assert found(await web.fetcher().page(start)) == ("forbidden", "redirect")
    assert {host for host, _ in web.asked} == {"a.example"}


async def test_by_its_own_rules_the_bot_reaches_nothing_on_this_machine(web):
    fetcher = Fetcher(ports=frozenset({web.port}), look_up=web.look_up)
    for name in ("localhost", "site.example"):
        web.names[name] = [[HERE, "::1"]]
        assert found(await fetcher.page(web.url(name))) == ("forbidden", "private")
    assert found(await Fetcher().page("http://site.example:8080/")) == ("forbidden", "port")
    assert web.connected == []
