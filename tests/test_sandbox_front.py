"""The door of the local GitHub: credentials, conditional requests, pages, limits, faults and the ledger."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientConnectionError, ClientTimeout
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import Count, Limits, LocalGitHub, Mutation
from bot.sandbox.rest import code, issues, labels, publishing, pulls, threads
from bot.sandbox.rest.body import KINDS
from tests.openapi.town import HOME, REPO, Town, app_key, make_key, signed, town


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Town]:
    async with town() as place:
        yield place


# Credentials


async def test_an_unknown_token_is_401_and_so_is_a_write_without_one(there: Town) -> None:
    bad = {"Authorization": "token nonsense"}

    assert (await there.ask("GET", HOME, headers=bad)).status == 401
    assert (await there.ask("GET", HOME, None)).status == 200
    assert (await there.ask("POST", f"{HOME}/issues", None, title="T")).status == 401


async def test_a_revoked_token_is_401(there: Town) -> None:
    token = there.gh.token_for("bot")
    there.gh.revoke(token)

    assert (await there.ask("GET", "/user", headers={"Authorization": f"Bearer {token}"})).status == 401


async def test_a_private_repository_is_404_to_strangers(there: Town) -> None:
    there.gh.add_repo("dpg/secret", private=True, collaborators={"bot": "read"})

    assert (await there.ask("GET", "/repos/dpg/secret", "alice")).status == 404
    assert (await there.ask("GET", "/repos/dpg/secret")).status == 200
    assert (await there.ask("POST", "/repos/dpg/secret/issues", "alice", title="T")).status == 404


async def test_team_membership_is_404_for_those_outside_and_for_askers_who_may_not_look(there: Town) -> None:
    there.gh.add_org("acme", teams={"reviewers": ["bob"]})
    there.gh.add_org("closed", teams={"reviewers": ["bob"]}, members=["alice"])

    async def asked(org: str, who: str, asker: str = "bot") -> int:
        return (await there.ask("GET", f"/orgs/{org}/teams/reviewers/memberships/{who}", asker)).status

    assert [await asked("acme", who) for who in ("bob", "alice", "nobody")] == [200, 404, 404]
    assert [await asked("closed", "bob", asker) for asker in ("alice", "bob", "bot")] == [200, 200, 404]


async def test_a_renamed_repository_redirects_reads_with_301_and_writes_with_307(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.gh.rename_repo(REPO, "catalogue")

    read = await there.ask("GET", f"{HOME}/issues?per_page=5")
    write = await there.ask("POST", f"{HOME}/issues/1/comments", body="hi")
    followed = await there.ask("POST", write.headers["Location"], body="hi")

    assert (read.status, write.status, followed.status) == (301, 307, 201)
    assert read.headers["Location"] == f"{there.gh.url}/repositories/{there.gh.repo('dpg/catalogue').id}/issues?per_page=5"


# Conditional requests and pages


async def test_an_unchanged_answer_is_304_and_free(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    first = await there.ask("GET", f"{HOME}/issues")
    tag = {"If-None-Match": first.headers["ETag"]}

    same = await there.ask("GET", f"{HOME}/issues", headers=tag)
    there.person("alice").comment(REPO, 1, "news")
    changed = await there.ask("GET", f"{HOME}/issues", headers=tag)

    assert (same.status, same.data, changed.status) == (304, b"", 200)
    assert same.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"] == "4999"
    assert changed.headers["X-RateLimit-Remaining"] == "4998"
    assert there.gh.count("bot") == Count(reads=2, writes=0, not_modified=1)


async def test_an_etag_holds_for_one_token_only(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    first = await there.ask("GET", f"{HOME}/issues/1")
    other = {"If-None-Match": first.headers["ETag"], "Authorization": f"Bearer {there.gh.token_for('bot')}"}

    assert (await there.ask("GET", f"{HOME}/issues/1", headers=other)).status == 200


async def test_pages_link_to_their_neighbours_and_hold_at_most_100(there: Town) -> None:
    for number in range(205):
        there.person("alice").open_issue(REPO, str(number))

    url: str | None = f"{HOME}/issues?per_page=500&direction=asc"
    found: list[int] = []
    sizes = []
    while url is not None:
        page = await there.ask("GET", url.removeprefix(there.gh.url))
        sizes.append(len(page.data))
        found += [each["number"] for each in page.data]
        url = _link(page.headers.get("Link", ""), "next")

    assert (sizes, found) == ([100, 100, 5], list(range(1, 206)))
    first = await there.ask("GET", f"{HOME}/issues")
    assert len(first.data) == 30
    assert "page=7>" in first.headers["Link"].partition('rel="last"')[0]


def _link(header: str, name: str) -> str | None:
    for part in header.split(", "):
        target, _, relation = part.partition("; ")
        if relation == f'rel="{name}"':
            return target.strip("<>")
    return None


# Limits


async def test_the_primary_limit_refuses_until_its_hour_is_over() -> None:
    async with town(Limits(primary=3)) as there:
        statuses = [(await there.ask("GET", HOME)).status for _ in range(4)]
        refused = await there.ask("GET", HOME)
        others = await there.ask("GET", HOME, "alice")
        there.gh.clock.move(timedelta(hours=1))

        assert (statuses, others.status) == ([200, 200, 200, 403], 200)
        assert (refused.headers["X-RateLimit-Remaining"], refused.headers["X-RateLimit-Reset"]) == ("0", "1772445600")
        assert (await there.ask("GET", HOME)).status == 200


async def test_secondary_limits_are_off_until_wanted_and_then_ask_for_a_pause() -> None:
    async with town(Limits(content_per_minute=2)) as there:
        there.person("alice").open_issue(REPO, "T")
        there.gh.clock.step = timedelta(0)
        told = [await there.ask("POST", f"{HOME}/issues/1/comments", body="x") for _ in range(3)]
        breaches_before = len(there.gh.breaches)
        await there.ask("GET", HOME)
        there.gh.clock.move(timedelta(seconds=61))
        later = await there.ask("POST", f"{HOME}/issues/1/comments", body="x")

        assert [each.status for each in told] == [201, 201, 403]
        assert told[2].headers["Retry-After"] == "60"
        assert (breaches_before, len(there.gh.breaches), later.status) == (0, 1, 201)


async def test_the_hourly_and_the_points_limit_hold_too() -> None:
    async with town(Limits(content_per_hour=2, points_per_minute=None)) as there:
        there.person("alice").open_issue(REPO, "T")
        for expected in (201, 201, 403):
            assert (await there.ask("POST", f"{HOME}/issues/1/comments", body="x")).status == expected
            there.gh.clock.move(timedelta(minutes=2))
    async with town(Limits(points_per_minute=7)) as there:
        there.person("alice").open_issue(REPO, "T")
        statuses = [(await there.ask("POST", f"{HOME}/issues/1/comments", body="x")).status]
        statuses += [(await there.ask("GET", HOME)).status for _ in range(3)]
        assert statuses == [201, 200, 200, 403]


# Faults


async def test_scripted_answers_come_instead_of_the_work(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    kinds: Any = {
        "500": 500,
        "502": 502,
        "503": 503,
        "403_secondary": 403,
        "429": 429,
        "403_permission": 403,
        "html200": 200,
    }
    for kind, status in kinds.items():
        there.gh.faults.add(method="POST", path="/comments$", kind=kind, retry_after=7)
        told = await there.ask("POST", f"{HOME}/issues/1/comments", body="x")
        assert told.status == status
        assert told.headers.get("Retry-After") == (None if kind == "html200" else "7")

    assert there.gh.repo(REPO).comments(1) == []
    assert there.gh.mutations == []
    assert (await there.ask("POST", f"{HOME}/issues/1/comments", body="x")).status == 201


async def test_the_nth_match_and_then_so_many_are_spoilt(there: Town) -> None:
    there.gh.faults.add(method="GET", path=lambda _method, path: path == HOME, kind="500", nth=2, times=2)

    assert [(await there.ask("GET", HOME)).status for _ in range(4)] == [200, 500, 500, 200]
    there.gh.faults.add(path=HOME, kind="502", times=None)
    assert [(await there.ask("GET", HOME)).status for _ in range(3)] == [502] * 3
    there.gh.faults.clear()
    assert (await there.ask("GET", HOME)).status == 200


async def test_an_answer_lost_after_the_commit_leaves_the_comment(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.gh.faults.add(method="POST", path="/comments$", kind="lost_after")
    with pytest.raises(ClientConnectionError):
        await there.ask("POST", f"{HOME}/issues/1/comments", body="x")

    assert [each.body for each in there.gh.repo(REPO).comments(1)] == ["x"]
    assert [(each.status, each.path) for each in there.gh.mutations] == [(201, f"{HOME}/issues/1/comments")]
    assert there.gh.requests[-1].status == 0


async def test_a_connection_reset_before_the_commit_leaves_nothing(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    there.gh.faults.add(method="POST", kind="reset_before")
    with pytest.raises(ClientConnectionError):
        await there.ask("POST", f"{HOME}/issues/1/comments", body="x")

    assert (there.gh.repo(REPO).comments(1), there.gh.mutations) == ([], [])


async def test_a_timeout_answers_nothing_and_does_not_keep_the_server_from_stopping(there: Town) -> None:
    there.gh.faults.add(kind="timeout")
    with pytest.raises(asyncio.TimeoutError):
        await there.http.get(there.gh.url + HOME, timeout=ClientTimeout(total=0.05))

    assert there.gh.requests[-1].fault == "timeout"


async def test_requests_within_a_pause_that_a_fault_asked_for_are_breaches(there: Town) -> None:
    there.gh.faults.add(kind="429", retry_after=30)
    await there.ask("GET", HOME)
    await there.ask("GET", HOME)
    there.gh.clock.move(timedelta(seconds=30))
    await there.ask("GET", HOME)

    assert len(there.gh.breaches) == 1


async def test_a_lagging_listing_hides_new_comments_but_not_their_own_address(there: Town) -> None:
    there.gh.listing_lag(5)
    there.person("alice").open_issue(REPO, "T")
    comment = (await there.ask("POST", f"{HOME}/issues/1/comments", body="x")).data["id"]

    async def listed() -> list[int]:
        pages = [f"{HOME}/issues/1/comments", f"{HOME}/issues/comments"]
        return [len((await there.ask("GET", page)).data) for page in pages]

    before = await listed()
    direct = await there.ask("GET", f"{HOME}/issues/comments/{comment}")
    there.gh.clock.move(timedelta(seconds=5))

    assert (before, direct.status, await listed()) == ([0, 0], 200, [1, 1])


# The ledger


async def test_every_committed_change_is_written_down_once_and_refused_ones_are_not(there: Town) -> None:
    there.person("alice").open_issue(REPO, "T")
    comment = (await there.ask("POST", f"{HOME}/issues/1/comments", body="x")).data["id"]
    await there.ask("PATCH", f"{HOME}/issues/comments/{comment}", "alice", body="y")
    await there.ask("DELETE", f"{HOME}/issues/1/labels/none")

    assert [(each.actor, each.method, each.body, each.result) for each in there.gh.mutations] == [
        ("bot", "POST", {"body": "x"}, comment)
    ]
    assert [each.status for each in there.gh.requests] == [201, 403, 404]


async def test_requests_are_counted_from_an_index_on(there: Town) -> None:
    await there.ask("GET", HOME)
    since = len(there.gh.requests)
    await there.ask("POST", f"{HOME}/issues", title="T")
    await there.ask("GET", f"{HOME}/issues")
    await there.ask("GET", HOME, "alice")

    assert there.gh.count("bot", since) == Count(reads=1, writes=1, not_modified=0)


async def test_hooks_run_right_before_and_right_after_each_commit(there: Town) -> None:
    seen: list[tuple[str, int, int]] = []

    def before(mutation: Mutation) -> None:
        seen.append(("before", mutation.status, len(there.gh.repo(REPO).issues)))

    async def after(mutation: Mutation) -> None:
        seen.append(("after", mutation.status, len(there.gh.repo(REPO).issues)))

    there.gh.before_commit, there.gh.on_commit = before, after
    await there.ask("POST", f"{HOME}/issues", title="T")
    await there.ask("GET", f"{HOME}/issues")

    assert seen == [("before", 0, 0), ("after", 201, 1)]


async def test_the_clock_stands_still_but_for_a_tick_with_each_change(there: Town) -> None:
    start = there.gh.clock.now()
    await there.ask("GET", HOME)
    await there.ask("POST", f"{HOME}/issues", title="T")
    there.person("alice").comment(REPO, 1, "x")
    told = await there.ask("GET", HOME)

    assert there.gh.clock.now() - start == timedelta(seconds=2)
    assert told.headers["Date"] == "Mon, 02 Mar 2026 09:00:02 GMT"


async def test_unreadable_bodies_are_400_and_unknown_paths_404(there: Town) -> None:
    headers = {"Authorization": f"Bearer {there.token('bot')}"}
    for raw in (b"{", b"[1]", b"[" * 100_000, b"\xff\xfe"):
        async with there.http.post(there.gh.url + f"{HOME}/issues", data=raw, headers=headers) as answer:
            assert answer.status == 400
    there.judge.complaints.clear()

    assert (await there.ask("GET", "/nowhere")).status == 404
    assert [line.endswith("not among the operations in github.json.gz") for line in there.judge.complaints] == [True]
    there.judge.complaints.clear()


async def test_a_stopped_github_starts_again_at_the_same_address_with_everything_in_place() -> None:
    gh = LocalGitHub()
    gh.add_user("alice")
    gh.add_repo(REPO)
    async with gh:
        url = gh.url
    gh.as_user("alice").open_issue(REPO, "while it was down")
    async with gh:
        assert gh.url == url
        assert gh.repo(REPO).issues[1].title == "while it was down"


# Apps


async def test_an_app_signs_in_finds_its_installation_and_writes_as_a_bot(there: Town) -> None:
    app = there.gh.add_app("dpg-review", private_key_pem=app_key(), repos=[REPO])
    there.gh.add_hook(REPO, there.inbox.url, "s", app=app)
    there.person("alice").open_issue(REPO, "T")
    jwt = signed(there, app.id)

    itself = await there.ask("GET", "/app", headers=jwt)
    installation = await there.ask("GET", f"{HOME}/installation", headers=jwt)
    tokens = f"/app/installations/{installation.data['id']}/access_tokens"
    token = (await there.ask("POST", tokens, headers=jwt)).data
    comment = await there.ask("POST", f"{HOME}/issues/1/comments", token["token"], body="board")

    assert itself.data["slug"] == "dpg-review"
    assert token["token"].startswith("ghs_")
    assert token["expires_at"] == "2026-03-02T10:00:01Z"
    assert (comment.data["user"]["login"], comment.data["user"]["type"]) == ("dpg-review[bot]", "Bot")
    assert comment.data["performed_via_github_app"]["id"] == app.id
    assert there.gh.deliveries[-1].data["installation"]["id"] == installation.data["id"]
    assert (await there.ask("GET", "/user", token["token"])).status == 403
    there.gh.clock.move(timedelta(hours=1))
    assert (await there.ask("GET", HOME, token["token"])).status == 401


async def test_assertions_of_strangers_and_at_wrong_times_are_401(there: Town) -> None:
    app = there.gh.add_app("dpg-review", private_key_pem=app_key(), repos=[REPO])
    for headers in (
        signed(there, app.id, key=make_key()),
        signed(there, 1),
        signed(there, app.id, life=-1),
        signed(there, app.id, life=700),
        signed(there, app.id, age=-90),
    ):
        assert (await there.ask("GET", "/app", headers=headers)).status == 401
    assert (await there.ask("GET", "/app", headers=signed(there, app.client_id))).status == 200


async def test_an_app_may_only_do_what_it_was_given(there: Town) -> None:
    app = there.gh.add_app(
        "reader", private_key_pem=app_key(), repos=[REPO], permissions={"issues": "read", "contents": "write"}
    )
    there.person("alice").open_issue(REPO, "T")
    found = (await there.ask("GET", f"{HOME}/installation", headers=signed(there, app.id))).data["id"]
    path = f"/app/installations/{found}/access_tokens"
    token = (await there.ask("POST", path, headers=signed(there, app.id))).data["token"]

    assert (await there.ask("GET", f"{HOME}/issues/1", token)).status == 200
    assert (await there.ask("POST", f"{HOME}/issues/1/comments", token, body="x")).status == 403
    write = {"message": "m", "content": "eA=="}
    assert (await there.ask("PUT", f"{HOME}/contents/.github/workflows/x.yml", token, **write)).status == 403
    assert (await there.ask("PUT", f"{HOME}/contents/x", token, **write)).status == 201
    there.gh.suspend(app)
    assert (await there.ask("POST", path, headers=signed(there, app.id))).status == 403


# Whatever comes


MODULES = (code, issues, labels, publishing, pulls, threads)
WRITES = tuple((row[0], row[1]) for table in MODULES for row in table.ROUTES if row[0] != "GET")
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([[1]]), st.just({"a": [None]}))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(WRITES), st.dictionaries(st.sampled_from([*KINDS, "x"]), VALUES, max_size=6))
async def test_no_body_makes_the_server_fail(route: tuple[str, str], body: dict[str, Any]) -> None:
    async with town() as there:
        there.person("wim").open_pull(REPO, "topic", "main", "T", files={"a": "1"})
        comment = there.person("alice").comment(REPO, 1, "x")
        path = route[1].replace("{owner}/{repo}", REPO).replace("comments/{id}", f"comments/{comment}")
        for name, value in {
            "number": "1",
            "id": "1",
            "path*": "a",
            "ref*": "heads/topic",
            "name": "nomination",
        }.items():
            path = path.replace(f"{{{name}}}", value)

        told = await there.ask(route[0], path, **body)

        assert told.status < 500
        there.judge.complaints.clear()
