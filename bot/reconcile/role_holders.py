"""Who is believed to have a role in the registry, told without asking GitHub. It decides whose work comes first, and never a right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from bot.model.github_json import OF_THE_REGISTRY
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.reconcile.payload_fields import get_account, get_field
from bot.reconcile.queue.work import Lane
from config.models import Workflow

MOST = 10_000


@dataclass(slots=True)
class RoleHolders:
    """Remembers for this process who was found to have a role: in the configuration's lists, by GitHub's answers about rights,
    by the seats of nominations, or by what GitHub says of an author in a delivery."""

    me: Actor
    workflow: Callable[[], Workflow]
    _logins: LRUCache[str, bool] = field(default_factory=lambda: LRUCache(MOST))
    _people: LRUCache[int, bool] = field(default_factory=lambda: LRUCache(MOST))

    def __contains__(self, person: Actor) -> bool:
        listed = any(person.id in role.people for role in self.workflow().roles.values())
        return listed or person.id in self._people or self._logins.get(person.login.lower(), False)

    def note_answer(self, need: Need, answer: str) -> None:
        """Note GitHub's answer about somebody's permission or team."""
        roles = self.workflow().roles.values()
        if need.kind == "permission":
            self._logins[need.subject.lower()] = any(answer in role.permissions for role in roles)
        elif need.kind == "team" and answer == "yes":
            team, _, login = need.subject.rpartition("/")
            if any(team in role.teams for role in roles):
                self._logins[login.lower()] = True

    def note_seats(self, ledger: Ledger | None) -> None:
        """Note the reviewers of a nomination."""
        for seat in ledger.review.seats if ledger else ():
            self._people[seat.by.id] = True

    def find_lane(self, event: str, payload: Mapping[str, Any], *, is_known: bool) -> tuple[Lane, int]:
        """Find the lane of a delivery by its sender, and the person with whom others there take turns.

        `is_known`: the bot has looked at the nomination before; a new one is a stranger's, whoever else its author is.
        """
        sender = get_account(payload.get("sender"))
        if sender is None or sender.id == self.me.id:
            return Lane.OTHERS, 0
        if event == "push" or _is_of_the_registry(sender, payload):  # whoever pushes to the default branch may write
            self._people[sender.id] = True
        if sender in self:
            return Lane.ROLE, 0
        thread = get_field(payload, dict, "issue") or get_field(payload, dict, "pull_request")
        own = get_field(thread, int, "user", "id") == sender.id
        return (Lane.OWN, sender.id) if own and is_known else (Lane.OTHERS, 0)


def _is_of_the_registry(sender: Actor, payload: Mapping[str, Any]) -> bool:
    """Tell whether GitHub says so of the sender, as the author of what the delivery brings."""
    things = (payload.get(name) for name in ("comment", "review", "issue", "pull_request"))
    return any(
        get_field(thing, int, "user", "id") == sender.id and get_field(thing, str, "author_association") in OF_THE_REGISTRY
        for thing in things
    )
