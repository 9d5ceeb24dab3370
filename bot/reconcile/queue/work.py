"""Work that waits in the queue: a nomination to look at, or something that concerns a registry repository as a whole.

State needs no payload, since it is read again from GitHub. A request (who ticked, who edited, what stood there before)
is told by GitHub only once, so it stays with the work until its nomination has been handled without an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Self

from bot.model.needs import Need
from bot.reconcile.triggers import Triggers

Key = tuple[str, str]


class CannotStore(Exception):
    """The work could not be taken; the sender should try again later (the server answers 503)."""


class NoRoom(Exception):
    """Stop work that can wait: the writes that are left now are kept for people with a role. It goes on later."""


class Lane(IntEnum):
    """The order in which work is done, by the person who caused it; the lowest number comes first."""

    ROLE = 0
    """People with a role, such as reviewers and maintainers."""
    OVERDUE = 1
    """Work of one of the lanes below that has waited so long for room that it goes on without."""
    OWN = 2
    """People who have a nomination here, about that nomination."""
    OTHERS = 3
    """New nominations and everybody else's comments, counted all together since accounts are cheap; sweeps and dates."""


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do in the registry `repo` (owner/name). Work with the same key is merged, and never done twice at once."""

    repo: str
    lane: Lane = field(default=Lane.OTHERS, kw_only=True)
    person: int = field(default=0, kw_only=True)
    """The numeric id of the person with whom others in the lane take turns; 0 for all who are counted together."""

    @property
    def subject(self) -> str:
        """The part of the repository that the work is about: one for each kind, unless the kind says more."""
        return type(self).__name__

    @property
    def key(self) -> Key:
        """The repository and the subject; GitHub compares owner and name without case."""
        return self.repo.lower(), self.subject

    @property
    def size(self) -> int:
        """Count the entries to remember until the work is done."""
        return 0

    def merge(self, newer: Self) -> Self:
        """Make one of two pieces of work with the same key; it is as urgent as the more urgent of them."""
        urgent = min(self, newer, key=lambda work: work.lane)
        return replace(self._merge_content(newer), lane=urgent.lane, person=urgent.person)

    def _merge_content(self, newer: Self) -> Self:
        del newer
        return self


@dataclass(frozen=True, slots=True)
class NominationWork(Work):
    """Look at the nomination of the issue or pull request `number`."""

    number: int
    triggers: Triggers = Triggers()  # noqa: RUF009 - it is frozen
    reason: str = ""

    @property
    def subject(self) -> str:
        """Write the number as GitHub does."""
        return f"#{self.number}"

    @property
    def size(self) -> int:
        """Count the triggers."""
        return self.triggers.count

    def _merge_content(self, newer: Self) -> Self:
        """Merge the triggers; the newer reason counts, unless it has none."""
        return replace(self, triggers=self.triggers.merge(newer.triggers), reason=newer.reason or self.reason)


@dataclass(frozen=True, slots=True)
class EvidenceWork(Work):
    """Find out about links, repositories and duplicates for the nomination `number`."""

    number: int
    needs: tuple[Need, ...]

    @property
    def subject(self) -> str:
        """Write the number as GitHub does."""
        return f"#{self.number}"

    @property
    def size(self) -> int:
        """Count the needs."""
        return len(self.needs)

    def _merge_content(self, newer: Self) -> Self:
        """Look for what either of them needs, each once."""
        return replace(self, needs=tuple(dict.fromkeys((*self.needs, *newer.needs))))


@dataclass(frozen=True, slots=True)
class ConfigurationWork(Work):
    """Bring the registry's configuration into force and look at every nomination under it."""


@dataclass(frozen=True, slots=True)
class ReminderWork(Work):
    """Send the reminders that are due, of all nominations together."""

    issue_changed: bool = False
    """Somebody has written on the Review queue issue, or changed it."""

    def _merge_content(self, newer: Self) -> Self:
        """Keep that the issue has changed."""
        return replace(self, issue_changed=self.issue_changed or newer.issue_changed)


@dataclass(frozen=True, slots=True)
class OutputWork(Work):
    """Bring up to date what the registry publishes."""
