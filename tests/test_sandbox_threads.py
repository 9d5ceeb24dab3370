"""Issues, comments, labels and reactions on the local GitHub behave as on the real one."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox import Refused
from tests.openapi.town import HOME, REPO, Town, town


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Town]:
    async with town() as place:
        yield place


async def test_a_strangers_labels_and_assignees_are_dropped_silently(there: Town) -> None:
    told = await there.ask("POST", f"{HOME}/issues", "alice", title="T", labels=["nomination"], assignees=["bob"])

    assert (told.status, told.data["labels"], told.data["assignees"]) == (201, [], [])


async def test_an_issue_forms_labels_come_on_for_strangers_but_only_defined_ones(there: Town) -> None:
    number = there.person("alice").open_issue(REPO, "T", "B", labels=["Nomination", "undefined"])

    assert there.gh.repo(REPO).labels(number) == ["nomination"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/issues/1/labels", {"labels": ["x"]}),
        ("DELETE", "/issues/1/labels/nomination", {}),
        ("PATCH", "/issues/1", {"state": "closed"}),
        ("PATCH", "/issues/1", {"title": "mine now"}),
        ("PUT", "/issues/1/lock", {}),
        ("POST", "/issues/1/assignees", {"assignees": ["bob"]}),
        ("POST", "/labels", {"name": "x"}),
        ("GET", "/collaborators/alice/permission", {}),
    ],
)
async def test_strangers_are_refused_with_403(there: Town, method: str, path: str, body: dict[str, object]) -> None:
    there.person("alice").open_issue(REPO, "T", labels=["nomination"])

    assert (await there.ask(method, HOME + path, "bob", **body)).status == 403


async def test_the_author_may_edit_and_close_their_own_issue(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T", "old")

    told = await there.ask("PATCH", f"{HOME}/issues/1", "alice", title="T2", body="new", state="closed")

    assert told.data["title"] == "T2"
    assert (told.data["state"], told.data["state_reason"], told.data["closed_by"]["login"]) == (
        "closed",
        "completed",
        "alice",
    )


async def test_an_author_reopens_only_what_they_closed_themselves(there: Town) -> None:
    alice = there.person("alice")
    alice.open_issue(REPO, "T")
    alice.close(REPO, 1)
    alice.reopen(REPO, 1)
    there.person("tria").close(REPO, 1, "not_planned")

    with pytest.raises(Refused, match="403"):
        alice.reopen(REPO, 1)


async def test_a_refused_change_changes_nothing(there: Town) -> None:
    alice = there.person("alice")
    alice.open_issue(REPO, "T", "B")
    there.person("tria").close(REPO, 1)

    told = await there.ask("PATCH", f"{HOME}/issues/1", "alice", body="new", state="open")

    assert (told.status, there.gh.repo(REPO).issues[1].body) == (403, "B")


async def test_roles_are_told_by_their_name_and_strangers_read(there: Town) -> None:
    roles = {
        who: (await there.ask("GET", f"{HOME}/collaborators/{who}/permission")).data
        for who in ("alice", "tria", "wim", "bot", "mae")
    }

    assert {who: (told["permission"], told["role_name"]) for who, told in roles.items()} == {
        "alice": ("read", "read"),
        "tria": ("read", "triage"),
        "wim": ("write", "write"),
        "bot": ("write", "maintain"),
        "mae": ("admin", "admin"),
    }
    assert (await there.ask("GET", f"{HOME}/collaborators/nobody/permission")).status == 404


async def test_a_comment_of_65536_characters_fits_and_one_more_is_422(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")

    fits = await there.ask("POST", f"{HOME}/issues/1/comments", body="ä" * 65_536)
    refused = await there.ask("POST", f"{HOME}/issues/1/comments", body="ä" * 65_537)
    edited = await there.ask("PATCH", f"{HOME}/issues/comments/{fits.data['id']}", body="x" * 65_537)

    assert (fits.status, refused.status, refused.codes) == (201, 422, ["unprocessable"])
    assert edited.status == 422
    assert [len(each.body) for each in there.gh.repo(REPO).comments(1)] == [65_536]


async def test_a_blank_comment_is_422(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")

    assert (await there.ask("POST", f"{HOME}/issues/1/comments", body=" \n")).status == 422


async def test_only_writers_and_the_author_edit_a_comment(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    board = (await there.ask("POST", f"{HOME}/issues/1/comments", body="[ ] box")).data["id"]

    for who in ("alice", "tria"):
        with pytest.raises(Refused, match="403"):
            there.person(who).edit_comment(REPO, board, "[x] box")
    there.person("wim").edit_comment(REPO, board, "[x] box")

    seen = there.gh.repo(REPO).comment(board)
    assert (seen.body, seen.user) == ("[x] box", "bot")


async def test_a_locked_issue_takes_comments_and_labels_of_collaborators_only(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    await there.ask("PUT", f"{HOME}/issues/1/lock", lock_reason="resolved")

    assert (await there.ask("POST", f"{HOME}/issues/1/comments", "alice", body="but")).status == 403
    assert (await there.ask("POST", f"{HOME}/issues/1/comments", "tria", body="ok")).status == 201
    assert (await there.ask("POST", f"{HOME}/issues/1/labels", labels=["late"])).status == 200
    told = await there.ask("GET", f"{HOME}/issues/1")
    assert (told.data["locked"], told.data["active_lock_reason"]) == (True, "resolved")


async def test_label_names_match_without_case(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T", labels=["nomination"])

    added = await there.ask("POST", f"{HOME}/issues/1/labels", labels=["NOMINATION", "Stage: L1", "stage: l1"])
    twin = await there.ask("POST", f"{HOME}/labels", name="STAGE: L1")
    listed = await there.ask("GET", f"{HOME}/issues?labels=nomination,STAGE: l1")
    removed = await there.ask("DELETE", f"{HOME}/issues/1/labels/sTAGE%3A%20L1")

    assert [each["name"] for each in added.data] == ["nomination", "Stage: L1"]
    assert (twin.status, twin.codes) == (422, ["already_exists"])
    assert [each["number"] for each in listed.data] == [1]
    assert [each["name"] for each in removed.data] == ["nomination"]


async def test_adding_an_unknown_label_defines_it_and_removing_an_absent_one_is_404(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")

    await there.ask("POST", f"{HOME}/issues/1/labels", labels=["brand/new"])

    assert (await there.ask("GET", f"{HOME}/labels/brand%2Fnew")).data["color"] == "ededed"
    assert (await there.ask("DELETE", f"{HOME}/issues/1/labels/nomination")).status == 404


async def test_a_renamed_label_is_renamed_on_its_issues_and_a_deleted_one_leaves_them(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T", labels=["nomination"])

    await there.ask("PATCH", f"{HOME}/labels/Nomination", new_name="candidate", color="00ff00")
    renamed = there.gh.repo(REPO).labels(1)
    await there.ask("DELETE", f"{HOME}/labels/candidate")

    assert (renamed, there.gh.repo(REPO).labels(1)) == (["candidate"], [])


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ({"name": "x" * 51}, ["custom"]),
        ({"name": "x", "description": "d" * 101}, ["custom"]),
        ({"name": "x", "description": "a face 🙂"}, ["custom"]),
        ({"name": "x", "color": "#ff0000"}, ["invalid"]),
        ({"name": ""}, ["missing_field"]),
    ],
)
async def test_labels_beyond_githubs_limits_are_422(there: Town, body: dict[str, str], codes: list[str]) -> None:
    told = await there.ask("POST", f"{HOME}/labels", **body)

    assert (told.status, told.codes) == (422, codes)


async def test_an_issue_carries_at_most_100_labels(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")

    full = await there.ask("POST", f"{HOME}/issues/1/labels", labels=[f"l{n}" for n in range(100)])
    over = await there.ask("POST", f"{HOME}/issues/1/labels", labels=["one more"])

    assert (full.status, over.status, len(there.gh.repo(REPO).labels(1))) == (200, 422, 100)


async def test_setting_labels_takes_off_what_a_person_put_on(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T", labels=["nomination"])
    there.person("tria").label(REPO, 1, "a person's own")

    await there.ask("PUT", f"{HOME}/issues/1/labels", labels=["stage: x"])

    assert there.gh.repo(REPO).labels(1) == ["stage: x"]


async def test_the_same_reaction_twice_is_200_and_counts_once(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    comment = there.person("alice").comment(REPO, 1, "hi")

    first = await there.ask("POST", f"{HOME}/issues/comments/{comment}/reactions", content="+1")
    again = await there.ask("POST", f"{HOME}/issues/comments/{comment}/reactions", content="+1")
    await there.ask("POST", f"{HOME}/issues/1/reactions", content="eyes")
    rollup = (await there.ask("GET", f"{HOME}/issues/comments/{comment}")).data["reactions"]

    assert (first.status, again.status, again.data["id"]) == (201, 200, first.data["id"])
    assert (rollup["+1"], rollup["total_count"]) == (1, 1)
    assert (await there.ask("GET", f"{HOME}/issues/1")).data["reactions"]["eyes"] == 1


async def test_reacting_leaves_updated_at_alone_and_editing_moves_it(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    comment = there.person("alice").comment(REPO, 1, "hi")
    before = there.gh.repo(REPO).comment(comment)

    await there.ask("POST", f"{HOME}/issues/comments/{comment}/reactions", content="+1")
    reacted = there.gh.repo(REPO).comment(comment)
    there.person("alice").edit_comment(REPO, comment, "hello")
    edited = there.gh.repo(REPO).comment(comment)

    assert reacted.updated_at == before.updated_at == before.created_at
    assert edited.updated_at > edited.created_at


async def test_only_assignable_people_are_assigned_and_others_dropped(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")

    told = await there.ask("POST", f"{HOME}/issues/1/assignees", assignees=["alice", "bob", "tria", "nobody"])

    assert (told.status, [each["login"] for each in told.data["assignees"]]) == (201, ["alice", "tria"])


async def test_issues_and_pull_requests_share_one_sequence_and_one_list(there: Town) -> None:
    there.person("alice").open_issue(REPO, "an issue")
    there.person("wim").open_pull(REPO, "topic", "main", "a pull", files={"a.txt": "a"})
    there.person("alice").open_issue(REPO, "another")

    listed = (await there.ask("GET", f"{HOME}/issues?direction=asc")).data

    assert [(each["number"], "pull_request" in each) for each in listed] == [(1, False), (2, True), (3, False)]
    assert (await there.ask("GET", f"{HOME}/issues/2")).data["pull_request"]["merged_at"] is None
    assert (await there.ask("GET", f"{HOME}/pulls/1")).status == 404


async def test_ids_grow_and_times_are_whole_seconds_in_utc(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    ids = [there.person("alice").comment(REPO, 1, str(n)) for n in range(3)]

    listed = (await there.ask("GET", f"{HOME}/issues/1/comments")).data

    assert ids == sorted(set(ids)) == [each["id"] for each in listed]
    assert [each["created_at"] for each in listed] == [f"2026-03-02T09:00:0{n}Z" for n in (1, 2, 3)]


async def test_listings_filter_by_state_label_and_since(there: Town) -> None:
    alice = there.person("alice")
    for title in ("one", "two", "three"):
        alice.open_issue(REPO, title, labels=["nomination"] if title != "two" else [])
    alice.close(REPO, 1)
    there.gh.clock.move(timedelta(days=1))
    alice.comment(REPO, 3, "news")

    async def numbers(query: str) -> list[int]:
        return [each["number"] for each in (await there.ask("GET", f"{HOME}/issues?{query}")).data]

    assert await numbers("") == [3, 2]
    assert await numbers("state=all&direction=asc") == [1, 2, 3]
    assert await numbers("labels=nomination") == [3]
    assert await numbers("state=all&since=2026-03-03T00:00:00Z") == [3]
    assert await numbers("state=all&sort=comments") == [3, 2, 1]


async def test_all_comments_of_a_repository_come_by_update_since_a_moment(there: Town) -> None:
    alice = there.person("alice")
    alice.open_issue(REPO, "T")
    first, second = alice.comment(REPO, 1, "first"), alice.comment(REPO, 1, "second")
    there.gh.clock.move(timedelta(hours=1))
    since = there.gh.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    alice.edit_comment(REPO, first, "first, edited")

    every = (await there.ask("GET", f"{HOME}/issues/comments?sort=updated&direction=asc")).data
    fresh = (await there.ask("GET", f"{HOME}/issues/comments?since={since}")).data

    assert [each["id"] for each in every] == [second, first]
    assert [each["id"] for each in fresh] == [first]


async def test_a_deleted_issue_is_410_and_a_transferred_one_301(there: Town) -> None:
    there.gh.add_repo("dpg/other", collaborators={"mae": "admin"})
    for title in ("gone", "moved"):
        there.person("alice").open_issue(REPO, title)
    comment = there.person("alice").comment(REPO, 2, "here")
    there.person("mae").delete_issue(REPO, 1)
    number = there.person("mae").transfer_issue(REPO, 2, "dpg/other")

    gone, moved = [await there.ask("GET", f"{HOME}/issues/{n}") for n in (1, 2)]
    write = await there.ask("POST", f"{HOME}/issues/2/comments", body="lost?")
    followed = await there.ask("GET", moved.headers["Location"])

    assert (gone.status, moved.status, write.status) == (410, 301, 301)
    assert (followed.data["title"], followed.data["number"]) == ("moved", number)
    assert (await there.ask("GET", f"{HOME}/issues/comments/{comment}")).status == 404
    assert there.gh.repo("dpg/other").comment(comment).issue == number


async def test_deleted_people_become_null(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    comment = there.person("alice").comment(REPO, 1, "hi")
    there.gh.delete_user("alice")

    assert (await there.ask("GET", f"{HOME}/issues/1")).data["user"] is None
    assert (await there.ask("GET", f"{HOME}/issues/comments/{comment}")).data["user"] is None


async def test_authors_stand_to_the_repository_as_github_tells_it(there: Town) -> None:
    for who in ("alice", "wim", "tria"):
        there.person(who).open_issue(REPO, f"by {who}")

    listed = (await there.ask("GET", f"{HOME}/issues?direction=asc")).data

    assert [each["author_association"] for each in listed] == ["NONE", "COLLABORATOR", "MEMBER"]
