"""Evidence: needs go in, facts come out, in a bounded time and whatever stands at the other end."""

from __future__ import annotations

import asyncio

import pytest

from bot.evidence.fetcher import Limits, Page
from bot.evidence.finder import EvidenceFinder
from bot.github.errors import ServerTrouble
from bot.model.evidence import parse_licences_named
from bot.model.needs import Fact, Need
from config import standard
from tests.web import NOW, drips, says, says_nothing, tells, web

__all__ = ["web"]  # pytest finds the fixture by its name here

IDS = standard.built_in("1.1.6").licence_ids


def evidence(web, limits=None, **given):
    return EvidenceFinder(web.fetcher(limits), IDS, **{"now": lambda: web.now, **given})


async def say(it: EvidenceFinder, kind: str, subject: str) -> tuple[str, str]:
    need = Need(kind, subject)
    fact = (await it.find((need,)))[need]
    return fact.state, fact.detail


# Facts


async def test_a_link_tells_which_licences_its_page_names(web):
    address = web.on("site.example/licence", says("<h1>MIT License</h1> documentation: CC BY 4.0"))

    assert await say(evidence(web), "link", address) == ("ok", "MIT CC-BY-4.0")


async def test_of_a_page_that_cannot_be_read_as_a_whole_a_question_mark_tells(web):
    drawn = web.on("app.example/", says("<script src=app.js></script>"))
    manual = web.on("files.example/a.pdf", says(b"%PDF", kind="application/pdf"))
    it = evidence(web)

    assert await say(it, "link", drawn) == await say(it, "link", manual) == ("ok", "?")
    assert await say(it, "mention", f"{manual}\nAcme") == ("refused", "unread")
    assert parse_licences_named(Fact("ok", NOW, "MIT ?")) == ({"MIT"}, False)
    assert parse_licences_named(Fact("ok", NOW, "MIT")) == ({"MIT"}, True)


async def test_a_page_of_a_hundred_licences_is_told_in_two_hundred_characters(web):
    address = web.on("site.example/", says(" ".join(f"{spdx} license" for spdx in sorted(IDS, key=len, reverse=True))))

    _, detail = await say(evidence(web), "link", address)
    assert 100 < len(detail) <= 200
    assert detail.endswith(" ?")


async def test_a_mention_says_yes_or_no_and_for_a_page_that_is_not_there_what_the_link_says(web):
    address = web.on("site.example/about", says("<p>© Acme Foundation</p>"))
    it = evidence(web)

    assert await say(it, "mention", f"{address}\nThe ACME Foundation, Inc.") == ("yes", "")
    assert await say(it, "mention", f"{address}\nSomebody Else") == ("no", "")
    assert await say(it, "mention", f"{web.url('gone.example/')}\nAcme") == ("unreachable", "name")
    assert await say(it, "mention", "nonsense\nAcme") == ("bad", "address")


async def test_all_that_is_asked_about_one_page_takes_one_visit(web):
    address = web.on("site.example/", says("Acme, MIT License"))
    needs = (Need("link", address), Need("mention", f"{address}\nAcme"), Need("mention", f"{address}\nOther"))

    facts = await evidence(web).find(needs)

    assert [facts[need].state for need in needs] == ["ok", "yes", "no"]
    assert {fact.at for fact in facts.values()} == {NOW}
    assert len(web.asked) == 1


async def test_the_file_behind_a_page_of_a_forge_is_read_and_the_page_itself_when_that_cannot_be_had():
    class Forge:
        def __init__(self):
            self.visited = []

        async def page(self, address, accept=""):
            self.visited.append(address)
            if address == "https://raw.githubusercontent.com/o/r/main/LICENSE":
                return Page("ok", "", "text/plain", b"MIT License", whole=True)
            return (
                Page("ok", "", "text/html", b"<p>ISC License", whole=True) if "docs" in address else Page("gone", "status 404")
            )

    forge = Forge()
    it = EvidenceFinder(forge, IDS)
    assert await say(it, "link", "https://github.com/o/r/blob/main/LICENSE") == ("ok", "MIT")
    assert await say(it, "link", "https://github.com/o/r/blob/main/docs") == ("ok", "ISC")
    assert await say(it, "link", "https://github.com/o/r/blob/main/NONE") == ("gone", "status 404")
    assert len([address for address in forge.visited if "raw" in address]) == 3


async def test_a_repository_is_looked_at_through_what_asks_github(web):
    async def ask(owner, name):
        return {"full_name": f"{owner}/{name}", "archived": True}

    assert (await say(evidence(web, ask_github=ask), "repository", "https://github.com/o/r"))[1].startswith("archived=yes")
    assert await say(evidence(web), "repository", web.on("code.example/p", tells({}))) == ("ok", "")


# What cannot be told


async def test_what_cannot_be_told_now_is_left_out_and_the_rest_is_told(web):
    async def down(_owner, _name):
        raise ServerTrouble("down")

    async def broken(_need):
        raise KeyError("a defect")

    link, repository, twins = (
        Need("link", web.on("a.example/", says("x"))),
        Need("repository", "https://github.com/o/r"),
        Need("duplicates", "{}"),
    )

    it = evidence(web, ask_github=down, duplicates=broken)
    assert set(await it.find((link, repository, twins))) == {link}
    assert set(await evidence(web).find((twins, Need("permission", "maya"), Need("team", "a/b/c")))) == set()
    assert await evidence(web).find(()) == {}


async def test_twins_are_asked_of_whoever_knows_them(web):
    async def twins(need):
        return Fact("none", NOW) if need.subject == "known" else None

    it = evidence(web, duplicates=twins)
    assert await it.find((Need("duplicates", "known"), Need("duplicates", "not now"))) == {
        Need("duplicates", "known"): Fact("none", NOW)
    }


async def test_a_look_ends_in_time_with_what_it_has(web):
    quick = [Need("link", web.on(f"quick{n}.example/", says("x"))) for n in range(3)]
    slow = [Need("link", web.on(f"slow.example/{n}", drips())) for n in range(97)]

    async with asyncio.timeout(5):
        facts = await evidence(web, Limits(seconds=60), patience=1.0).find((*quick, *slow))

    assert set(facts) == set(quick)
    assert web.most_for_a_host == 1


async def test_links_of_a_slow_host_keep_no_other_link_of_the_nomination_waiting(web):
    slow = [Need("link", web.on(f"slow.example/{n}", drips())) for n in range(20)]
    quick = [Need("link", web.on(f"quick{n}.example/", says("x"))) for n in range(3)]
    facts = await evidence(web, Limits(seconds=60), patience=1.0).find((*slow, *quick))
    assert set(facts) == set(quick)


async def test_slow_links_of_one_nomination_take_no_turn_from_those_of_another(web):
    slow = tuple(Need("link", web.on(f"slow{n}.example/", says_nothing)) for n in range(40))
    finder = evidence(web, Limits(seconds=60, at_once=8))
    other = asyncio.create_task(finder.find(slow))
    while len(web.asked) < 4:
        await asyncio.sleep(0)
    need = Need("link", web.on("honest.example/", says("x")))
    assert set(await finder.find((need,))) == {need}
    assert len(web.asked) == 5
    other.cancel()


async def test_leaving_in_the_middle_of_a_look_leaves_nothing_running(web):
    before = len(asyncio.all_tasks())
    look = asyncio.create_task(evidence(web).find((Need("link", web.on("slow.example/", says_nothing)),)))
    while not web.asked:
        await asyncio.sleep(0)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    await web.rest()
    assert len(asyncio.all_tasks()) == before


@pytest.mark.parametrize(
    "subject", ["", "\n", "http://", "\ud800", "http://[", "x" * 9_999, "http://localhost/\nx", "\0", "javascript:alert(1)"]
)
@pytest.mark.parametrize("kind", ["link", "mention", "repository"])
async def test_no_subject_breaks_a_look(web, kind, subject):
    state, _ = await say(evidence(web), kind, subject)

    assert state in {"bad", "unreachable", "forbidden"}
    assert web.connected == []
