"""What waits to be looked at: a wake names a nomination, and carries along what people asked for in one moment.

State needs no payload, since it is read again from GitHub. A request (who ticked, who edited, what stood there before)
is told by GitHub only once, so it rides with the wake until its nomination has been handled without an error.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

Key = tuple[str, int]
REGISTRY = 0
"""Instead of the number of an issue: the registry's configuration."""
DESK = -1
"""Instead of the number of an issue: the reminders of all nominations together, see bot.reconcile.reminder_dispatcher."""
OUTPUTS = -2
"""Instead of the number of an issue: what the registry publishes, see bot.registry.publication."""


class CannotStore(Exception):
    """The wake could not be taken; the sender should try again later (the server answers 503)."""


@dataclass(frozen=True, slots=True)
class Work:
    """`repo` (owner/name) and issue `number` of a nomination; `requests` are opaque here and must be hashable."""

    repo: str
    number: int
    requests: tuple[Hashable, ...] = ()
    reason: str = ""

    @property
    def key(self) -> Key:
        """What makes two wakes the same nomination: GitHub compares owner and name without case."""
        return self.repo.lower(), self.number

    def merged_with(self, newer: Work) -> Work:
        """One wake for both: older requests first, each once; the newer reason, unless it has none."""
        requests = tuple(dict.fromkeys((*self.requests, *newer.requests)))
        return replace(self, requests=requests, reason=newer.reason or self.reason)
