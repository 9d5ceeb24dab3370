"""Issues that the bot writes for a nominator: opened once, and edited only as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import effects as fx
from bot.continuation import first_line, origin
from bot.github import GitHub
from bot.github_errors import Conflict
from bot.ledger import Actor
from bot.lens import is_by
from bot.nomination import Nomination
from bot.projection import Made
from bot.recent import Recent
from bot.text import marks


@dataclass(frozen=True, slots=True)
class OwnIssues:
    """What it takes: the client, the bot's own account, its keys (the present one first), and what it did lately."""

    github: GitHub
    me: Actor
    keys: Sequence[bytes]
    recent: Recent

    async def apply(self, effect: fx.OpenIssue | fx.EditIssue, nomination: Nomination) -> Made:
        """Do one effect. Raises what the client raises, and Conflict when somebody else was faster."""
        if isinstance(effect, fx.OpenIssue):
            return Made(id=await self._open(effect, nomination))
        await self._edit(effect, nomination)
        return Made()

    async def _open(self, effect: fx.OpenIssue, nomination: Nomination) -> int:
        """The number of the issue in which the nomination goes on. One that this process has opened, no listing need show yet."""
        known = nomination.number, effect.key
        if known not in self.recent.opened:
            number = await self._opened_before(effect, nomination)
            if number is None:
                first = marks.write(first_line(nomination.number, nomination.repo, effect.key, effect.ledger), self.keys[0])
                made = await self.github.create_issue(effect.title, f"{first}\n\n{effect.body}", effect.labels)
                number = int(made["number"])
            self.recent.opened[known] = number
        return self.recent.opened[known]

    async def _opened_before(self, effect: fx.OpenIssue, nomination: Nomination) -> int | None:
        """Looked for without labels, which GitHub drops silently for whom it lets set none, and people may take off."""
        async for page in self.github.issues(state="all", since=effect.since):
            for issue in page:
                if not is_by(issue, self.me) or "pull_request" in issue:
                    continue
                found = origin(issue.get("body"), self.keys, nomination.repo)
                if found is not None and (found.number, found.key) == (nomination.number, effect.key):
                    return int(issue["number"])
        return None

    async def _edit(self, effect: fx.EditIssue, nomination: Nomination) -> None:
        """GitHub takes the text of whoever writes last: somebody else's edit in between is looked at first."""
        there = str((await self.github.issue(nomination.number)).get("body") or "")
        if there not in (effect.before, effect.body):
            raise Conflict("the text of the issue was edited meanwhile")
        if there != effect.body:
            await self.github.update_issue(nomination.number, body=effect.body)
