"""Who is asking: personal and installation tokens, and the signed assertions of GitHub Apps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt

from bot.sandbox.records import Actor, App, Token
from bot.sandbox.refused import Refused
from bot.sandbox.world import World

LONGEST_ASSERTION = 600  # seconds from now to `exp`
LEEWAY = 60  # seconds that clocks may differ
# What an app's permission is asked for, by the part of the path after the repository.
AREAS = {
    "issues": ("issues", "pull_requests"),
    "labels": ("issues", "pull_requests"),
    "pulls": ("pull_requests",),
    "git": ("contents",),
    "contents": ("contents",),
    "tarball": ("contents",),
    "commits": ("contents", "statuses", "checks"),
    "check-runs": ("checks",),
    "compare": ("contents",),
    "releases": ("contents",),
    "dispatches": ("contents",),
    "statuses": ("statuses",),
}


def authenticate(world: World, header: str, clock: datetime) -> Token | App | None:
    """The token, or the app whose assertion it is; None without a header, 401 for anything unknown."""
    if not header:
        return None
    scheme, _, text = header.partition(" ")
    text = text.strip()
    if scheme.lower() == "bearer" and text.count(".") == 2:
        return _app(world, text, clock)
    token = world.tokens.get(text) if scheme.lower() in ("bearer", "token") else None
    expired = token is not None and token.expires_at is not None and token.expires_at <= clock
    if token is None or expired:
        raise Refused(401, "Bad credentials")
    return token


def _app(world: World, assertion: str, clock: datetime) -> App:
    try:
        issuer = str(jwt.decode(assertion, options={"verify_signature": False}).get("iss"))
        app = next(app for app in world.apps.values() if issuer in (str(app.id), app.client_id))
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "iss"]}
        claims = jwt.decode(assertion, app.public_key, algorithms=["RS256"], options=options)
    except (jwt.PyJWTError, StopIteration):
        raise Refused(401, "A JSON web token could not be decoded") from None
    _check_times(claims, int(clock.timestamp()))
    return app


def _check_times(claims: Mapping[str, Any], now: int) -> None:
    if not isinstance(claims["exp"], int) or claims["exp"] <= now:
        raise Refused(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time")
    if claims["exp"] > now + LONGEST_ASSERTION + LEEWAY:
        raise Refused(401, "'Expiration time' claim ('exp') is too far in the future")
    if not isinstance(claims["iat"], int) or claims["iat"] > now + LEEWAY:
        raise Refused(401, "'Issued at' claim ('iat') must be an Integer representing the time it was issued")


def check_permission(token: Token, method: str, path: str) -> None:
    """Refuse an installation's token what it was not given."""
    if token.permissions is None or not path.startswith(("/repos/", "/repositories/")):
        return
    segments = path.split("/")
    area = segments[4:5] if path.startswith("/repos/") else segments[3:4]
    wanted = AREAS.get(area[0]) if area else None
    granted = {token.permissions.get(name) for name in wanted or ()}
    if wanted is not None and not granted & ({"read", "write"} if method == "GET" else {"write", "admin"}):
        raise Refused(403, "Resource not accessible by integration")


def name_of(identity: Token | App | None) -> str:
    """How the ledger calls who asked: a login, `app/slug` for an app itself, nothing for nobody."""
    if isinstance(identity, Token):
        actor: Actor = identity.actor
        return actor.account.login
    return f"app/{identity.slug}" if identity is not None else ""
