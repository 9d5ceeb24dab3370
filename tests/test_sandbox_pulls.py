"""Pull requests and code on the local GitHub: three-way merges, compare-and-swap, what hangs on a branch."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox import Refused
from tests.openapi.town import HOME, REPO, LabelNotice, Town, town


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Town]:
    async with town() as place:
        yield place


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


async def put(there: Town, path: str, text: str, **more: Any) -> LabelNotice:
    return await there.ask("PUT", f"{HOME}/contents/{path}", message="m", content=encoded(text), **more)


async def test_two_pull_requests_that_move_different_files_both_survive_the_merge(there: Town) -> None:
    wim = there.person("wim")
    wim.push(REPO, "main", {"nominees/a.json": "a", "nominees/b.json": "b"}, "two nominees")
    for name in ("a", "b"):
        moved = {f"nominees/{name}.json": None, f"dpgs/{name}.json": name}
        wim.open_pull(REPO, f"move-{name}", "main", f"move {name}", files=moved)

    merges = [await there.ask("PUT", f"{HOME}/pulls/{n}/merge") for n in (1, 2)]

    assert [told.status for told in merges] == [200, 200]
    assert there.gh.repo(REPO).files() == ["README.md", "dpgs/a.json", "dpgs/b.json"]


async def test_a_conflict_is_not_mergeable_and_its_merge_405(there: Town) -> None:
    wim = there.person("wim")
    wim.open_pull(REPO, "one", "main", "one", files={"README.md": "one"})
    wim.open_pull(REPO, "two", "main", "two", files={"README.md": "two"})
    clean = (await there.ask("GET", f"{HOME}/pulls/2")).data
    wim.merge(REPO, 1)

    told = await there.ask("GET", f"{HOME}/pulls/2")
    merge = await there.ask("PUT", f"{HOME}/pulls/2/merge")

    assert (clean["mergeable"], clean["mergeable_state"]) == (True, "clean")
    assert (told.data["mergeable"], told.data["mergeable_state"]) == (False, "dirty")
    assert (merge.status, there.gh.repo(REPO).file("README.md")) == (405, "one")


async def test_merging_a_closed_or_merged_pull_request_is_405_and_a_stale_sha_409(there: Town) -> None:
    wim = there.person("wim")
    number = wim.open_pull(REPO, "topic", "main", "T", files={"a": "1"})
    old = there.gh.repo(REPO).pulls[number].head_sha
    wim.push(REPO, "topic", {"a": "2"}, "more")

    stale = await there.ask("PUT", f"{HOME}/pulls/{number}/merge", sha=old)
    wim.close_pull(REPO, number)
    closed = await there.ask("PUT", f"{HOME}/pulls/{number}/merge")
    wim.reopen_pull(REPO, number)
    merged = await there.ask("PUT", f"{HOME}/pulls/{number}/merge", merge_method="squash")
    again = await there.ask("PUT", f"{HOME}/pulls/{number}/merge")

    assert [told.status for told in (stale, closed, merged, again)] == [409, 405, 200, 405]
    assert there.gh.repo(REPO).log()[0].startswith("T (#1)")


async def test_a_merged_pull_request_tells_who_merged_it_and_keeps_its_files(there: Town) -> None:
    there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1\n"})
    there.person("mae").merge(REPO, 1)

    told = (await there.ask("GET", f"{HOME}/pulls/1")).data
    files = (await there.ask("GET", f"{HOME}/pulls/1/files")).data

    assert (told["merged"], told["merged_by"]["login"], told["state"]) == (True, "mae", "closed")
    assert told["merge_commit_sha"] == there.gh.repo(REPO).branches["main"]
    assert [(each["filename"], each["status"], each["additions"]) for each in files] == [("a", "added", 1)]


async def test_files_of_a_pull_request_ignore_what_happened_on_the_base_since(there: Town) -> None:
    wim = there.person("wim")
    wim.push(REPO, "main", {"old/x.json": "x\ny\n"}, "x")
    wim.open_pull(REPO, "topic", "main", "T", files={"old/x.json": None, "new/x.json": "x\ny\n", "README.md": "new"})
    wim.push(REPO, "main", {"elsewhere": "1"}, "unrelated")

    files = (await there.ask("GET", f"{HOME}/pulls/1/files")).data
    told = (await there.ask("GET", f"{HOME}/pulls/1")).data

    shown = [(each["filename"], each["status"], each.get("previous_filename")) for each in files]
    assert shown == [("README.md", "modified", None), ("new/x.json", "renamed", "old/x.json")]
    assert (told["changed_files"], told["commits"]) == (2, 1)


async def test_a_push_moves_the_head_of_its_pull_request(there: Town) -> None:
    there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1"})
    there.hook()

    sha = there.person("wim").push(REPO, "topic", {"b": "2"}, "more")
    await there.gh.delivered()

    assert (await there.ask("GET", f"{HOME}/pulls/1")).data["head"]["sha"] == sha
    assert there.inbox.events == ["ping", "pull_request.synchronize", "push"]


async def test_a_pull_request_needs_a_branch_commits_and_no_twin(there: Town) -> None:
    main = there.gh.repo(REPO).branches["main"]
    await there.ask("POST", f"{HOME}/git/refs", ref="refs/heads/empty", sha=main)
    there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1"})

    async def opened(head: str, base: str = "main") -> tuple[int, str | None, str | None]:
        told = await there.ask("POST", f"{HOME}/pulls", title="T", head=head, base=base)
        error = told.data["errors"][0]
        return told.status, error.get("field"), error.get("message")

    assert await opened("nowhere") == (422, "head", None)
    assert await opened("topic", "nowhere") == (422, "base", None)
    assert await opened("empty") == (422, None, "No commits between main and empty")
    assert await opened("topic") == (422, None, "A pull request already exists for dpg:topic.")


async def test_pull_requests_are_found_by_owner_and_branch_and_a_bare_branch_is_ignored(there: Town) -> None:
    for name in ("one", "two"):
        there.person("wim").open_pull(REPO, name, "main", name, files={name: name})

    async def numbers(query: str) -> list[int]:
        return [each["number"] for each in (await there.ask("GET", f"{HOME}/pulls?{query}")).data]

    assert await numbers("head=dpg:two&base=main&state=all") == [2]
    assert await numbers("head=two") == [2, 1]
    assert await numbers("base=other") == []


async def test_a_fork_may_copy_a_branch_name_but_not_its_repository(there: Town) -> None:
    alice = there.person("alice")
    alice.fork(REPO)
    alice.open_pull(REPO, "alice:nomination/1/candidate", "main", "T", files={"a": "1"})

    told = (await there.ask("GET", f"{HOME}/pulls/1")).data

    assert told["head"]["ref"] == "nomination/1/candidate"
    assert (told["head"]["repo"]["full_name"], told["head"]["repo"]["fork"]) == ("alice/registry", True)
    assert told["head"]["repo"]["id"] != told["base"]["repo"]["id"]


async def test_strangers_neither_push_nor_merge_nor_open_from_the_repositorys_branches(there: Town) -> None:
    there.person("wim").push(REPO, "topic", {"a": "1"}, "m")

    with pytest.raises(Refused, match="403"):
        there.person("alice").push(REPO, "main", {"a": "1"}, "m")
    with pytest.raises(Refused, match="403"):
        there.person("alice").open_pull(REPO, "topic", "main", "T")
    there.person("wim").open_pull(REPO, "topic", "main", "T")
    for who in ("alice", "tria"):
        with pytest.raises(Refused, match="403"):
            there.person(who).merge(REPO, 1)


async def test_a_draft_cannot_be_merged(there: Town) -> None:
    there.person("wim").push(REPO, "topic", {"a": "1"}, "m")
    told = await there.ask("POST", f"{HOME}/pulls", title="T", head="topic", base="main", draft=True)

    assert (told.data["draft"], told.data["mergeable_state"]) == (True, "draft")
    assert (await there.ask("PUT", f"{HOME}/pulls/1/merge")).status == 405


async def test_a_branch_that_is_reset_or_deleted_closes_its_pull_request(there: Town) -> None:
    wim, repo = there.person("wim"), there.gh.repo(REPO)
    for name in ("reset", "deleted"):
        wim.open_pull(REPO, name, "main", name, files={name: name})

    reset = await there.ask("PATCH", f"{HOME}/git/refs/heads/reset", sha=repo.branches["main"], force=True)
    deleted = await there.ask("DELETE", f"{HOME}/git/refs/heads/deleted")

    assert (reset.status, deleted.status) == (200, 204)
    assert [(repo.pulls[n].state, repo.pulls[n].merged) for n in (1, 2)] == [("closed", False)] * 2
    with pytest.raises(Refused, match="422"):
        wim.reopen_pull(REPO, 2)


async def test_commits_that_reach_the_base_by_a_push_mark_the_pull_request_as_merged(there: Town) -> None:
    there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1"})
    head = there.gh.repo(REPO).pulls[1].head_sha

    await there.ask("PATCH", f"{HOME}/git/refs/heads/main", sha=head)

    assert there.gh.repo(REPO).pulls[1].merged


@pytest.mark.parametrize("words", ["Fixes #1", "closes: #1", "RESOLVED dpg/registry#1", "fix GH-1"])
async def test_closing_keywords_close_on_merge_into_the_default_branch(there: Town, words: str) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.person("wim").open_pull(REPO, "topic", "main", "T", f"This {words}, at last", files={"a": "1"})
    there.person("wim").merge(REPO, 2)

    issue = there.gh.repo(REPO).issues[1]
    assert (issue.state, issue.state_reason, issue.closed_by) == ("closed", "completed", "wim")


@pytest.mark.parametrize("words", ["Fixes 1", "prefix #1", "Part of #1", "Fixes #2"])
async def test_other_words_close_nothing(there: Town, words: str) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.person("wim").open_pull(REPO, "topic", "main", "T", words, files={"a": "1"})
    there.person("wim").merge(REPO, 2)

    assert there.gh.repo(REPO).issues[1].state == "open"


async def test_closing_keywords_wait_for_the_default_branch_and_work_in_commits(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.person("wim").push(REPO, "side", {"a": "1"}, "Fixes #1")
    before = there.gh.repo(REPO).issues[1].state
    there.person("wim").open_pull(REPO, "side", "main", "T")
    there.person("wim").merge(REPO, 2)

    assert (before, there.gh.repo(REPO).issues[1].state) == ("open", "closed")


async def test_a_merge_is_told_as_closed_and_then_as_a_push(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.person("wim").open_pull(REPO, "topic", "main", "T", "Fixes #1", files={"a": "1"})
    there.hook()
    there.person("wim").merge(REPO, 2)
    await there.gh.delivered()

    assert there.inbox.events == ["ping", "pull_request.closed", "push", "issues.closed"]
    closed, push = there.gh.deliveries[1].data, there.gh.deliveries[2].data
    assert (closed["pull_request"]["merged"], closed["pull_request"]["merged_by"]["login"]) == (True, "wim")
    assert (push["ref"], push["commits"][0]["added"]) == ("refs/heads/main", ["a"])


async def test_files_are_written_by_compare_and_swap(there: Town) -> None:
    new = await put(there, "a/b.json", "1")
    blind = await put(there, "a/b.json", "2")
    changed = await put(there, "a/b.json", "2", sha=new.data["content"]["sha"])
    stale = await put(there, "a/b.json", "3", sha=new.data["content"]["sha"])
    ignored = await put(there, "a/c.json", "3", sha=new.data["content"]["sha"])

    assert [told.status for told in (new, blind, changed, stale, ignored)] == [201, 422, 200, 409, 201]
    assert stale.data["message"] == f"a/b.json does not match {new.data['content']['sha']}"
    assert there.gh.repo(REPO).file("a/b.json") == "2"


async def test_files_are_read_with_their_git_ids_and_directories_listed(there: Town) -> None:
    await put(there, "d/empty", "")
    await put(there, "d/e/hello", "hello\n")

    file = (await there.ask("GET", f"{HOME}/contents/d/e/hello?ref=main")).data
    listing = (await there.ask("GET", f"{HOME}/contents/d")).data
    raw = await there.ask("GET", f"{HOME}/contents/d/e/hello", headers={"Accept": "application/vnd.github.raw"})

    assert b64decode(file["content"]) == b"hello\n" == raw.data
    assert file["sha"] == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert [(each["name"], each["type"]) for each in listing] == [("e", "dir"), ("empty", "file")]
    assert listing[1]["sha"] == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    for path in ("nowhere", "d/nowhere", "README.md?ref=nowhere"):
        assert (await there.ask("GET", f"{HOME}/contents/{path}")).status == 404


async def test_deleting_a_file_needs_its_sha(there: Town) -> None:
    sha = (await put(there, "a", "1")).data["content"]["sha"]

    stale = await there.ask("DELETE", f"{HOME}/contents/a", message="m", sha="0" * 40)
    gone = await there.ask("DELETE", f"{HOME}/contents/a", message="m", sha=sha)
    again = await there.ask("DELETE", f"{HOME}/contents/a", message="m", sha=sha)

    assert [told.status for told in (stale, gone, again)] == [409, 200, 404]


@pytest.mark.parametrize("path", ["a//b", ".git/config", "a/.GIT/x", "README.md/below", "a%00b"])
async def test_malformed_paths_are_422(there: Town, path: str) -> None:
    assert (await put(there, path, "x")).status == 422


async def test_writing_to_a_branch_that_is_missing_is_404_and_bad_base64_422(there: Town) -> None:
    told = await there.ask("PUT", f"{HOME}/contents/a", message="m", content="???")

    assert (await put(there, "a", "1", branch="nowhere")).status == 404
    assert told.status == 422


async def test_references_are_made_once_moved_forwards_and_deleted(there: Town) -> None:
    repo = there.gh.repo(REPO)
    first = repo.branches["main"]
    second = there.person("wim").push(REPO, "main", {"a": "1"}, "m")
    ref = f"{HOME}/git/refs/heads/nomination/1/candidate"

    async def make(name: str, sha: str = first) -> int:
        return (await there.ask("POST", f"{HOME}/git/refs", ref=name, sha=sha)).status

    assert await make("refs/heads/nomination/1/candidate") == 201
    assert await make("refs/heads/nomination/1/candidate") == 422
    assert await make("refs/heads/nomination/1") == 422
    assert await make("refs/heads/with space") == 422
    assert await make("refs/heads/lost", "0" * 40) == 422
    assert (await there.ask("PATCH", ref, sha=second)).status == 200
    assert (await there.ask("PATCH", ref, sha=first)).status == 422
    assert (await there.ask("PATCH", ref, sha=first, force=True)).status == 200
    got = await there.ask("GET", f"{HOME}/git/ref/heads/nomination/1/candidate")
    assert got.data["object"]["sha"] == first
    assert (await there.ask("GET", f"{HOME}/git/ref/heads/nomination")).status == 404
    assert (await there.ask("DELETE", ref)).status == 204
    assert (await there.ask("DELETE", ref)).status == 422
    assert (await there.ask("DELETE", f"{HOME}/git/refs/heads/main")).status == 422


async def test_history_is_newest_first_and_by_path(there: Town) -> None:
    wim = there.person("wim")
    wim.push(REPO, "main", {"conf/a.yml": "1"}, "one")
    wim.push(REPO, "main", {"other": "1"}, "two")
    wim.push(REPO, "main", {"conf/a.yml": "2"}, "three")

    async def messages(query: str) -> list[str]:
        return [each["commit"]["message"] for each in (await there.ask("GET", f"{HOME}/commits?{query}")).data]

    assert await messages("") == ["three", "two", "one", "Initial commit"]
    assert await messages("path=conf/a.yml") == ["three", "one"]
    assert await messages("path=conf&sha=main&per_page=1") == ["three"]
    assert (await there.ask("GET", f"{HOME}/commits/main")).data["files"][0]["patch"] == "@@ -1 +1 @@\n-1\n+2"


async def test_comparison_counts_both_sides_and_shows_the_three_dot_diff(there: Town) -> None:
    wim = there.person("wim")
    wim.push(REPO, "topic", {"a": "1"}, "mine")
    wim.push(REPO, "main", {"b": "1"}, "theirs")

    told = (await there.ask("GET", f"{HOME}/compare/main...topic")).data

    assert (told["status"], told["ahead_by"], told["behind_by"]) == ("diverged", 1, 1)
    assert [each["filename"] for each in told["files"]] == ["a"]


async def test_the_newest_status_of_a_context_counts(there: Town) -> None:
    sha = there.gh.repo(REPO).branches["main"]

    async def overall() -> str:
        return str((await there.ask("GET", f"{HOME}/commits/{sha}/status")).data["state"])

    states = [await overall()]
    for state, context in (("success", "a"), ("pending", "dpg-review"), ("success", "dpg-review"), ("error", "b")):
        await there.ask("POST", f"{HOME}/statuses/{sha}", state=state, context=context, description="d")
        states.append(await overall())

    assert states == ["pending", "success", "pending", "success", "failure"]
    assert len((await there.ask("GET", f"{HOME}/commits/main/statuses")).data) == 4
    assert (await there.ask("POST", f"{HOME}/statuses/{'0' * 40}", state="error")).status == 422


async def test_a_release_is_made_once_for_a_tag_and_may_open_a_discussion(there: Town) -> None:
    made = await there.ask(
        "POST", f"{HOME}/releases", tag_name="dpgs-2026-03", name="March", discussion_category_name="Announcements"
    )
    twin = await there.ask("POST", f"{HOME}/releases", tag_name="dpgs-2026-03")
    strange = await there.ask("POST", f"{HOME}/releases", tag_name="x", discussion_category_name="No such")
    found = await there.ask("GET", f"{HOME}/releases/tags/dpgs-2026-03")

    assert (made.status, made.data["discussion_url"]) == (201, f"{there.gh.url}/{REPO}/discussions/1")
    assert (twin.status, twin.codes, strange.status) == (422, ["already_exists"], 422)
    assert found.data["id"] == made.data["id"]
    assert (await there.ask("GET", f"{HOME}/git/ref/tags/dpgs-2026-03")).status == 200
    assert (await there.ask("GET", f"{HOME}/releases/tags/none")).status == 404
    assert there.person("alice").open_issue(REPO, "T") == 2
