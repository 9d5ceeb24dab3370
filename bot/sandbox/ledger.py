"""What the local GitHub writes down: every request, every committed change, and what observers are shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.world import Json


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change that a token holder committed over REST. `result` is the id or number of what was made.

    Before the commit (see `before_commit`) `status` is 0 and `result` None.
    """

    at: datetime
    actor: str
    method: str
    path: str
    body: Json
    status: int
    result: int | str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was answered. `status` is 0 when it got no answer; `charged` tells whether it cost quota."""

    at: datetime
    actor: str
    token: str | None
    method: str
    path: str
    query: Mapping[str, str]
    status: int
    charged: bool
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many requests: `reads` are GETs that were not answered 304, `writes` all others."""

    reads: int
    writes: int
    not_modified: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer for observers. `faulted`: the answer was a scripted fault, not GitHub's own."""

    method: str
    path: str
    query: Mapping[str, str]
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    response_headers: Mapping[str, str]
    response_body: bytes
    faulted: bool = False


@dataclass(frozen=True, slots=True)
class WebhookSent:
    """A webhook for observers, shown when it comes into being."""

    event: str
    action: str | None
    payload: Json


CommitHook = Callable[[Mutation], Awaitable[None] | None]
Observer = Callable[[Exchange | WebhookSent], Any]


@dataclass(slots=True)
class Ledger:
    """All of it, in order. `breaches` are requests made while GitHub had asked the client to pause."""

    requests: list[Request] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)
    breaches: list[Request] = field(default_factory=list)
    observers: list[Observer] = field(default_factory=list)

    def show(self, seen: Exchange | WebhookSent) -> None:
        """Let the observers look."""
        for observer in self.observers:
            observer(seen)

    def count(self, actor: str, since: int = 0) -> Count:
        """Requests of one actor from an index into `requests` on. App sign-ins and tokens are another actor's."""
        own = [each for each in self.requests[since:] if each.actor == actor]
        gets = [each for each in own if each.method == "GET"]
        unchanged = sum(each.status == 304 for each in gets)
        return Count(len(gets) - unchanged, len(own) - len(gets), unchanged)
