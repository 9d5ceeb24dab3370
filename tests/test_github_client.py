"""How the client keeps its promises when GitHub and the network do not keep theirs."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import jwt
import pytest
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.github import GitHub
from bot.github_auth import AppAuth, Auth, TokenAuth
from bot.github_errors import (
    Conflict,
    Forbidden,
    GitHubError,
    Gone,
    Invalid,
    Locked,
    Moved,
    NotFound,
    NotSent,
    RateLimited,
    ServerTrouble,
    Unauthorized,
    Unknown,
    Unreadable,
)
from bot.github_transport import Transport

REPO = "dpg/registry"
ISSUE = f"/repos/{REPO}/issues/7"
TOKEN = "ghp_0123456789abcdef0123456789abcdef0123"
RESET, HANG = "reset", "hang"


class Clock:
    """A clock that moves when somebody sleeps, and remembers the sleeps."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.naps: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def says(status: int = 200, body: object = None, **headers: str) -> web.Response:
    text = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    raw = text.encode() if isinstance(text, str) else text
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(status=status, body=raw, headers={"Content-Type": kind, **named})


@dataclass
class Scripted:
    """A GitHub that answers what it is told, in order; the last answer of a place is repeated."""

    clock: Clock
    script: dict[str, list] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)
    url: str = ""

    def on(self, place: str, *answers: object) -> None:
        """`place`: method and raw path; an answer is a response maker, RESET or HANG."""
        self.script[place] = list(answers)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.requests.append(request)
        answers = self.script.get(f"{request.method} {request.raw_path}")
        if not answers:
            return says(404, {"message": "Not Found"})
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == RESET:
            request.transport.abort()
        if answer in (RESET, HANG):
            await asyncio.Event().wait()
        return (
            answer(request) if callable(answer) else says(*answer) if isinstance(answer, tuple) else says(200, answer)
        )

    def seen(self, place: str = "") -> list[web.Request]:
        return [request for request in self.requests if place in (f"{request.method} {request.raw_path}", "")]


@asynccontextmanager
async def listening(answer: Callable) -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield "http://{}:{}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()


@pytest.fixture
async def hub() -> AsyncIterator[Scripted]:
    scripted = Scripted(Clock())
    async with listening(scripted.answer) as scripted.url:
        yield scripted


@pytest.fixture
async def connect(hub):
    async with ClientSession() as session:

        def make(auth: Auth | None = None, **options) -> GitHub:
            given = {"base_url": hub.url, "now": hub.clock, "sleep": hub.clock.sleep, "timeout": 0.3, **options}
            return GitHub(Transport(session, auth or TokenAuth(TOKEN), **given), REPO)

        yield make


# Repeating


@pytest.mark.parametrize(
    "fault",
    [(500,), (502, "<html>"), (503, {"message": "busy"}), (599, "?"), RESET, HANG, (200, "<html>"), (200, b'{"a":'),
     (200, b"7"), (200, b""), (200, b"[" * 100_000), (304, b"")],
    ids=str,
)  # fmt: skip
async def test_a_read_is_repeated_until_github_answers(hub, connect, fault):
    hub.on(f"GET {ISSUE}", fault, fault, {"number": 7})

    assert await connect().issue(7) == {"number": 7}
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

    assert await github.add_labels(7, ["stage: dpg"]) == [{"name": "stage: dpg"}]
    assert await github.react(5, "+1") == {"id": 1}
    assert await github.set_status("abc", "pending", "dpg-review", "x" * 200) == {"id": 2}


# Limits


async def test_in_a_pause_nothing_is_sent_whoever_asks(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(429, {"message": "slow down"}, Retry_After="30"), {"number": 7})
    github = connect(max_wait=20)
    elsewhere = GitHub(github.transport, "dpg/other")

    with pytest.raises(RateLimited) as limit:
        await github.issue(7)
    for ask in (github.issue(7), github.create_comment(7, "x"), elsewhere.repository()):
        with pytest.raises(RateLimited):
            await ask

    assert len(hub.seen()) == 1
    assert limit.value.retry_at == limit.value.until == hub.clock() + timedelta(seconds=30)
    hub.clock.now += timedelta(seconds=30)
    assert await github.issue(7) == {"number": 7}


async def test_a_short_pause_is_waited_out_and_a_limited_post_is_repeated_since_it_was_not_carried_out(hub, connect):
    limit = lambda _: says(403, {"message": "You have exceeded a secondary rate limit"}, Retry_After="5")  # noqa: E731
    hub.on(f"POST {ISSUE}/comments", limit, (201, {"id": 1}))

    assert await connect(max_wait=20).create_comment(7, "Hello") == {"id": 1}
    assert hub.clock.naps == [5.0]


async def test_without_a_time_to_wait_the_pause_is_a_minute_and_doubles_until_a_call_succeeds(hub, connect):
    limit = (403, {"message": "forbidden", "documentation_url": "https://docs/rest#secondary-rate-limits"})
    hub.on(f"GET {ISSUE}", limit, limit, limit, {"number": 7}, limit)
    github, pauses = connect(max_wait=0), []
    for _ in range(5):
        try:
            await github.issue(7)
        except RateLimited as limited:
            pauses.append((limited.until - hub.clock()).total_seconds())
            hub.clock.now = limited.until

    assert pauses == [60, 120, 240, 60]


async def test_a_spent_quota_pauses_until_its_reset_also_when_the_last_call_succeeded(hub, connect):
    def quota() -> dict[str, str]:
        reset = int((hub.clock() + timedelta(minutes=10)).timestamp())
        return {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(reset), "X_RateLimit_Limit": "5000"}

    spent = lambda _: says(403, {"message": "API rate limit exceeded"}, **quota())  # noqa: E731
    hub.on(f"GET {ISSUE}", lambda _: says(200, {"number": 7}, **quota()), spent)
    github, pauses = connect(), []
    await github.issue(7)
    for _ in range(2):
        with pytest.raises(RateLimited) as limited:
            await github.issue(7)
        pauses.append((limited.value.until - hub.clock()).total_seconds())
        hub.clock.now = limited.value.until

    assert pauses == [601, 601]
    assert len(hub.seen()) == 2


async def test_a_reset_that_has_passed_while_github_still_refuses_is_waited_for_like_any_limit(hub, connect):
    quota = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1000", "X_RateLimit_Limit": "5000"}
    hub.on(f"GET {ISSUE}", lambda _: says(403, {"message": "API rate limit exceeded"}, **quota))

    with pytest.raises(RateLimited) as limited:
        await connect().issue(7)
    assert limited.value.until - hub.clock() == timedelta(seconds=60)


@pytest.mark.parametrize("header", ["-5", "soon", "9" * 40, "²", ""])
async def test_a_nonsensical_waiting_time_is_no_reason_to_wait_for_ever(hub, connect, header):
    hub.on(f"GET {ISSUE}", lambda _: says(429, {}, Retry_After=header))

    with pytest.raises(RateLimited) as limit:
        await connect(max_wait=0).issue(7)
    assert timedelta(0) < limit.value.until - hub.clock() <= timedelta(hours=2)


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


@pytest.mark.parametrize(
    "body", [b"[]", b"", b"null", "<html>", b'{"errors":"text"}', b'{"errors":7}', b'{"message":null}']
)
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
    hub.on(f"GET /repos/{REPO}", {"id": 42, "full_name": REPO})
    hub.on("GET /repositories/99/issues/1", {"number": 1})

    with pytest.raises(Moved):
        await connect().issue(7)
    assert not hub.seen("GET /repositories/99/issues/1")


async def test_a_renamed_repository_is_still_read_under_its_old_name(hub, connect):
    hub.on(f"GET /repos/{REPO}", lambda _: says(301, {}, Location=f"{hub.url}/repositories/42"))
    hub.on("GET /repositories/42", {"id": 42})
    hub.on(f"GET {ISSUE}", lambda _: says(301, {}, Location="/repositories/42/issues/7"))
    hub.on("GET /repositories/42/issues/7", {"number": 7})
    github = connect()

    assert await github.issue(7) == {"number": 7}
    assert await github.repository() == {"id": 42}


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
    hub.on(f"GET {ISSUE}", lambda _: says(200, {"labels": ["a"]}, ETag='"1"'), (304, b""))
    github = connect()

    (await github.issue(7))["labels"].append("mine")
    assert await github.issue(7) == {"labels": ["a"]}
    assert [request.headers.get("If-None-Match") for request in hub.seen()] == [None, '"1"']


async def test_an_answer_is_remembered_for_one_credential_only(hub, connect):
    hub.on(f"GET {ISSUE}", lambda _: says(200, {"number": 7}, ETag='"1"'))

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
    hub.on(f"GET {first}", lambda _: says(200, [{"id": 1}], Link=link, ETag='"1"'), (304, b""))
    hub.on(f"GET {second}", [{"id": 2}])
    github = connect()

    assert await github.comments(7) == [{"id": 1}, {"id": 2}]
    assert await github.comments(7) == [{"id": 1}, {"id": 2}]


async def test_a_next_page_on_another_host_is_not_asked_for(hub, connect):
    link = '<http://127.0.0.1:9/x>; rel="next"'
    hub.on(f"GET {ISSUE}/comments?per_page=100", lambda _: says(200, [], Link=link))

    with pytest.raises(Unreadable):
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
    for answer in ([], {**coded, "encoding": "none"}, {**coded, "content": base64.b64encode(b"\xff").decode()}):
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
    hub.on(f"GET {ISSUE}", lambda _: says(200, {}, ETag='"1"'), (304, b""), HANG, {})
    github = connect(on_request=lambda *call: counted.append(call))
    for _ in range(3):
        await github.issue(7)

    assert [status for _, _, status in counted] == [200, 304, 0, 200]
    assert {(method, path) for method, path, _ in counted} == {("GET", "/repos/{owner}/{repo}/issues/{number}")}


# Being an app


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def app(hub, key) -> AppAuth:
    """An app installed on the registry, whose tokens live an hour and are numbered."""
    minted = iter(range(1, 100))

    def mint(_request: web.Request) -> web.Response:
        expires = (hub.clock() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return says(201, {"token": f"ghs_{next(minted)}", "expires_at": expires})

    hub.on(f"GET /repos/{REPO}/installation", {"id": 3})
    hub.on(MINT, mint)
    hub.on(f"GET {ISSUE}", {"number": 7})
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return AppAuth("123", pem, hub.clock)


MINT = "POST /app/installations/3/access_tokens"


def tokens(requests: list[web.Request]) -> list[str]:
    return [request.headers["Authorization"].partition(" ")[2] for request in requests]


async def test_fifty_calls_at_once_make_one_token(hub, connect, app):
    github = connect(app)
    await asyncio.gather(*(github.issue(7) for _ in range(50)))

    assert len(hub.seen(MINT)) == 1
    assert set(tokens(hub.seen(f"GET {ISSUE}"))) == {"ghs_1"}


async def test_a_token_is_renewed_five_minutes_before_its_end(hub, connect, app):
    github = connect(app)
    for minutes in (0, 54, 2):
        hub.clock.now += timedelta(minutes=minutes)
        await github.issue(7)

    assert tokens(hub.seen(f"GET {ISSUE}")) == ["ghs_1", "ghs_1", "ghs_2"]


async def test_a_token_that_dies_early_is_replaced_and_the_call_repeated_once_also_when_it_creates(hub, connect, app):
    hub.on(f"POST {ISSUE}/comments", (401, {"message": "Bad credentials"}), (201, {"id": 1}))

    assert await connect(app).create_comment(7, "x") == {"id": 1}
    assert tokens(hub.seen(f"POST {ISSUE}/comments")) == ["ghs_1", "ghs_2"]


async def test_a_second_refusal_is_final(hub, connect, app):
    hub.on(f"GET {ISSUE}", (401, {"message": "Bad credentials"}))

    with pytest.raises(Unauthorized):
        await connect(app).issue(7)
    assert len(hub.seen(MINT)) == 2


async def test_a_token_that_cannot_be_had_is_no_unknown_comment(hub, connect, app):
    hub.on(MINT, (502,))

    with pytest.raises(ServerTrouble):
        await connect(app).create_comment(7, "x")
    assert not hub.seen(f"POST {ISSUE}/comments")


@pytest.mark.parametrize("ahead", [-90, -40, 0, 40, 90, 86_400])
async def test_a_clock_that_is_wrong_does_not_lock_the_app_out(hub, connect, app, key, ahead):
    truth = hub.clock() - timedelta(seconds=ahead)

    def judge(request: web.Request) -> web.Response:
        credential = request.headers["Authorization"].partition(" ")[2]
        claims = jwt.decode(credential, key.public_key(), ["RS256"], options={"verify_exp": False, "verify_iat": False})
        now = truth.timestamp()
        fine = claims["iss"] == "123" and claims["iat"] <= now < claims["exp"] <= now + 600
        return says(200 if fine else 401, {"id": 3}, Date=format_datetime(truth, usegmt=True))

    hub.on(f"GET /repos/{REPO}/installation", judge)

    assert await connect(app).issue(7) == {"number": 7}


async def test_an_app_knows_the_account_that_its_comments_appear_under(hub, connect, app):
    hub.on("GET /app", {"slug": "dpg-review"})
    hub.on("GET /users/dpg-review%5Bbot%5D", {"login": "dpg-review[bot]", "id": 77, "type": "Bot"})

    assert await connect(app).me() == {"login": "dpg-review[bot]", "id": 77}
