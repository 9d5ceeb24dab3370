"""Reviews on the local GitHub: comments on lines of the diff, suggestions that are applied, branches that are merged."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Refused
from bot.sandbox.actions.reviews import hunks, suggested
from tests.openapi.town import HOME, REPO, Town, town

TEXT = "".join(f"{n}\n" for n in range(1, 31))


def opened(there: Town) -> int:
    """A pull request from a fork that changes lines 3 and 28 of a file."""
    there.person("wim").push(REPO, "main", {"a.txt": TEXT}, "A file")
    alice = there.person("alice")
    alice.fork(REPO)
    changed = TEXT.replace("3\n", "three\n", 1).replace("28\n", "twentyeight\n")
    return alice.open_pull(REPO, "alice:topic", "main", "T", files={"a.txt": changed})


async def review(there: Town, number: int, who: str = "bot", **comment: Any) -> Any:
    asked = {"path": "a.txt", "line": 3, "side": "RIGHT", "body": "```suggestion\nTHREE\n```", **comment}
    comments = [{key: value for key, value in asked.items() if value is not None}]
    return await there.ask("POST", f"{HOME}/pulls/{number}/reviews", who, event="COMMENT", body="b", comments=comments)


async def test_a_line_of_the_diff_carries_a_comment_and_another_one_does_not() -> None:
    async with town() as there:
        number = opened(there)
        assert (await review(there, number)).status == 200
        assert (await review(there, number, start_line=1, start_side="RIGHT", line=6)).status == 200
        for wrong in ({"line": 15}, {"path": "README.md"}, {"start_line": 3}, {"start_line": 3, "line": 28}, {"body": " "}):
            assert (await review(there, number, **wrong)).status == 422
        listed = (await there.ask("GET", f"{HOME}/pulls/{number}/comments")).data
        assert [(each["start_line"], each["line"]) for each in listed] == [(None, 3), (1, 6)]


async def test_a_comment_needs_words_and_nobody_approves_their_own() -> None:
    async with town() as there:
        reviews = f"{HOME}/pulls/{opened(there)}/reviews"
        assert (await there.ask("POST", reviews, event="COMMENT", body=" ")).status == 422
        assert (await there.ask("POST", reviews, event="COMMENT")).status == 422
        assert (await there.ask("POST", reviews, "alice", event="APPROVE", body="good")).status == 422
        assert (await there.ask("POST", reviews, event="APPROVE", body="good")).data["state"] == "APPROVED"
        assert len((await there.ask("GET", reviews)).data) == 1


async def test_a_suggestion_is_a_commit_on_the_branch_of_the_fork() -> None:
    async with town() as there:
        number = opened(there)
        await review(there, number)
        await review(there, number, line=28, body="```suggestion\na\nb\n```")
        ids = [c.id for r in there.gh.repo(REPO).reviews(number) for c in r.comments]
        with pytest.raises(Refused):
            there.person("bob").apply_suggestions(REPO, number, *ids)
        sha = there.person("alice").apply_suggestions(REPO, number, *ids)

        lines = str(there.gh.repo(REPO).file("a.txt", sha)).split("\n")
        assert lines[2:4] == ["THREE", "4"]
        assert lines[27:29] == ["a", "b"]
        assert there.gh.repo(REPO).pulls[number].head_sha == sha


async def test_one_whose_lines_have_moved_is_found_and_one_whose_lines_changed_is_outdated() -> None:
    async with town() as there:
        number = opened(there)
        await review(there, number, line=28)
        alice, fork = there.person("alice"), "alice/registry"
        (comment,) = [c for r in there.gh.repo(REPO).reviews(number) for c in r.comments]
        now = str(there.gh.repo(fork).file("a.txt", "topic"))
        alice.push(fork, "topic", {"a.txt": f"new\n{now}"}, "Above")
        alice.apply_suggestions(REPO, number, comment.id)
        assert str(there.gh.repo(fork).file("a.txt", "topic")).split("\n")[28] == "THREE"
        with pytest.raises(Refused):
            alice.apply_suggestions(REPO, number, comment.id)


def test_the_lines_that_a_suggestion_puts() -> None:
    assert suggested("words\n```suggestion\na\nb\n```\nmore") == ["a", "b"]
    assert suggested("````suggestion\n```\n````") == ["```"]
    assert suggested("```suggestion\n```") == []
    assert suggested("```suggestion\n\n```") == [""]
    assert suggested("none") is None


def test_the_lines_that_a_diff_shows() -> None:
    assert hunks("@@ -1 +1,2 @@\n a\n+b\n@@ -9,3 +10,3 @@") == (range(1, 3), range(10, 13))
