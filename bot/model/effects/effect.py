"""What all effects have in common, and the result that the interpreter reports of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model.file_notes import digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor
from bot.model.message import EPOCH, Outcome
from bot.model.nomination import Nomination

US = Actor(0, "bot")
"""The bot in what it has just written or merged, until that is read from GitHub again."""


@dataclass(frozen=True, slots=True)
class Made:
    """The result of an effect: the id or number of a new comment or pull request, the new head, the time, a message's outcome.

    `note` says where the result can be seen, or why the effect failed.
    """

    id: int = 0
    head: str = ""
    at: datetime = EPOCH
    outcome: Outcome = "sent"
    note: str = ""
    base: str = ""
    """The branch that a new pull request goes into."""
    found: bool = False
    """The pull request was there already, in whatever state: the worker reads it before it decides again."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect on GitHub or the world, safe to repeat; its methods say what it changes, without changing it anywhere."""

    @property
    def target(self) -> str:
        """Name the target, the same at every try: so that an effect that fails can be left out of the rest of a pass."""
        return type(self).__name__

    @property
    def ends_the_plan(self) -> bool:
        """Tell whether later phases need the result: the worker carries the effect out and decides again."""
        return False

    def change(self, nomination: Nomination, made: Made) -> Nomination:
        """Return the nomination as GitHub shows it after the effect, with what the ledger takes from the result."""
        return nomination

    def note_in(self, ledger: Ledger) -> Ledger:
        """Note the effect in the ledger before its result is known, so that it is not done again; most need no note."""
        return ledger


def project(nomination: Nomination, effect: Effect, made: Made | None = None) -> Nomination:
    """Return the nomination as the next decision will see it once the effect is done.

    The worker passes GitHub's answer; without it, the expected result is assumed, so that laws can be checked without GitHub.
    """
    if made is None:
        heads = " ".join(pull.head for pull in nomination.pulls.values())
        made = Made(id=-len(nomination.comments) - 1, head=digest(heads))  # a head that no pull request has yet
    after = effect.change(nomination, made)
    return replace(after, ledger=effect.note_in(after.ledger)) if after.ledger else after
