"""Looks for a maintainer's `/go` on the Review queue issue: without it no reminder goes out in a registry with a past."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.github.shapes import Comment
from bot.model.contracts import NeedsFacts
from bot.model.github_json import OF_THE_REGISTRY, is_by, read_actor
from bot.model.ledger_entries import Actor
from bot.model.mark_keys import MarkKey
from bot.model.needs import Need
from bot.reconcile.find_facts import Facts
from bot.reconcile.queue_issue import REFUSAL, QueueIssue
from bot.review.reading_budget import Text, find_unread_texts
from bot.review.roles import holds_role
from bot.text import commands
from config.models import Role

GO = "go"
NOT_ALLOWED = "Only a maintainer can let the reminders go."
NOT_TOLD = "GitHub did not tell me what rights you have; please write `/go` again in a minute."
EDITED = "This comment was edited, and GitHub does not tell me by whom; please write `/go` in a new one."
REASONS = (NOT_ALLOWED, NOT_TOLD, EDITED)


@dataclass(frozen=True, slots=True)
class ReminderApproval:
    """Judges the comments on the Review queue issue; `role` gives the role whose `/go` counts."""

    issue: QueueIssue
    facts: Facts
    role: Callable[[], Role]

    async def find_approval(self) -> int | None:
        """Find the comment in which a maintainer says `/go`, and answer every other `/go` with the reason why it does not count."""
        github, me = self.issue.github, self.issue.me
        comments = await github.comments(self.issue.number)
        refused = {mark.key for one in comments if is_by(one, me) and (mark := self.issue.read_mark(one, REFUSAL))}
        unread = find_unread_texts(self._list_texts(comments)).keys
        for comment in comments:
            by = None if (comment["id"], "") in unread else await self._find_asker(comment)
            if by is None:
                continue
            why = await self._find_reason_against(comment, by)
            if not why:
                return comment["id"]
            # Once a person and reason: everybody who has subscribed hears of it, and anybody may write here.
            key = MarkKey.APPROVAL_REFUSED.of(by.id, REASONS.index(why))
            if key not in refused:
                await self.issue.post(why, REFUSAL, key)
                refused.add(key)
            await github.react(comment["id"], "confused")
        return None

    async def list_maintainers(self) -> tuple[str, ...]:
        """List whom to mention for the maintainers: their teams, or else the people with the permission."""
        role = self.role()
        if role.teams:
            return tuple(role.teams)
        people = await self.issue.github.collaborators()
        allowed = (one for one in people if one["role_name"] in role.permissions or one["id"] in role.people)
        return tuple(one["login"] for one in allowed if one.get("type") == "User" and one["id"] != self.issue.me.id)

    def _list_texts(self, comments: Sequence[Comment]) -> Iterator[Text]:
        """List what may hold a `/go`; each person has a budget for what is read of theirs, as in a nomination."""
        for comment in comments:
            by = read_actor(comment["user"])
            if by is not None and by.id != self.issue.me.id:
                known = comment.get("author_association") in OF_THE_REGISTRY or by.id in self.role().people
                yield Text((comment["id"], ""), self.issue.number, by, comment.get("body") or "", known)

    async def _find_asker(self, comment: Comment) -> Actor | None:
        """Find who says `/go` in the comment and has had no answer yet."""
        by, body = read_actor(comment["user"]), comment.get("body") or ""
        if not commands.has_candidates(body):
            return None
        await asyncio.sleep(0)  # anybody may write much here, and each of it takes its time to read
        has_go = any(line.name == GO for line in commands.parse(body))
        waits = has_go and by is not None and by.id != self.issue.me.id and not await self._has_answer(comment)
        return by if waits else None

    async def _find_reason_against(self, comment: Comment, by: Actor) -> str:
        """Say why the `/go` does not count; empty when it does."""
        # Whoever may write to the registry can edit what a maintainer wrote, and GitHub's list does not tell who it was.
        if comment["updated_at"] != comment["created_at"]:
            return EDITED
        has_right = await self._has_right(by)
        return "" if has_right else NOT_ALLOWED if has_right is False else NOT_TOLD

    async def _has_answer(self, comment: Comment) -> bool:
        """Tell whether the bot has reacted to the comment; the counts alone would show anybody's reaction."""
        counts = comment.get("reactions") or {}
        if not counts.get("+1") and not counts.get("confused"):
            return False
        reactions = await self.issue.github.comment_reactions(comment["id"])
        return any(is_by(one, self.issue.me) for one in reactions)

    async def _has_right(self, person: Actor) -> bool | None:
        known = dict[Need, str]()
        for _ in range(2):
            answer = holds_role(self.role(), person, known)
            if not isinstance(answer, NeedsFacts):
                return answer
            known |= await self.facts.answers(answer.needs)
        return None
