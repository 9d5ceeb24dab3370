"""What can go wrong when talking to GitHub, sorted by what the caller should do about it.

| raised | means | do |
| --- | --- | --- |
| `NotFound`, `Gone`, `Moved` | not there (any more), or elsewhere | nothing more here |
| `Forbidden`, `Locked`, `Unauthorized` | we may not | tell the operator, do not hammer |
| `Conflict`, `Invalid` | the world or our request was different from what we thought | read again, decide again |
| `RateLimited` | too fast | nothing before `until` |
| `ServerTrouble`, `UnexpectedAnswer` | GitHub or the way there is broken, nothing was changed by us | try again later |
| `Unreadable` | what somebody has put there is no text, or too large | nothing more here |
| `Unknown` | it may or may not have happened | look, and only then repeat |
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any


class GitHubError(Exception):
    """Every failure of a call; `status` is 0 when there was no answer."""

    def __init__(self, message: str, *, status: int = 0, where: str = "") -> None:
        told = f"{status} {message}" if status else message
        super().__init__(f"{where}: {told}" if where else told)
        self.status = status


class NotFound(GitHubError):
    """404: not there, or not for our eyes."""


class Gone(GitHubError):
    """410: deleted, or the feature is switched off."""


class Moved(GitHubError):
    """A redirect out of the repository (renamed, transferred) to `target`, not followed: we would act somewhere else."""

    def __init__(self, message: str, *, status: int = 301, where: str = "", target: str = "") -> None:
        super().__init__(message, status=status, where=where)
        self.target = target


class Unauthorized(GitHubError):
    """401: the token or the app's key is not accepted. `date` is GitHub's clock, when it told."""

    def __init__(self, message: str, *, status: int = 401, where: str = "", date: datetime | None = None) -> None:
        super().__init__(message, status=status, where=where)
        self.date = date


class Forbidden(GitHubError):
    """403 that is no rate limit: a permission that the token or app lacks."""


class Locked(Forbidden):
    """403 because the conversation is locked; labels can still be changed."""


class Conflict(GitHubError):
    """409, or a merge's 405: somebody was faster."""


class Invalid(GitHubError):
    """422 or 400; `codes` are GitHub's, such as `already_exists`."""

    def __init__(self, message: str, *, status: int = 422, where: str = "", errors: tuple[Any, ...] = ()) -> None:
        super().__init__(message, status=status, where=where)
        self.errors = errors
        self.codes = frozenset(str(error.get("code")) for error in errors if isinstance(error, Mapping))


class RateLimited(GitHubError):
    """No request may be sent before `until`; the queue reads it as `retry_at`."""

    def __init__(self, until: datetime, *, status: int = 429, where: str = "") -> None:
        super().__init__(f"rate limit, wait until {until:%Y-%m-%d %H:%M:%S %Z}", status=status, where=where)
        self.until = self.retry_at = until


class ServerTrouble(GitHubError):
    """5xx, a time-out or a broken connection."""


class NotSent(ServerTrouble):
    """No connection came about, so that certainly nothing happened."""


class UnexpectedAnswer(ServerTrouble):
    """An answer that is not what GitHub promises: no JSON, or JSON of another shape. GitHub's fault, and nobody's who wrote there."""


class Unreadable(GitHubError):
    """A file that is not text, or a listing or an archive that is too large: as somebody has put it there, not for GitHub's sake."""


class Unknown(GitHubError):
    """A call that creates something got no readable answer; it may have been carried out.

    Listings lag behind: who looks before `not_before` may not see it yet. The queue reads that, too.
    """

    not_before: datetime | None = None


_BY_STATUS: dict[int, type[GitHubError]] = {
    400: Invalid,
    403: Forbidden,
    404: NotFound,
    405: Conflict,
    409: Conflict,
    410: Gone,
    451: Gone,
    422: Invalid,
}


def refusal(status: int, headers: Mapping[str, str], body: bytes, where: str) -> GitHubError:
    """The error for an answer of 400 and above that is no rate limit. `headers` have lower-case names."""
    answer = json_object(body)
    message = str(answer.get("message") or "no reason given")[:500]
    if status >= 500:
        return ServerTrouble(message, status=status, where=where)
    if status == 401:
        return Unauthorized(message, where=where, date=read_date(headers.get("date", "")))
    if status == 403 and "locked" in message.lower():
        return Locked(message, status=status, where=where)
    kind = _BY_STATUS.get(status, GitHubError)
    if kind is Invalid:
        errors = answer.get("errors")
        return Invalid(message, status=status, where=where, errors=tuple(errors) if isinstance(errors, list) else ())
    return kind(message, status=status, where=where)


def read_date(text: str) -> datetime | None:
    """Read the date of an answer, which is GitHub's clock; None for what is none."""
    try:
        date: datetime | None = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date and date.tzinfo else None


def json_object(body: bytes) -> Mapping[str, Any]:
    """The object in `body`, or an empty one: a refusal may come from a proxy and be anything."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
