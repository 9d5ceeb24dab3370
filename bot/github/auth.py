"""Who the bot is on GitHub: the owner of a token, or a GitHub App with a token for each of its installations.

The two paths that an app needs to come by its tokens stand here; every other path stands in `bot.github` and its parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog

from bot.clock import utc_now
from bot.github.shapes import Numbered, Token

RENEW_BEFORE = timedelta(minutes=5)
WORTH_CORRECTING = timedelta(seconds=30)

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Caller(Protocol):
    """What an app needs of the transport: a call signed as the app itself."""

    async def call_as_app(self, shape: type[T], method: str, path: str, variables: dict[str, str], data: Any = b"") -> T: ...


@dataclass(frozen=True, slots=True)
class TokenAuth:
    """A personal access token, or any other that does not change."""

    secret: str

    is_app = False

    async def token(self, _api: Caller, _repo: str) -> str:
        """Always the same."""
        return self.secret

    def drop(self, _token: str) -> bool:
        """Whether there is another one to be had: never."""
        return False

    def app_jwt(self) -> str:
        """A token is no app."""
        raise TypeError("a token cannot sign as an app")

    def correct_clock(self, _date: datetime) -> None:
        """A token does not depend on the clock."""

    def __repr__(self) -> str:
        return "TokenAuth(***)"


class AppAuth:
    """A GitHub App. `private_key` is PEM text; raises ValueError when it is no RSA key."""

    is_app = True

    def __init__(self, app_id: str, private_key: str, now: Callable[[], datetime] = utc_now) -> None:
        # Only an app signs: cryptography takes 8 MiB, which a bot with a token does without.
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("a GitHub App signs with an RSA key")
        self._app_id, self._key, self._now = app_id, key, now
        self._skew = timedelta()
        self._installations: dict[str, str] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._minting = asyncio.Lock()

    async def token(self, api: Caller, repo: str) -> str:
        """The installation token for `repo`, made once however many ask at the same time, renewed 5 minutes early."""
        return self._find_token(repo) or await self._mint(api, repo)

    def drop(self, token: str) -> bool:
        """Forget a refused token, and which installation it was for: the app may have been installed anew. A new one may be had."""
        if any(known == token for known, _ in self._tokens.values()):
            self._tokens.clear()
            self._installations.clear()
        return True

    def app_jwt(self) -> str:
        """A credential for the app itself, valid from a minute ago (clocks differ) for nine more; GitHub allows ten."""
        import jwt  # it imports cryptography

        now = int((self._now() + self._skew).timestamp())
        claims = {"iat": now - 60, "exp": now + 540, "iss": self._app_id}
        return jwt.encode(claims, self._key, algorithm="RS256")

    def correct_clock(self, date: datetime) -> None:
        """Follow GitHub's clock from now on when ours is far off, which is why a good key is refused."""
        skew = date - self._now()
        if abs(skew) > WORTH_CORRECTING:
            log.warning("this machine's clock is wrong", seconds=round(skew.total_seconds()))
            self._skew = skew

    def _find_token(self, repo: str) -> str | None:
        token, expires = self._tokens.get(self._installations.get(repo.lower(), ""), ("", self._now()))
        return token if expires - RENEW_BEFORE > self._now() + self._skew else None

    async def _mint(self, api: Caller, repo: str) -> str:
        async with self._minting:
            if known := self._find_token(repo):
                return known
            installation = self._installations.get(repo.lower()) or await self._installation(api, repo)
            path = "/app/installations/{installation_id}/access_tokens"
            answer = await api.call_as_app(Token, "POST", path, {"installation_id": installation}, data={})
            self._installations[repo.lower()] = installation
            self._tokens[installation] = (answer["token"], datetime.fromisoformat(answer["expires_at"]))
            return answer["token"]

    async def _installation(self, api: Caller, repo: str) -> str:
        owner, _, name = repo.partition("/")
        answer = await api.call_as_app(Numbered, "GET", "/repos/{owner}/{repo}/installation", {"owner": owner, "repo": name})
        return str(answer["id"])


Auth = TokenAuth | AppAuth
