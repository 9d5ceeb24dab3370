"""How the client keeps its promises when GitHub and the network do not keep theirs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.github.auth import TokenAuth
from bot.github.errors import (
    Conflict,
    Forbidden,
    GitHubError,
    Gone,
    Invalid,
    Locked,
    Moved,
    NotFound,
    NotSent,
    ServerTrouble,
    Unauthorized,
    UnexpectedAnswer,
    Unknown,
    Unreadable,
)
from tests.scripted_github import HANG, ISSUE, REPO, RESET, Scripted, comment, connect, hub, issue, listening, repository, says

__all__ = ["connect", "hub"]  # pytest finds the fixtures by their names here

# Repeating


@pytest.mark.parametrize(
    "fault",
    [(500,), (502, "<html>"), (503, {"message": "busy"}), (599, "?"), RESET, HANG, (200, "<html>"), (200, b'{"a":'),
     (200, b"7"), (200, b""), (200, b"[" * 100_000), (304, b"")],
    ids=str,
)  # fmt: skip
async def test_a_read_is_repeated_until_github_answers(hub, connect, fault):
    hub.on(f"GET {ISSUE}", fault, fault, issue())

    assert await connect().issue(7) == issue()
    assert len(hub.seen()) == 3


async def test_a_read_gives_up_after_three_repeats_with_growing_waits(hub, connect):
    hub.on(f"GET {ISSUE}", (502,))

    with pytest.raises(ServerTrouble):
        await connect(jitter=lambda: 1.0).issue(7)
    assert len(hub.seen()) == 4
    assert hub.clock.naps == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("fault", [(500,), (502, "<html>"), RESET, HANG, (200, "<html>"), (201, b'{"id":')], ids=str)
async def test_a_comment_whose_fate_is_unknown_is_not_posted_again(hub, connect, fault):
    hub.on(f"POST {ISSUE}/comments", fault)

    with pytest.raises(Unknown):
        await connect().create_comment(7, "Hello")
    assert len(hub.seen()) == 1


async def test_a_comment_that_was_certainly_not_sent_is_tried_again_and_never_called_unknown(hub, connect):
    async with listening(hub.answer) as nobody_there:
        pass

    with pytest.raises(NotSent):
        await connect(base_url=nobody_there).create_comment(7, "Hello")
    assert len(hub.clock.naps) == 3


async def test_adding_labels_reacting_and_setting_a_status_are_repeated_because_twice_is_once(hub, connect):
    hub.on(f"POST {ISSUE}/labels", RESET, [{"name": "stage: dpg"}])
    hub.on(f"POST /repos/{REPO}/issues/comments/5/reactions", (502,), {"id": 1})
    hub.on(f"POST /repos/{REPO}/statuses/abc", (502,), {"id": 2})
    github = connect()

    await github.add_labels(7, ["stage: dpg"])
    await github.react(5, "+1")
    await github.set_status("abc", "pending", "dpg-review", "x" * 200)


# Refusals


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Problems parsing JSON", Invalid),
        (401, "Bad credentials", Unauthorized),
        (403, "Resource not accessible by integration", Forbidden),
        (403, "Unable to create comment because issue is locked.", Locked),
        (404, "Not Found", NotFound),
        (405, "Pull Request is not mergeable", Conflict),
        (409, "Head branch was modified", Conflict),
        (410, "This issue was deleted", Gone),
        (418, "I'm a teapot", GitHubError),
        (422, "Validation Failed", Invalid),
        (451, "Unavailable", Gone),
    ],
)
async def test_each_refusal_has_its_own_name_and_is_not_repeated(hub, connect, status, message, kind):
    hub.on(f"POST {ISSUE}/comments", (status, {"message": message}))
    github = connect()

    with pytest.raises(kind, match=r"issues/\{number\}/comments") as refusal:
        await github.create_comment(7, "x")
    assert type(refusal.value) is kind
    assert refusal.value.status == status
    assert len(hub.seen()) == 1
    assert github.transport.gate.paused_until is None


@pytest.mark.parametrize("body", [b"[]", b"", b"null", "<html>", b'{"errors":"text"}', b'{"errors":7}', b'{"message":null}'])
async def test_a_refusal_without_a_readable_reason_is_still_that_refusal(hub, connect, body):
    hub.on(f"GET {ISSUE}", (422, body))

    with pytest.raises(Invalid):
        await connect().issue(7)


async def test_an_invalid_request_tells_githubs_codes(hub, connect):
    hub.on(
        f"POST /repos/{REPO}/labels",
        (422, {"message": "no", "errors": [{"code": "already_exists"}]}),
        (422, {"errors": [{"code": "invalid"}]}),
    )
    github = connect()

    await github.create_label("stage: dpg", "00ff00", "")
    with pytest.raises(Invalid) as refusal:
        await github.create_label("stage: dpg", "nonsense", "")
    assert refusal.value.codes == {"invalid"}


# Redirects


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_write_is_never_redirected(hub, connect, status):
    hub.on(f"POST {ISSUE}/comments", lambda _: says(status, {}, Location=f"{hub.url}/elsewhere"))

    with pytest.raises(Moved):
        await connect().create_comment(7, "x")
    assert len(hub.seen()) == 1


async def test_an_issue_that_was_transferred_is_moved_and_not_read_elsewhere(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(301, {}, Location=f"{hub.url}/repositories/99/issues/1"))
    hub.on(f"GET /repos/{REPO}", repository())
    hub.on("GET /repositories/99/issues/1", issue(1))

    with pytest.raises(Moved):
        await connect().issue(7)
    assert not hub.seen("GET /repositories/99/issues/1")


async def test_a_renamed_repository_is_still_read_under_its_old_name(hub, connect):
    hub.on(f"GET /repos/{REPO}", lambda _: says(301, {}, Location=f"{hub.url}/repositories/42"))
    hub.on("GET /repositories/42", repository())
    hub.on(f"GET {ISSUE}", lambda _: says(301, {}, Location="/repositories/42/issues/7"))
    hub.on("GET /repositories/42/issues/7", issue())
    github = connect()

    assert await github.issue(7) == issue()
    assert await github.repository() == repository()


async def test_a_redirect_to_another_host_takes_no_credential_there(hub, connect):
    stranger = Scripted(hub.clock)
    async with listening(stranger.answer) as url:
        for target in (f"{url}{ISSUE}", url, "//", "http://[", "", "ftp://x/repos/dpg/registry"):
            hub.on(f"GET {ISSUE}", lambda _, target=target: says(302, {}, Location=target))
            with pytest.raises(Moved):
                await connect().issue(7)
    assert not stranger.requests


async def test_a_redirect_that_turns_in_a_circle_ends(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(301, {}, Location=ISSUE))

    with pytest.raises(Moved):
        await connect().issue(7)


# Conditional requests and pages


async def test_what_has_not_changed_is_answered_from_memory_and_each_reader_gets_a_fresh_copy(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(200, issue(labels=[{"name": "a"}]), ETag='"1"'), (304, b""))
    github = connect()

    (await github.issue(7))["labels"].append({"name": "mine"})
    assert await github.issue(7) == issue(labels=[{"name": "a"}])
    assert [request.headers.get("If-None-Match") for request in hub.seen()] == [None, '"1"']


async def test_an_answer_is_remembered_for_one_credential_only(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(200, issue(), ETag='"1"'))

    class Changing(TokenAuth):
        async def token(self, _api, _repo):
            return f"token-{len(hub.requests)}"

    github = connect(Changing(""))
    await github.issue(7)
    await github.issue(7)

    assert [request.headers.get("If-None-Match") for request in hub.seen()] == [None, None]


async def test_lists_are_read_to_their_last_page(hub, connect):
    first, second = f"{ISSUE}/comments?per_page=100", f"{ISSUE}/comments?per_page=100&page=2"
    link = f'<{hub.url}{second}>; rel="next", <{hub.url}{second}>; rel="last"'
    hub.on(f"GET {first}", lambda _: says(200, [comment(1)], Link=link, ETag='"1"'), (304, b""))
    hub.on(f"GET {second}", [comment(2)])
    github = connect()

    assert await github.comments(7) == [comment(1), comment(2)]
    assert await github.comments(7) == [comment(1), comment(2)]


async def test_a_next_page_on_another_host_is_not_asked_for(hub, connect):
    link = '<http://127.0.0.1:9/x>; rel="next"'
    hub.on(f"GET {ISSUE}/comments?per_page=100", lambda _: says(200, [], Link=link))

    with pytest.raises(UnexpectedAnswer):
        await connect().comments(7)


# What the verbs say


async def test_names_and_paths_are_encoded_piece_by_piece(hub, connect):
    github = connect()
    await github.remove_label(7, "stage: a/b? #1 [x]")
    await github.file("registry/é #?.json", "nomination/7/dpg")
    await github.branch_sha("nomination/7/dpg")

    assert [request.raw_path for request in hub.seen()] == [
        f"{ISSUE}/labels/stage%3A%20a%2Fb%3F%20%231%20%5Bx%5D",
        f"/repos/{REPO}/contents/registry/%C3%A9%20%23%3F.json?ref=nomination%2F7%2Fdpg",
        f"/repos/{REPO}/git/ref/heads/nomination/7/dpg",
    ]


@pytest.mark.parametrize("path", ["../../x", "a/../b", "a//b", "/a", "", "."])
async def test_a_path_that_climbs_is_refused_before_anything_is_sent(hub, connect, path):
    with pytest.raises(ValueError, match="no path"):
        await connect().file(path, "main")
    assert not hub.seen()


async def test_a_folder_a_binary_and_a_large_file_are_not_text(hub, connect):
    place = f"GET /repos/{REPO}/contents/f?ref=main"
    coded = {"type": "file", "encoding": "base64", "sha": "s"}
    github = connect()
    for answer in (
        [{"name": "x", "type": "file", "sha": "s"}],
        {**coded, "encoding": "none", "content": ""},
        {**coded, "content": base64.b64encode(b"\xff").decode()},
    ):
        hub.on(place, (200, answer))
        with pytest.raises(Unreadable):
            await github.file("f", "main")
    hub.on(place, (200, {**coded, "content": base64.b64encode("é\n".encode()).decode() + "\n"}))
    assert await github.file("f", "main") == ("é\n", "s")


async def test_a_role_invented_by_an_organisation_counts_as_the_one_it_rests_on(hub, connect):
    place = f"GET /repos/{REPO}/collaborators/ana/permission"
    github, roles = connect(), []
    for answer in ({"role_name": "triage", "permission": "read"}, {"role_name": "auditor", "permission": "write"}):
        hub.on(place, answer)
        roles.append(await github.permission("ana"))

    assert roles == ["triage", "write"]
    assert await github.permission("nobody") == "none"


async def test_every_exchange_is_counted_by_template_never_by_address(hub, connect):
    counted = []
    hub.on(f"GET {ISSUE}", lambda _: says(200, issue(), ETag='"1"'), (304, b""), HANG, issue())
    github = connect(on_request=lambda *call: counted.append(call))
    for _ in range(3):
        await github.issue(7)

    assert [status for _, _, status in counted] == [200, 304, 0, 200]
    assert {(method, path) for method, path, _ in counted} == {("GET", "/repos/{owner}/{repo}/issues/{number}")}


@pytest.mark.parametrize(
    "odd", ["<html>", b'[{"number": ', b"null", b"[null]", b'{"number": 7}', {**issue(), "labels": None}], ids=str
)
async def test_an_answer_that_cannot_be_read_is_not_remembered_although_it_has_not_changed_for_github(hub, connect, odd):
    def answer(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match")
        return says(304, b"") if known else says(200, odd if len(hub.seen()) <= 4 else issue(), ETag='"1"')

    hub.on(f"GET {ISSUE}", answer)
    github = connect()
    with pytest.raises(UnexpectedAnswer, match=r"GET /repos/\{owner\}/\{repo\}/issues/\{number\}: "):
        await github.issue(7)
    assert await github.issue(7) == issue()


async def test_what_was_created_with_an_answer_of_another_shape_may_have_been_created(hub, connect):
    hub.on(f"POST {ISSUE}/comments", (201, {"id": "1"}))
    with pytest.raises(Unknown) as unclear:
        await connect().create_comment(7, "a secret plan")
    assert unclear.value.not_before is not None
    assert len(hub.seen()) == 1
    assert "secret" not in str(unclear.value)


async def test_what_is_not_to_be_asked_again_pushes_nothing_out(hub, connect):
    place = f"/repos/{REPO}/issues/comments?sort=updated&direction=asc&since=2026-03-02T09%3A00%3A00Z&per_page=100"
    once = place.replace("T09", "T08")
    for each in (place, once):
        hub.on(
            f"GET {each}",
            lambda _: says(200, [comment(1)], ETag='"1"'),
            (304, b""),
            lambda _: says(200, [comment(2)], ETag='"2"'),
        )
    github, nine, eight = connect(), datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC)

    assert await github.changed_comments(eight, keep=False) == ([comment(1)], False)
    assert await github.changed_comments(nine) == ([comment(1)], False)
    assert await github.changed_comments(nine) == ([comment(1)], False)
    assert len(github.transport._answers) == 1
    assert [request.headers.get("If-None-Match") for request in hub.seen()] == [None, None, '"1"']


async def test_a_long_list_has_room_in_what_is_remembered(hub, connect, monkeypatch):
    monkeypatch.setattr("bot.github.transport.CACHE_BYTES", 80_000)
    body = [comment(number, body="The same words again and again. " * 20) for number in range(100)]
    hub.on(f"GET {ISSUE}/comments?per_page=100", lambda _: says(200, body, ETag='"1"'), (304, b""))
    github = connect()

    assert await github.comments(7) == body
    assert await github.comments(7) == body
