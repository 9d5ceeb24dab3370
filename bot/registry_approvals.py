"""Every approval of a registry, read from the boards of its nominations: GitHub is asked for those that have changed.

An approval that happens while the bot runs is told to it by the worker, which has just carried it out: listings lag, and
what they show later is then known already.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.github import GitHub
from bot.memory import Memory, remembered
from bot.nomination import Nomination
from bot.outputs.approvals import STAGES, VALID_DAYS, approval_of
from bot.outputs.values import Approval
from bot.snapshot import Lens
from config.models import Workflow

MOST = 300
"""Nominations of each stage, those that changed last: beyond them a project is listed without the day of its approval."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one nomination said when it was looked at: its time on GitHub ("" when the worker told it) and its memory's serial."""

    updated: str
    serial: int
    approval: Approval | None


class RegistryApprovals:
    """Knows the approvals of one registry; `days` is how long one is valid."""

    def __init__(self, github: GitHub, lens: Lens, workflow: Callable[[], Workflow], days: int = VALID_DAYS) -> None:
        self._github, self._lens, self._workflow, self._days = github, lens, workflow, days
        self._known: dict[int, Known] = {}

    def hear(self, nomination: Nomination) -> bool:
        """What the worker has made of a nomination; whether that is news about an approval."""
        before = self._known.get(nomination.number)
        now = self._of(nomination.number, nomination.url, nomination, "")
        if now.approval == (before.approval if before else None):
            return False
        self._known[nomination.number] = now
        return True

    async def read(self) -> tuple[Approval, ...]:
        """The approvals as they stand, by the nomination's number. Raises what the client raises."""
        listed = [issue async for issue in self._listed()]
        known = {int(issue["number"]): await self._looked_at(issue) for issue in listed}
        # Told a moment ago, and in no listing yet.
        told = {
            number: each for number, each in self._known.items() if number not in known and not each.updated and each.approval
        }
        self._known = {**told, **known}
        return tuple(each.approval for _, each in sorted(self._known.items()) if each.approval is not None)

    async def _listed(self) -> AsyncIterator[Mapping[str, Any]]:
        stages, seen = self._workflow().stages, set[int]()
        for label in [stages[name].label.name for name in STAGES if name in stages]:
            left = MOST
            async for page in self._github.newest_issues(label):
                for issue in page[:left]:
                    if "pull_request" not in issue and int(issue["number"]) not in seen:
                        seen.add(int(issue["number"]))
                        yield issue
                left -= len(page)
                if left <= 0:
                    break

    async def _looked_at(self, issue: Mapping[str, Any]) -> Known:
        number, updated = int(issue["number"]), str(issue["updated_at"])
        before = self._known.get(number)
        if before is not None and before.updated == updated:
            return before
        listed = await self._github.comments(number) if issue.get("comments") else []
        memory = remembered([self._lens.comment(data, number, self._github.repo, number) for data in listed])
        found = self._of(number, str(issue.get("html_url") or ""), memory, updated)
        newer = before is not None and before.serial > found.serial  # the listing of comments lags behind what was told
        return Known(updated, before.serial, before.approval) if before is not None and newer else found

    def _of(self, number: int, url: str, memory: Memory | Nomination, updated: str) -> Known:
        ledger = memory.ledger
        folders = self._workflow().folders
        approval = approval_of(ledger, number, url, folders, self._days) if ledger is not None else None
        return Known(updated, memory.serial, approval)
