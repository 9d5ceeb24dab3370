"""Collects every approval of a registry from the boards of its nominations, and asks GitHub only for changed ones.

They rest in one of two stages; while a renewal is under way, the issue is open again. An approval that happens while
the bot runs is told to it by the worker, which has just carried it out: listings lag, and what they show later is then known
already.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from bot.github.client import GitHub
from bot.github.shapes import Issue
from bot.model.github_json import GitHubParser, is_by
from bot.model.ledger import Ledger
from bot.model.ledger_recovery import RecoveredLedger, recover_ledger
from bot.model.nomination import Nomination
from bot.registry.outputs.approvals import STAGES, approvals_of
from bot.registry.outputs.values import PublishedApproval
from config.models import Workflow

MOST = 300
"""Nominations of each stage, those that changed last: beyond them a project is listed without the day of its approval."""


@dataclass(frozen=True, slots=True)
class Known:
    """The approvals of one nomination when it was last read: its time on GitHub ("" when the worker told it) and its memory's serial."""

    updated: str
    serial: int
    approvals: tuple[PublishedApproval, ...]


class RegistryApprovals:
    """Knows the approvals of one registry; its workflow is asked each time, for it can change. `seen` hears of every ledger
    that is read, by the number of its nomination."""

    def __init__(
        self,
        github: GitHub,
        parser: GitHubParser,
        workflow: Callable[[], Workflow],
        seen: Callable[[int, Ledger | None], object] = lambda *_: None,
    ) -> None:
        self._github, self._lens, self._workflow, self._seen = github, parser, workflow, seen
        self._known: dict[int, Known] = {}

    def hear(self, nomination: Nomination) -> bool:
        """Take in a nomination from the worker; return True if that changes an approval."""
        before = self._known.get(nomination.number)
        now = self._of(nomination.number, nomination.url, nomination, "")
        if now.approvals == (before.approvals if before else ()):
            return False
        self._known[nomination.number] = now
        return True

    async def read(self) -> tuple[PublishedApproval, ...]:
        """Read the approvals as they stand, by the nomination's number. Raises what the client raises."""
        listed = {issue["number"]: issue async for issue in self._list_issues()}
        for number, issue in listed.items():
            await self._look_at(number, issue)
        # What was told a moment ago may be in no listing yet.
        told = (number for number, each in self._known.items() if not each.updated and each.approvals)
        self._known = {number: self._known[number] for number in sorted({*listed, *told})}
        return tuple(approval for each in self._known.values() for approval in each.approvals)

    async def _list_issues(self) -> AsyncIterator[Issue]:
        """List the issues that rest in one of the stages, and those that were opened again, or by the bot itself for a renewal."""
        workflow = self._workflow()
        for name in [label.name for stage in STAGES if (label := workflow.stages[stage].label)]:
            async for issue in _list_first(self._github.newest_issues(name)):
                yield issue
        async for issue in _list_first(self._github.issues(labels=[workflow.labels.nomination.name])):
            if is_by(issue, self._lens.me) or issue.get("state_reason") == "reopened":
                yield issue

    async def _look_at(self, number: int, issue: Issue) -> None:
        before, updated = self._known.get(number), issue["updated_at"]
        if before is not None and before.updated == updated:
            return
        listed = await self._github.comments(number) if issue.get("comments") else []
        memory = recover_ledger([self._lens.comment(data, number, self._github.repo, number) for data in listed])
        self._seen(number, memory.ledger)
        found = self._of(number, issue["html_url"], memory, updated)
        before = self._known.get(number)  # it may have been told meanwhile, and the listing of comments lags behind that
        self._known[number] = replace(before, updated=updated) if before and before.serial > found.serial else found

    def _of(self, number: int, url: str, memory: RecoveredLedger | Nomination, updated: str) -> Known:
        ledger = memory.ledger
        folders = self._workflow().folders
        return Known(updated, memory.serial, approvals_of(ledger, number, url, folders) if ledger is not None else ())


async def _list_first(pages: AsyncIterator[list[Issue]]) -> AsyncIterator[Issue]:
    """List the first issues of a listing, without pull requests."""
    left = MOST
    async for page in pages:
        for issue in page[:left]:
            if "pull_request" not in issue:
                yield issue
        left -= len(page)
        if left <= 0:
            return
