"""As a GitHub App, the bot always has one good token and never two too many."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.github.auth import AppAuth
from bot.github.errors import ServerTrouble, Unauthorized
from tests.scripted_github import ISSUE, REPO, comment, connect, hub, issue, says

__all__ = ["connect", "hub"]  # pytest finds the fixtures by their names here


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
    hub.on(f"GET {ISSUE}", issue())
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
    hub.on(f"POST {ISSUE}/comments", (401, {"message": "Bad credentials"}), (201, comment()))

    assert await connect(app).create_comment(7, "x") == comment()
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

    assert await connect(app).issue(7) == issue()


async def test_an_app_knows_the_account_that_its_comments_appear_under(hub, connect, app):
    hub.on("GET /app", {"slug": "dpg-review"})
    hub.on("GET /users/dpg-review%5Bbot%5D", {"login": "dpg-review[bot]", "id": 77, "type": "Bot"})

    assert await connect(app).me() == {"login": "dpg-review[bot]", "id": 77, "type": "Bot"}
