"""The index of a registry on the local GitHub: what it knows, and what it asks for to know it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.github.auth import TokenAuth
from bot.github.client import GitHub
from bot.github.errors import GitHubError, NotFound, ServerTrouble, UnexpectedAnswer, Unreadable
from bot.github.transport import Transport
from bot.registry.index import RegistryIndex
from bot.review.duplicates import find_candidates, make_need, parse_fact, read_identity
from bot.sandbox import LocalGitHub
from bot.text.form.form import parse
from bot.text.record.record import dumps
from config.workflow import built_in
from tests.openapi.judge import Judge
from tests.story import STANDARD, complete_body

REPO = "dpg/registry"
FILES = {
    "README.md": "# Registry\n",
    "nominees/openmrs.json": dumps({"name": "OpenMRS", "stage": "nominee"}),
    "digitalpublicgoods/openmrs.json": dumps({"name": "OpenMRS Global EMR"}),
    "digitalpublicgoods/alone.json": dumps({"name": "Standing Alone"}),
    "archive/moodle.json": dumps({"name": "Moodle", "stage": "nominee"}),
    "excluded-nominees/tabpy.json": dumps({"name": "TabPy"}),
    "nominees/zamba.json": dumps({"name": "Zamba", "stage": "DPG"}),
    "reviews/openmrs.json": dumps({"name": "A review"}),
    "nominees/broken.json": "{",
}


@dataclass
class Library:
    """A registry, the bot's client, and the index over it."""

    gh: LocalGitHub
    github: GitHub
    index: RegistryIndex

    async def look(self, name: str, number: int = 99) -> list[tuple[str, str]]:
        fact = await self.index.duplicates(make_need(read_identity({"name": name}), number))
        return [(found.where, found.stage) for found in parse_fact(fact)]

    async def asks(self, name: str = "Moodle") -> list[str]:
        """What was asked of GitHub to answer, without the parts that are always the same."""
        before = len(self.gh.requests)
        await self.look(name)
        return [r.path.removeprefix(f"/repos/{REPO}").strip("/") for r in self.gh.requests[before:]]


@pytest.fixture
async def library(request) -> AsyncIterator[Library]:
    gh, judge = LocalGitHub(), Judge()
    gh.observers.append(judge)
    for login in ("dpg-bot", "ana"):
        gh.add_user(login)
    private = getattr(request, "param", False)
    gh.add_repo(REPO, files=FILES, collaborators={"dpg-bot": "write"}, labels=["nomination"], private=private)
    async with gh, ClientSession() as session:

        async def nap(_seconds: float) -> None:
            """Faults are scripted to end."""

        transport = Transport(session, TokenAuth(gh.token_for("dpg-bot")), base_url=gh.url, now=gh.clock.now, sleep=nap)
        github = GitHub(transport, REPO)
        yield Library(gh, github, RegistryIndex(github, built_in, lambda body: parse(body, STANDARD).nominee, gh.clock.now))
        judge.verdict()


async def test_all_four_folders_are_known_with_their_stage(library):
    assert await library.look("Open MRS") == [("nominees/openmrs.json", "nominee")]
    assert await library.look("zamba") == [("nominees/zamba.json", "DPG")]
    assert await library.look("MOODLE") == [("archive/moodle.json", "archived")]
    assert await library.look("Tab-Py") == [("excluded-nominees/tabpy.json", "excluded")]


async def test_the_second_record_of_a_project_is_no_second_project_but_another_name_of_it(library):
    assert await library.look("OpenMRS Global EMR") == [("nominees/openmrs.json", "nominee")]
    assert await library.look("Standing alone") == [("digitalpublicgoods/alone.json", "DPG")]


async def test_other_folders_and_files_that_are_no_json_are_none_of_it(library):
    assert await library.look("A review") == []


async def test_open_nominations_are_known_but_not_the_one_that_asks(library):
    ana = library.gh.as_user("ana")
    number = ana.open_issue(REPO, "One", complete_body(name="Zebra Finch"), ["nomination"])
    ana.open_issue(REPO, "A question", "about the Zebra Finch", [])
    closed = ana.open_issue(REPO, "Two", complete_body(name="Zebra Finch"), ["nomination"])
    ana.close(REPO, closed)
    assert (f"#{number}", "nominated") in await library.look("Zebra finch")
    assert f"#{closed}" not in dict(await library.look("Zebra finch"))
    assert f"#{number}" not in dict(await library.look("Zebra finch", number))


async def test_two_that_are_opened_in_the_same_minute_see_each_other(library):
    assert await library.look("Zebra Finch", 7) == []
    assert await library.look("Zebra-Finch", 8) == [("#7", "nominated")]


async def test_the_registry_is_read_in_five_requests_and_then_not_again(library):
    assert await library.asks() == ["contents", "", "tarball/main", f"codeload/{REPO}/legacy.tar.gz/main", "issues"]
    assert await library.asks() == []


async def test_a_minute_later_two_small_requests_tell_that_nothing_has_changed(library):
    await library.asks()
    library.gh.clock.move(timedelta(minutes=2))
    before = len(library.gh.requests)
    assert await library.asks() == ["contents", "issues"]
    assert {r.status for r in library.gh.requests[before:]} == {304}


async def test_only_a_change_in_the_folders_has_the_archive_read_again(library):
    await library.asks()
    home = library.gh.world.repo(REPO)
    await library.github.put_file("README.md", home.default_branch, "new", "m", await blob(library, "README.md"))
    library.gh.clock.move(timedelta(minutes=2))
    assert "tarball/main" not in await library.asks()
    await library.github.put_file("nominees/new.json", home.default_branch, dumps({"name": "Brand New"}), "m")
    library.gh.clock.move(timedelta(minutes=2))
    assert await library.look("brand new") == [("nominees/new.json", "nominee")]


async def blob(library: Library, path: str) -> str:
    found = await library.github.file(path)
    assert found is not None
    return found[1]


async def test_many_who_ask_at_once_wait_for_one_look(library):
    before = len(library.gh.requests)
    found = await asyncio.gather(*(library.look("Moodle", number) for number in range(100, 120)))
    assert all(answer[0] == ("archive/moodle.json", "archived") for answer in found)
    assert len(library.gh.requests) - before == 5


async def test_one_who_gives_up_waiting_does_not_end_the_look(library):
    asking = asyncio.create_task(library.look("Moodle"))
    await asyncio.sleep(0)
    asking.cancel()
    assert await library.look("Moodle") == [("archive/moodle.json", "archived")]
    assert sum(r.path.startswith("/codeload") for r in library.gh.requests) == 1


async def test_the_host_of_the_archives_never_sees_the_token(library):
    await library.look("Moodle")
    (asked,) = [r for r in library.gh.requests if r.path.startswith("/codeload")]
    assert (asked.actor, asked.token) == ("", None)


@pytest.mark.parametrize("library", [True], indirect=True)
async def test_a_private_registry_is_read_with_the_address_that_github_gives(library):
    assert await library.look("Moodle") == [("archive/moodle.json", "archived")]
    assert await anonymous(library, f"/codeload/{REPO}/legacy.tar.gz/main") == 404


async def anonymous(library: Library, path: str) -> int:
    async with ClientSession() as session, session.get(f"{library.gh.url}{path}") as answer:
        return answer.status


@pytest.mark.parametrize("path", [f"/codeload/{REPO}/legacy.tar.gz/main", f"/repos/{REPO}/contents"])
async def test_when_github_is_down_it_says_so_and_knows_all_at_the_next_look(library, path):
    library.gh.faults.add(path=path, kind="500", times=10)
    with pytest.raises(GitHubError):
        await library.look("Moodle")
    library.gh.faults.clear()
    assert await library.look("Moodle") == [("archive/moodle.json", "archived")]


async def test_an_archive_that_is_none_is_an_answer_that_cannot_be_read(library, monkeypatch):
    async def other(*_: Any) -> bytes:
        return b"no archive"

    monkeypatch.setattr(library.github.transport, "download", other)
    with pytest.raises(Unreadable):
        await library.look("Moodle")


async def test_an_archive_is_never_read_beyond_its_limit(library):
    with pytest.raises(ServerTrouble):
        await library.github.transport.download(f"{library.gh.url}/codeload/{REPO}/legacy.tar.gz/main", "tarball", 100)


@pytest.mark.parametrize("target", ["http://elsewhere.example/x", "file:///etc/passwd", "", "API"])
async def test_an_archive_is_fetched_from_no_odd_place(library, target):
    url = f"{library.gh.url}/repos/{REPO}/contents" if target == "API" else target
    with pytest.raises(UnexpectedAnswer):
        await library.github.transport.download(url, "tarball", 1_000)


async def test_a_branch_that_does_not_exist_has_no_archive(library):
    with pytest.raises(NotFound):
        await library.github.tarball("no-such-branch")


async def test_an_empty_registry_knows_nobody(library):
    library.gh.add_repo("dpg/empty", collaborators={"dpg-bot": "write"}, labels=["nomination"], files={"README.md": "x"})
    github = GitHub(library.github.transport, "dpg/empty")
    index = RegistryIndex(github, built_in, lambda body: parse(body, STANDARD).nominee, library.gh.clock.now)
    assert parse_fact(await index.duplicates(make_need(read_identity({"name": "Moodle"})))) == ()


def test_candidates_of_nothing_are_nobody():
    assert find_candidates(read_identity({}), []) == ()
