"""Things that go wrong on purpose: answers lost, delayed, refused or replaced, on the calls a test chooses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.refused import DOCS

Kind = Literal[
    "500", "502", "503", "timeout", "reset_before", "lost_after", "403_secondary", "403_permission", "429", "html200", "altered"
]
Match = str | Callable[[str, str], bool]
Alter = Callable[[bytes], bytes]

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
SENTENCES: dict[str, tuple[int, str]] = {
    "500": (500, "Server Error"),
    "502": (502, "Server Error"),
    "503": (503, "Service unavailable"),
    "403_secondary": (403, SECONDARY),
    "429": (429, SECONDARY),
    "403_permission": (403, "Resource not accessible by integration"),
}
HTML = b"<!DOCTYPE html>\n<html><body><h1>Unicorn!</h1></body></html>\n"


@dataclass(slots=True, eq=False)
class Fault:
    """One scripted fault. `times` None: for ever. `seen` and `fired` count matching and spoilt requests."""

    kind: Kind
    method: str | None
    path: Match
    nth: int
    times: int | None
    retry_after: int | None
    alter: Alter | None = None
    seen: int = 0
    fired: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether the fault is about this request."""
        if self.method not in (None, method):
            return False
        return self.path(method, path) if callable(self.path) else re.search(self.path, path) is not None

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of those kinds that answer at all."""
        if self.kind == "html200":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, HTML
        status, message = SENTENCES[self.kind]
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return status, headers, f'{{"message":"{message}","documentation_url":"{DOCS}","status":"{status}"}}'.encode()


class Faults:
    """The faults in force; of several that match, the first that is not used up fires."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        *,
        kind: Kind,
        method: str | None = None,
        path: Match = "",
        nth: int | None = None,
        times: int | None = 1,
        retry_after: int | None = None,
        alter: Alter | None = None,
    ) -> Fault:
        """Spoil requests whose method and path match (`path`: a regular expression to search for, or a predicate
        of method and path). The `nth` match (from 1) is the first to be spoilt, then `times` in all (None: all).

        `timeout` never answers; `reset_before` and `lost_after` drop the connection, the latter after the change
        was committed; `altered` does what is asked, and sends its answer as `alter` has changed it, ETag and all; all
        other kinds answer without having done anything. `retry_after` is in seconds.
        """
        fault = Fault(kind, method, path, nth or 1, times, retry_after, alter)
        self._faults.append(fault)
        return fault

    @property
    def are_in_force(self) -> bool:
        """Check if anything may still be spoilt."""
        return bool(self._faults)

    def clear(self) -> None:
        """Heal everything."""
        self._faults.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets."""
        for fault in self._faults:
            if not fault.matches(method, path):
                continue
            fault.seen += 1
            if fault.seen >= fault.nth and (fault.times is None or fault.fired < fault.times):
                fault.fired += 1
                return fault
        return None
