"""The local GitHub's trees, commits and check runs: what GitHub refuses, and what it keeps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.openapi.town import HOME, REPO, Town, app_key, signed, town

ENTRY = {"path": "d/a", "mode": "100644", "type": "blob", "content": "x\n"}


async def main_of(there: Town) -> str:
    return str((await there.ask("GET", f"{HOME}/git/ref/heads/main")).data["object"]["sha"])


async def built(there: Town, *entries: dict[str, Any], parents: tuple[str, ...] | None = None) -> Any:
    main = await main_of(there)
    base = (await there.ask("GET", f"{HOME}/git/commits/{main}")).data["tree"]["sha"]
    tree = await there.ask("POST", f"{HOME}/git/trees", base_tree=base, tree=list(entries))
    if tree.status != 201:
        return tree
    asked = {"message": "m", "tree": tree.data["sha"], "parents": list(parents or (main,))}
    return await there.ask("POST", f"{HOME}/git/commits", **asked)


async def test_a_commit_is_built_without_moving_any_branch_until_the_branch_is_told_to() -> None:
    async with town() as there:
        main = await main_of(there)
        made = await built(there, ENTRY)
        assert await main_of(there) == main

        assert (await there.ask("PATCH", f"{HOME}/git/refs/heads/main", sha=made.data["sha"], force=False)).status == 200
        assert there.gh.repo(REPO).file("d/a") == "x\n"
        assert there.gh.repo(REPO).file("README.md") is not None


async def test_a_branch_that_moved_meanwhile_is_not_overwritten() -> None:
    async with town() as there:
        made = await built(there, ENTRY)
        there.person("wim").push(REPO, "main", {"other": "y"}, "Faster")

        refused = await there.ask("PATCH", f"{HOME}/git/refs/heads/main", sha=made.data["sha"], force=False)
        assert (refused.status, refused.data["message"]) == (422, "Update is not a fast forward")
        assert there.gh.repo(REPO).file("other") == "y"


@pytest.mark.parametrize(
    "entry",
    [
        {**ENTRY, "path": "../a"},
        {**ENTRY, "path": "a/.git/b"},
        {**ENTRY, "mode": "1"},
        {"path": "not there", "mode": "100644", "type": "blob", "sha": None},
        {"path": "a", "mode": "100644", "type": "blob", "sha": "0" * 40},
    ],
)
async def test_an_entry_that_cannot_be_is_refused(entry: dict[str, Any]) -> None:
    async with town() as there:
        assert (await built(there, entry)).status == 422


async def test_a_commit_needs_a_tree_and_parents_that_are_there() -> None:
    async with town() as there:
        assert (await built(there, ENTRY, parents=("0" * 40,))).status == 422
        assert (await there.ask("POST", f"{HOME}/git/commits", message="m", tree="0" * 40)).status == 422
        assert (await there.ask("GET", f"{HOME}/git/commits/{'0' * 40}")).status == 404


async def app_token(there: Town, slug: str, **permissions: str) -> str:
    app = there.gh.add_app(slug, private_key_pem=app_key(), repos=[REPO], permissions=permissions or None)
    jwt = signed(there, app.id)
    found = (await there.ask("GET", f"{HOME}/installation", headers=jwt)).data["id"]
    answer = await there.ask("POST", f"/app/installations/{found}/access_tokens", headers=jwt)
    return str(answer.data["token"])


async def test_check_runs_are_for_apps_that_may() -> None:
    async with town() as there:
        main = await main_of(there)
        weak = await app_token(there, "weak", contents="write", statuses="write", metadata="read")
        for who in ("bot", weak):
            assert (await there.ask("POST", f"{HOME}/check-runs", who, name="c", head_sha=main)).status == 403
        assert (
            await there.ask("POST", f"{HOME}/check-runs", await app_token(there, "strong"), name="c", head_sha=main)
        ).status == 201


async def test_the_newest_run_of_a_name_is_shown_and_only_its_app_changes_it() -> None:
    async with town() as there:
        main, one, other = await main_of(there), await app_token(there, "one"), await app_token(there, "other")
        first = await there.ask("POST", f"{HOME}/check-runs", one, name="c", head_sha=main, status="in_progress")
        second = await there.ask("POST", f"{HOME}/check-runs", one, name="c", head_sha=main, conclusion="success")
        shown = (await there.ask("GET", f"{HOME}/commits/{main}/check-runs")).data

        assert [run["id"] for run in shown["check_runs"]] == [second.data["id"]]
        assert (first.data["status"], second.data["status"], second.data["conclusion"]) == (
            "in_progress",
            "completed",
            "success",
        )
        foreign = await there.ask("PATCH", f"{HOME}/check-runs/{second.data['id']}", other, conclusion="failure")
        assert foreign.status == 403


async def test_annotations_are_added_fifty_at_a_time() -> None:
    async with town() as there:
        main, token = await main_of(there), await app_token(there, "an-app")
        note = {"path": "a", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
        run = (await there.ask("POST", f"{HOME}/check-runs", token, name="c", head_sha=main)).data["id"]
        answers = []
        for count in (50, 1, 51):
            output = {"title": "t", "summary": "s", "annotations": [note] * count}
            answers.append(await there.ask("PATCH", f"{HOME}/check-runs/{run}", token, output=output))
        assert [answer.status for answer in answers] == [200, 200, 422]
        assert answers[1].data["output"]["annotations_count"] == 51
