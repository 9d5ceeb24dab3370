"""Effects on the issue: its labels, its assignees, and whether it is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.model.effects.effect import Effect, Made
from bot.model.ledger import Ledger
from bot.model.nominating_pull import change_partner
from bot.model.nomination import Nomination


@dataclass(frozen=True, slots=True)
class AddLabels(Effect):
    """Add labels to the issue, or to the pull request `number`; labels that are there already stay as they are."""

    names: tuple[str, ...]
    number: int = 0

    @property
    def target(self) -> str:
        return f"AddLabels {self.number}" if self.number else "AddLabels"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        if not self.number:
            return replace(nomination, labels=nomination.labels | set(self.names))
        labels = nomination.partner.labels if nomination.partner else frozenset()
        return change_partner(nomination, self.number, labels=labels | set(self.names))


@dataclass(frozen=True, slots=True)
class RemoveLabel(Effect):
    """Remove a label from the issue; one that is not there is no error."""

    name: str

    @property
    def target(self) -> str:
        return f"unlabel {self.name}"

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return replace(nomination, labels=frozenset(n for n in nomination.labels if n.lower() != self.name.lower()))


@dataclass(frozen=True, slots=True)
class Assign(Effect):
    """Add a reviewer to the issue's assignees; GitHub silently ignores people whom it cannot assign."""

    person: int
    login: str

    @property
    def target(self) -> str:
        return f"Assign {self.person}"

    def note_in(self, ledger: Ledger) -> Ledger:  # also where GitHub silently ignores the person
        return ledger.with_parts(replace(ledger.review, assigned=ledger.review.assigned | {(self.person, self.login)}))


@dataclass(frozen=True, slots=True)
class Unassign(Effect):
    """Remove a former reviewer from the issue's assignees."""

    person: int
    login: str

    @property
    def target(self) -> str:
        return f"Unassign {self.person}"

    def note_in(self, ledger: Ledger) -> Ledger:
        return ledger.with_parts(replace(ledger.review, assigned=ledger.review.assigned - {(self.person, self.login)}))


@dataclass(frozen=True, slots=True)
class CloseIssue(Effect):
    """Close the nomination's issue."""

    reason: Literal["completed", "not_planned"]

    ends_the_plan = True

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return _set_open(nomination, is_open=False)


@dataclass(frozen=True, slots=True)
class ReopenIssue(Effect):
    """Reopen the nomination's issue."""

    ends_the_plan = True

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        return _set_open(nomination, is_open=True)


def _set_open(nomination: Nomination, *, is_open: bool) -> Nomination:
    """Open or close the issue, and with it the pull request that the nomination was made as, which is the same thread."""
    nominating_pull = nomination.nominating_pull and replace(nomination.nominating_pull, state="open" if is_open else "closed")
    return replace(nomination, is_open=is_open, nominating_pull=nominating_pull)
