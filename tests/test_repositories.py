"""What is told of a repository: by GitHub and GitLab through their APIs, by others through what they serve."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.fetcher import Page
from bot.evidence.repositories import Place, Repositories, Unanswered, ask_through, from_github, from_gitlab, place, raw_file
from bot.github.auth import TokenAuth
from bot.github.errors import RateLimited, ServerTrouble
from bot.model.evidence import parse_repository_detail
from bot.model.needs import Fact
from tests.scripted_github import REPO, connect, hub, says
from tests.web import NOW

__all__ = ["connect", "hub"]  # pytest finds the fixtures by their names here

GITHUB = {
    "full_name": "openmrs/openmrs-core", "private": False, "archived": False, "size": 1234, "created_at": "2012-01-31T12:00:00Z",
    "license": {"key": "mpl-2.0", "spdx_id": "MPL-2.0", "name": "Mozilla Public License 2.0"}, "readme": True,
}  # fmt: skip
GITLAB = {
    "path_with_namespace": "xcapit/app", "archived": True, "empty_repo": False, "created_at": "2021-05-06T07:08:09.123Z",
    "license": {"key": "agpl-3.0"}, "readme_url": "https://gitlab.com/xcapit/app/-/blob/main/README.md",
}  # fmt: skip


class Pages:
    """Answers by address, and remembers what was visited."""

    def __init__(self, **pages: object) -> None:
        self.pages: dict[str, Page] = {}
        self.visited: list[str] = []

    def on(self, address: str, answer: object = None, state: str = "ok", why: str = "") -> Pages:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.pages[address] = Page(state, why, "application/json", body, "utf-8", whole=True)
        return self

    async def page(self, address: str, accept: str = "") -> Page:
        self.visited.append(address)
        return self.pages.get(address, Page("gone", "status 404"))


def github(answer: object):
    async def ask(owner, name):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ask


async def look(address: str, *, pages: Pages | None = None, answer: object = None):
    state, detail = await Repositories(pages or Pages(), github(answer), ("MPL-2.0", "AGPL-3.0")).look(address)
    return state, dict(parse_repository_detail(Fact(state, NOW, detail)))


# Addresses


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("https://github.com/openmrs/openmrs-core", Place("github", "github.com", "openmrs/openmrs-core")),
        ("http://www.GitHub.com/openmrs/openmrs-core.git", Place("github", "github.com", "openmrs/openmrs-core")),
        ("https://github.com/openmrs/openmrs-core/tree/master/api?x#y", Place("github", "github.com", "openmrs/openmrs-core")),
        ("https://github.com/openmrs", Place("github", "github.com")),
        ("https://github.com/orgs/openmrs/repositories", Place("github", "github.com")),
        ("https://github.com", Place("github", "github.com")),
        ("https://github.com/a/..", Place("github", "github.com")),
        ("https://github.com/a/.git", Place("github", "github.com")),
        ("https://github.com/a/b%2Fc", Place("github", "github.com")),
        ("https://github.com/a/ü", Place("github", "github.com")),
        ("https://gitlab.com/group/sub/project/-/tree/main", Place("gitlab", "gitlab.com", "group/sub/project")),
        ("https://gitlab.com/group/project/blob/main/x", Place("gitlab", "gitlab.com", "group/project")),
        ("https://gitlab.com/group", Place("gitlab", "gitlab.com")),
        ("https://gitlab.example.org/a/b.git", Place("gitlab", "gitlab.example.org", "a/b")),
        ("https://gist.github.com/a/b", Place("other", "gist.github.com")),
        ("https://github.com.evil.example/a/b", Place("other", "github.com.evil.example")),
        ("https://notgithub.com/a/b", Place("other", "notgithub.com")),
        ("https://bitbucket.org/a/b", Place("other", "bitbucket.org")),
        ("http://[", Place("other")),
    ],
)
def test_a_repository_is_recognized_by_the_shape_of_its_address(address, where):
    assert place(address) == where


@pytest.mark.parametrize(
    ("address", "raw"),
    [
        ("https://github.com/o/r/blob/main/a/LICENSE?x=1#L3", "https://raw.githubusercontent.com/o/r/main/a/LICENSE"),
        ("https://gitlab.com/g/s/p/-/blob/main/LICENSE", "https://gitlab.com/g/s/p/-/raw/main/LICENSE"),
        ("https://github.com/o/r", None),
        ("https://github.com/o/r/tree/main", None),
        ("https://github.com/o/blob/main", None),
        ("https://example.org/o/r/blob/main/LICENSE", None),
        ("http://[", None),
    ],
)
def test_the_bare_text_of_a_file_stands_beside_its_page(address, raw):
    assert raw_file(address) == raw


@given(st.text(max_size=80), st.sampled_from(["", "https://github.com/", "https://gitlab.com/", "http://[", "//"]))
def test_any_text_has_a_place_or_none(text, before):
    found = place(before + text)
    assert found.path.isascii()
    assert ".." not in found.path.split("/")
    raw_file(before + text)


# GitHub


async def test_what_github_says_of_a_repository_is_told():
    state, detail = await look("https://github.com/openmrs/openmrs-core", answer=GITHUB)

    assert state == "ok"
    assert detail == {
        "archived": "no",
        "empty": "no",
        "licence_file": "yes",
        "readme": "yes",
        "created": "2012-01-31",
        "licence": "MPL-2.0",
    }


@pytest.mark.parametrize(
    ("changed", "key", "value"),
    [
        ({"archived": True}, "archived", "yes"),
        ({"size": 0, "readme": False}, "empty", "yes"),
        ({"size": 0}, "empty", "no"),
        ({"license": None}, "licence", "none"),
        ({"license": None}, "licence_file", "no"),
        ({"license": {"spdx_id": "NOASSERTION"}}, "licence", "other"),
        ({"license": {"spdx_id": "NOASSERTION"}}, "licence_file", "yes"),
        ({"readme": False}, "readme", "no"),
        ({"full_name": "new-owner/core"}, "moved", "new-owner/core"),
        ({"full_name": "OpenMRS/OpenMRS-Core"}, "moved", None),
        ({"created_at": None}, "created", None),
    ],
)
async def test_each_trait_of_a_repository_has_its_word(changed, key, value):
    _, detail = await look("https://github.com/openmrs/openmrs-core", answer={**GITHUB, **changed})

    assert detail.get(key) == value


async def test_an_organization_is_no_repository_and_nobody_is_asked():
    pages = Pages()

    assert await look("https://github.com/openmrs", pages=pages, answer=AssertionError()) == ("none", {})
    assert pages.visited == []


async def test_a_repository_that_is_not_there_is_gone_and_a_private_one_looks_the_same():
    secret = {**GITHUB, "private": True, "license": {"spdx_id": "MIT"}}

    assert (
        await look("https://github.com/o/r", answer=None) == await look("https://github.com/o/r", answer=secret) == ("gone", {})
    )


async def test_when_github_does_not_answer_nothing_is_told():
    with pytest.raises(ServerTrouble):
        await look("https://github.com/o/r", answer=ServerTrouble("down"))


async def test_the_bots_own_client_asks_in_its_own_way_follows_a_rename_and_reads_the_readme(hub, connect):
    hub.on("GET /repos/old/name", lambda _: says(301, Location=f"{hub.url}/repositories/7"))
    hub.on("GET /repositories/7", {**GITHUB, "id": 7, "full_name": "new/name"})
    hub.on("GET /repos/old/name/readme", (404, {"message": "Not Found"}))
    ask = ask_through(connect().transport, REPO)

    answer = await ask("old", "name")
    assert (answer["full_name"], answer["readme"]) == ("new/name", False)
    assert "moved=new/name" in from_github(answer, "old/name")
    assert {request.headers["Authorization"].split()[0] for request in hub.requests} == {"token"}


@pytest.mark.parametrize(
    "answer",
    [(404, {"message": "Not Found"}), (451, {"message": "Blocked"}), (200, {"private": True, "full_name": "o/r"})],
    ids=str,
)
async def test_through_the_bots_own_client_too_what_is_not_public_is_not_there(hub, connect, answer):
    hub.on("GET /repos/o/r", answer)
    hub.on("GET /repos/o/r/readme", AssertionError())

    assert await ask_through(connect().transport, REPO)("o", "r") is None
    assert len(hub.requests) == 1


async def test_a_rate_limit_is_no_answer(hub, connect):
    hub.on("GET /repos/o/r", (403, {"message": "API rate limit exceeded"}))
    ask = ask_through(connect(TokenAuth("t" * 40), max_wait=0).transport, REPO)

    with pytest.raises(RateLimited):
        await ask("o", "r")


async def test_without_a_client_of_its_own_github_is_asked_as_a_stranger():
    pages = (
        Pages()
        .on("https://api.github.com/repos/o/r", {**GITHUB, "readme": None})
        .on("https://api.github.com/repos/o/r/readme", {})
    )
    state, detail = await Repositories(pages).look("https://github.com/o/r")

    assert state == "ok"
    assert "readme=yes" in detail
    assert await Repositories(Pages()).look("https://github.com/o/r") == ("gone", "")
    for trouble in [Page("refused", "status 403"), Page("unreachable", "time"), Page("ok", body=b"<html>", whole=True)]:
        pages.pages["https://api.github.com/repos/o/r"] = trouble
        with pytest.raises(Unanswered):
            await Repositories(pages).look("https://github.com/o/r")


# GitLab and others


async def test_what_gitlab_says_of_a_project_is_told_with_the_licence_as_the_registry_spells_it():
    pages = Pages().on("https://gitlab.com/api/v4/projects/xcapit%2Fapp?license=true", GITLAB)

    state, detail = await look("https://gitlab.com/xcapit/app", pages=pages)

    assert state == "ok"
    assert detail == {
        "archived": "yes",
        "empty": "no",
        "licence_file": "yes",
        "readme": "yes",
        "created": "2021-05-06",
        "licence": "AGPL-3.0",
    }


async def test_a_gitlab_that_says_less_is_told_less():
    least = {"path_with_namespace": "G/p", "default_branch": None}

    assert from_gitlab(least, "g/p", {}) == "empty=yes"
    assert "licence=none" in from_gitlab({**GITLAB, "license": None}, "xcapit/app", {})
    assert "moved=new/app" in from_gitlab({**GITLAB, "path_with_namespace": "new/app"}, "xcapit/app", {})


async def test_a_group_of_gitlab_is_no_repository_and_a_project_that_is_not_there_is_gone():
    pages = Pages().on("https://gitlab.com/api/v4/groups/a%2Fb?with_projects=false", {"id": 1})

    assert await look("https://gitlab.com/a/b", pages=pages) == ("none", {})
    assert await look("https://gitlab.com/a/c", pages=pages) == ("gone", {})
    assert await look("https://gitlab.com/a", pages=pages) == ("none", {})


@pytest.mark.parametrize("answer", [b"<html>", b"[" * 99_999, b"[]", {"message": "401 Unauthorized"}])
async def test_a_gitlab_that_is_none_is_judged_by_its_page(answer):
    pages = (
        Pages().on("https://gitlab.example.org/api/v4/projects/a%2Fb?license=true", answer).on("https://gitlab.example.org/a/b")
    )

    assert await look("https://gitlab.example.org/a/b", pages=pages) == ("ok", {})


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://bitbucket.org/a/b", "ok"),
        ("https://project.example/", "none"),
        ("https://gone.example/a", "gone"),
        ("nonsense", "bad"),
    ],
)
async def test_other_hosts_are_judged_by_their_page_and_a_home_page_is_no_repository(address, state):
    pages = Pages().on("https://bitbucket.org/a/b").on("https://project.example/").on("nonsense", state="bad")

    assert (await look(address, pages=pages))[0] == state


anything = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just([{}])
licence = st.fixed_dictionaries({}, optional={"spdx_id": anything, "key": anything})


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*GITHUB, *GITLAB, "default_branch", "id"]), anything | licence))
def test_whatever_an_api_answers_only_plain_words_are_kept(answer):
    for detail in (from_github(answer, "a/b"), from_gitlab(answer, "a/b", {})):
        pairs = parse_repository_detail(Fact("ok", NOW, detail))
        assert detail == ";".join(f"{key}={value}" for key, value in pairs.items())
        assert detail.isascii()
        assert len(detail) <= 300
        assert set(pairs) <= {"archived", "empty", "created", "licence", "licence_file", "readme", "moved"}
