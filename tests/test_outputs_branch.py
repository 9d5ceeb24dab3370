"""Outputs on a branch: what is written, in how many requests, and how it ends when others are faster."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.github.auth import TokenAuth
from bot.github.client import GitHub
from bot.github.errors import Conflict, Invalid
from bot.github.transport import Transport
from bot.registry.outputs.tree import Tree, page
from bot.registry.outputs_branch import MOST_BYTES, MOST_FILES, TRIES, PagesBranch, changes, parts
from bot.sandbox import LocalGitHub
from tests.openapi.judge import Judge

REPO, BRANCH = "dpg/registry", "gh-pages"


def tree(**texts: str) -> Tree:
    return {f"badge/{name}.svg": page(text.encode()) for name, text in texts.items()}


@dataclass
class Place:
    gh: LocalGitHub
    pages: PagesBranch

    @property
    def files(self) -> dict[str, str | None]:
        repo = self.gh.repo(REPO)
        return {path: repo.file(path, BRANCH) for path in repo.files(BRANCH)}

    @property
    def log(self) -> list[str]:
        return self.gh.repo(REPO).log(BRANCH)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    gh, judge = LocalGitHub(), Judge()
    gh.observers.append(judge)
    for login in ("dpg-bot", "maya"):
        gh.add_user(login)
    gh.add_repo(REPO, files={"README.md": "x"}, collaborators={"dpg-bot": "write", "maya": "write"})
    async with gh, ClientSession() as session:

        async def nap(_seconds: float) -> None:
            """Nobody has to wait."""

        transport = Transport(session, TokenAuth(gh.token_for("dpg-bot")), base_url=gh.url, now=gh.clock.now, sleep=nap)
        yield Place(gh, PagesBranch(GitHub(transport, REPO)))
        judge.verdict()


async def test_only_what_has_changed_is_written_and_what_is_gone_is_taken_away(place: Place) -> None:
    assert await place.pages.write(BRANCH, tree(a="1", b="2", ü="3"))
    assert place.files == {".nojekyll": "", "badge/a.svg": "1", "badge/b.svg": "2", "badge/ü.svg": "3"}
    assert await place.pages.write(BRANCH, tree(a="1", b="9"))
    assert place.files == {".nojekyll": "", "badge/a.svg": "1", "badge/b.svg": "9"}
    (written,) = [m for m in place.gh.mutations if m.path.endswith("/git/trees")][1:]
    assert [entry["path"] for entry in written.body["tree"]] == ["badge/b.svg", "badge/ü.svg"]
    assert len(place.log) == 2


async def test_the_same_tree_again_costs_two_reads_that_are_free_and_no_write(place: Place) -> None:
    same = tree(a="1")
    await place.pages.write(BRANCH, same)
    await place.pages.write(BRANCH, same)
    before, writes = len(place.gh.requests), len(place.gh.mutations)
    assert not await place.pages.write(BRANCH, same)
    assert {request.status for request in place.gh.requests[before:]} == {304}
    assert len(place.gh.requests) - before == 2
    assert len(place.gh.mutations) == writes


async def test_another_process_finds_it_written_already(place: Place) -> None:
    await place.pages.write(BRANCH, tree(a="1"))
    assert not await PagesBranch(place.pages._github).write(BRANCH, tree(a="1"))
    assert len(place.log) == 1


async def test_many_files_go_in_requests_of_a_size_that_github_takes(place: Place) -> None:
    many = {f"api/nominee/{n}/index.json": page(b"{}\n") for n in range(2 * MOST_FILES + 1)}
    await place.pages.write(BRANCH, many)
    assert len(place.files) == len(many) + 1
    assert len(place.log) == 1
    assert sum(mutation.path.endswith("/git/trees") for mutation in place.gh.mutations) == 3


def test_a_part_is_bounded_by_its_bytes_too_and_a_large_file_goes_alone() -> None:
    large = "x" * MOST_BYTES
    assert [list(part) for part in parts({"a": large, "b": large, "c": None, "d": "y"})] == [["a"], ["b", "c"], ["d"]]
    assert list(parts({})) == []


def test_what_belongs_to_others_is_never_taken_away() -> None:
    there = {"CNAME": "1", "index.html": "2", "apiary/x": "3", "api/old/index.json": "4", "registry.csv": "5"}
    assert dict(changes(there, {})) == {"api/old/index.json": None, "registry.csv": None}


async def test_when_others_are_always_faster_it_gives_up_for_now(place: Place) -> None:
    await place.pages.write(BRANCH, tree(a="1"))
    maya, moved = place.gh.as_user("maya"), []

    def meanwhile(mutation: Any) -> None:
        if mutation.method == "PATCH":
            moved.append(maya.push(REPO, BRANCH, {"index.html": str(len(moved))}, "Again"))

    place.gh.before_commit = meanwhile
    with pytest.raises(Conflict):
        await place.pages.write(BRANCH, tree(a="2"))
    assert len(moved) == TRIES
    place.gh.before_commit = None
    await place.pages.write(BRANCH, tree(a="2"))
    assert place.files["badge/a.svg"] == "2"
    assert place.files["index.html"] == str(TRIES - 1)


async def test_a_branch_that_somebody_deletes_in_the_very_moment_is_made_anew(place: Place) -> None:
    await place.pages.write(BRANCH, tree(a="1"))

    def meanwhile(mutation: Any) -> None:
        if mutation.method == "PATCH":
            place.gh.as_user("maya").delete_branch(REPO, BRANCH)

    place.gh.before_commit = meanwhile
    await place.pages.write(BRANCH, tree(a="2"))
    assert place.files == {".nojekyll": "", "badge/a.svg": "2"}
    assert len(place.log) == 1


async def test_a_branch_that_cannot_be_made_is_an_error_and_no_endless_try(place: Place) -> None:
    place.gh.as_user("maya").push(REPO, f"{BRANCH}/mine", {"x": "y"}, "In its way")
    with pytest.raises(Invalid):
        await place.pages.write(BRANCH, tree(a="1"))
