"""A maintainer's `/go` on the Review queue issue: without it no reminder goes out in a registry with a past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.github.client import GitHub
from bot.model.contracts import NeedsFacts
from bot.model.github_json import Json, is_by, read_actor
from bot.model.ledger_entries import Actor
from bot.model.nomination import Need
from bot.reconcile.find_facts import Facts
from bot.review.permissions import holds_role
from bot.text import commands
from config.models import Role

GO = "go"
NOT_ALLOWED = "Only a maintainer can let the reminders go."
NOT_TOLD = "GitHub did not tell me what rights you have; please write `/go` again in a minute."
EDITED = "This comment was edited, and GitHub does not tell me by whom; please write `/go` in a new one."
REASONS = (NOT_ALLOWED, NOT_TOLD, EDITED)


@dataclass(frozen=True, slots=True)
class ReminderApproval:
    """Judges comments; `role` is whose `/go` counts."""

    github: GitHub
    me: Actor
    facts: Facts
    role: Callable[[], Role]

    async def asked(self, comment: Json) -> bool:
        """Somebody says `/go` in it, and has had no answer yet."""
        by = read_actor(comment.get("user"))
        said = any(line.name == GO for line in commands.parse(str(comment.get("body") or "")))
        return said and by is not None and by.id != self.me.id and not await self._is_answered(comment)

    async def refusal(self, comment: Json) -> str:
        """Why it does not count; empty when it does."""
        # Whoever may write to the registry can edit what a maintainer wrote, and GitHub's list does not tell who it was.
        if comment["updated_at"] != comment["created_at"]:
            return EDITED
        by = read_actor(comment.get("user"))
        right = await self._may_go(by) if by else False
        return "" if right else NOT_ALLOWED if right is False else NOT_TOLD

    async def _is_answered(self, comment: Json) -> bool:
        """The bot has reacted to it; the counts alone would show anybody's reaction."""
        counts = comment.get("reactions") or {}
        if not counts.get("+1") and not counts.get("confused"):
            return False
        reactions = await self.github.comment_reactions(int(comment["id"]))
        return any(is_by(one, self.me) for one in reactions)

    async def _may_go(self, person: Actor) -> bool | None:
        known = dict[Need, str]()
        for _ in range(2):
            answer = holds_role(self.role(), person, known)
            if not isinstance(answer, NeedsFacts):
                return answer
            known |= await self.facts.answers(answer.needs)
        return None
