"""Every verb of the client does on the local GitHub what its name says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bot.github.auth import AppAuth, Auth, TokenAuth
from bot.github.client import GitHub
from bot.github.errors import Conflict, Invalid, Locked, Moved, NotFound, Unauthorized, Unknown
from bot.github.transport import Transport
from bot.sandbox import LocalGitHub

REPO = "dpg/registry"


@pytest.fixture
async def world() -> AsyncIterator[LocalGitHub]:
    world = LocalGitHub()
    for login in ("dpg-bot", "ana", "ben", "eve"):
        world.add_user(login)
    world.add_org("dpg", teams={"reviewers": ["ben"]})
    world.add_repo(REPO, collaborators={"dpg-bot": "write", "ben": "triage"}, labels=["nomination"])
    async with world:
        yield world


@pytest.fixture
async def connect(world):
    async with ClientSession() as session:

        async def nap(_seconds: float) -> None:
            """Faults are scripted to end; nobody has to wait for that."""

        def make(auth: Auth | None = None, repo: str = REPO) -> GitHub:
            auth = auth or TokenAuth(world.token_for("dpg-bot"))
            return GitHub(Transport(session, auth, base_url=world.url, now=world.clock.now, sleep=nap), repo)

        yield make


@pytest.fixture
def github(connect) -> GitHub:
    return connect()


@pytest.fixture
def number(world) -> int:
    return world.as_user("ana").open_issue(REPO, "Nomination", "Hello", [])


def seen(world: LocalGitHub):
    return world.repo(REPO)


async def test_the_bot_knows_itself_and_its_registry(world, github):
    assert (await github.me())["login"] == "dpg-bot"
    assert (await github.repository())["full_name"] == REPO


async def test_an_app_acts_under_its_own_name(world, connect, number):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    app = world.add_app("dpg-review", public_key_pem=public, repos=[REPO])
    github = connect(AppAuth(str(app.id), pem, world.clock.now))

    comment = await github.create_comment(number, "Welcome")
    me = await github.me()
    world.clock.move(timedelta(hours=2))
    await github.edit_comment(comment["id"], "Welcome back")

    assert me["login"] == "dpg-review[bot]"
    assert comment["user"]["id"] == me["id"]
    assert seen(world).comments(number)[0].body == "Welcome back"


async def test_rights_are_told_as_github_tells_them(github):
    assert [await github.permission(login) for login in ("dpg-bot", "ben", "eve", "nobody")] == [
        "write",
        "triage",
        "read",
        "none",
    ]
    assert await github.team_member("dpg", "reviewers", "ben")
    assert not await github.team_member("dpg", "reviewers", "eve")
    assert not await github.team_member("dpg", "no-such-team", "ben")


async def test_comments_are_written_edited_answered_and_deleted(world, github, number):
    comment = await github.create_comment(number, "One")
    await github.edit_comment(comment["id"], "Two")
    await github.react(comment["id"], "+1")
    await github.react(comment["id"], "+1")

    assert [found["body"] for found in await github.comments(number)] == ["Two"]
    assert [reaction["content"] for reaction in await github.comment_reactions(comment["id"])] == ["+1"]
    await github.delete_comment(comment["id"])
    await github.delete_comment(comment["id"])
    assert await github.comments(number) == []


async def test_more_comments_than_a_page_holds_are_all_read(world, github, number):
    for position in range(130):
        world.as_user("ana").comment(REPO, number, f"{position}")

    assert [found["body"] for found in await github.comments(number)] == [f"{position}" for position in range(130)]
    start = world.clock.now() - timedelta(days=1)
    first, more = await github.changed_comments(start)
    assert (len(first), more) == (100, True)
    rest, more = await github.changed_comments(start, 2)
    assert (len(rest), more) == (30, False)


async def test_changed_comments_are_those_changed_since_a_moment(world, github, number):
    world.as_user("ana").comment(REPO, number, "old")
    world.clock.move(timedelta(hours=1))
    since = world.clock.now()
    world.as_user("ana").comment(REPO, number, "new")

    assert [found["body"] for found in (await github.changed_comments(since))[0]] == ["new"]


async def test_labels_come_and_go_without_touching_those_of_others(world, github, number):
    await github.create_label("stage: a/b", "00ff00", "A stage")
    await github.create_label("stage: a/b", "00ff00", "A stage")
    world.as_user("ben").label(REPO, number, "nomination")
    await github.add_labels(number, ["stage: a/b"])

    assert {label["name"] for label in await github.labels()} >= {"nomination", "stage: a/b"}
    assert set(seen(world).labels(number)) == {"nomination", "stage: a/b"}
    await github.remove_label(number, "stage: a/b")
    await github.remove_label(number, "stage: a/b")
    assert set(seen(world).labels(number)) == {"nomination"}


async def test_issues_are_opened_changed_listed_and_assigned(world, github, number):
    report = (await github.create_issue("Configuration", "broken", ["nomination"]))["number"]
    await github.update_issue(report, state="closed", title="Mended")
    await github.assign(number, ["ben"])
    await github.unassign(number, ["ben"])

    assert [[issue["number"] for issue in page] async for page in github.issues()] == [[number]]
    closed = [issue["title"] async for page in github.issues(["nomination"], state="all") for issue in page]
    assert closed == ["Mended"]


async def test_a_comment_on_a_locked_thread_is_refused_as_such(world, connect, number):
    world.as_user("dpg-bot").lock(REPO, number)

    with pytest.raises(Locked):
        await connect(TokenAuth(world.token_for("eve"))).create_comment(number, "Hello")


async def test_a_stage_goes_from_branch_over_file_and_pull_request_to_release(world, github):
    main = await github.branch_sha("main")
    branch, path = "nomination/7/candidate", "registry/étude.json"
    await github.create_branch(branch, main)
    written = await github.put_file(path, branch, "{}\n", "Add étude")
    pull = await github.create_pull("Étude", "text", branch, "main")
    head = await github.branch_sha(branch)
    await github.set_status(head, "pending", "dpg-review", "Waiting for reviewers")
    await github.update_pull(pull["number"], title="Étude, revised")

    assert head == written["commit"]
    assert await github.file(path, branch) == ("{}\n", written["blob"])
    assert [found["title"] for found in await github.pulls(branch)] == ["Étude, revised"]
    assert (await github.pull(pull["number"]))["head"]["sha"] == head
    assert [found["filename"] for found in await github.pull_files(pull["number"])] == [path]
    assert [status["state"] for status in await github.statuses(head)] == ["pending"]

    await github.merge_pull(pull["number"], head, title="Étude is a candidate")
    assert await github.file(path, "main") == ("{}\n", written["blob"])
    assert len(await github.commits(path)) >= 1

    made = await github.create_release("dpg/étude-2026", "Étude", "Welcome", discussion_category="Announcements")
    assert await github.release_by_tag("dpg/étude-2026") == made
    assert await github.release_by_tag("none") is None


async def test_a_file_is_only_written_over_the_one_that_was_read(world, github):
    first = await github.put_file("a.json", "main", "1", "one")
    second = await github.put_file("a.json", "main", "2", "two", first["blob"])

    with pytest.raises((Conflict, Invalid)):
        await github.put_file("a.json", "main", "3", "three", first["blob"])
    with pytest.raises((Conflict, Invalid)):
        await github.put_file("a.json", "main", "3", "three")
    await github.delete_file("a.json", "main", "away", second["blob"])
    await github.delete_file("a.json", "main", "away", second["blob"])
    assert await github.file("a.json", "main") is None


async def test_a_merge_with_a_stale_head_or_a_second_time_is_a_conflict(world, github):
    await github.create_branch("b", await github.branch_sha("main"))
    old = (await github.put_file("a.json", "b", "1", "one"))["commit"]
    pull = (await github.create_pull("t", "b", "b", "main"))["number"]
    new = (await github.put_file("b.json", "b", "1", "two"))["commit"]

    with pytest.raises(Conflict):
        await github.merge_pull(pull, old)
    await github.merge_pull(pull, new, "squash")
    with pytest.raises(Conflict):
        await github.merge_pull(pull, new)


async def test_what_is_not_there_or_not_there_any_more_has_its_name(world, connect, github, number):
    world.add_repo("dpg/other", collaborators={"dpg-bot": "write"})
    token = world.token_for("dpg-bot")
    revoked = connect(TokenAuth(token))
    world.revoke(token)
    moved = world.as_user("ana").open_issue(REPO, "Another", "text")
    world.set_role(REPO, "ben", "admin")
    world.set_role("dpg/other", "ben", "admin")
    world.as_user("ben").transfer_issue(REPO, moved, "dpg/other")

    with pytest.raises(NotFound):
        await github.issue(999)
    with pytest.raises(Unauthorized):
        await revoked.issue(number)
    with pytest.raises(Moved):
        await github.issue(moved)


async def test_a_renamed_registry_is_read_under_its_old_name_but_not_written(world, github, number):
    world.rename_repo(REPO, "catalogue")

    assert (await github.issue(number))["number"] == number
    with pytest.raises(Moved):
        await github.create_comment(number, "Hello")


async def test_a_comment_whose_answer_was_lost_is_there_once_and_reported_as_unknown(world, github, number):
    world.faults.add(kind="lost_after", method="POST", path="comments$")

    with pytest.raises(Unknown):
        await github.create_comment(number, "Hello")
    assert [comment.body for comment in seen(world).comments(number)] == ["Hello"]


async def test_what_has_not_changed_costs_no_quota(world, github, number):
    for _ in range(3):
        await github.issue(number)
        await github.comments(number)

    assert [request.status for request in world.requests] == [200, 200, 304, 304, 304, 304]


async def test_a_tree_is_laid_over_another_and_committed_and_nobody_sees_it_before_the_branch_moves(world, github):
    main = (await github.put_file("old.json", "main", "{}", "Before"))["commit"]
    base, _ = await github.tree(main)
    tree = await github.create_tree({"api/one.json": "1\n", "api/two.json": "ü\n", "old.json": None}, base)
    commit = await github.create_commit("Outputs", tree, [main])

    assert "api/one.json" not in seen(world).files()
    await github.move_branch("main", commit)
    assert seen(world).files() == ["api/one.json", "api/two.json"]
    assert seen(world).file("api/two.json") == "ü\n"
    assert sorted((await github.tree(commit))[1]) == ["api/one.json", "api/two.json"]


async def test_a_commit_without_parents_begins_a_branch_with_a_history_of_its_own(world, github):
    commit = await github.create_commit("Outputs", await github.create_tree({"a": "b"}))
    await github.create_branch("gh-pages", commit)
    assert seen(world).files("gh-pages") == ["a"]
    assert seen(world).log("gh-pages") == ["Outputs"]


async def test_a_branch_moves_only_forwards_and_only_if_it_is_there(world, github):
    tree = await github.create_tree({"a": "b"})
    aside = await github.create_commit("Aside", tree)
    with pytest.raises(Invalid):
        await github.move_branch("main", aside)
    with pytest.raises(Invalid):
        await github.move_branch("no-such-branch", aside)


@pytest.mark.parametrize("files", [{"../a": "x"}, {".git/config": "x"}, {"a//b": "x"}, {"absent": None}, {}])
async def test_a_tree_that_cannot_be_is_refused(github, files):
    with pytest.raises(Invalid):
        await github.create_tree(files)


async def test_the_issues_of_a_label_come_in_the_order_of_their_last_change_whether_open_or_closed(world, github):
    ana = world.as_user("ana")
    labelled = [("one", ["nomination"]), ("two", ["nomination"]), ("three", [])]
    first, second, _ = (ana.open_issue(REPO, name, "", labels) for name, labels in labelled)
    world.as_user("dpg-bot").close(REPO, first)
    assert [issue["number"] async for page in github.newest_issues("nomination") for issue in page] == [first, second]
