"""What the bot asks of GitHub about pull requests, their reviews, and what is said on their heads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.github.calls import REPO, Calls, Json
from bot.github.shapes import ChangedFile, CheckRun, CheckRuns, Pull, Review, Status, WholePull

PULL = REPO + "/pulls/{number}"


class Pulls(Calls):
    """Pull requests, reviews, commit statuses and check runs."""

    async def pulls(self, head_branch: str, state: str = "all") -> list[Pull]:
        """Pull requests from this branch of this repository (not of a fork), newest first."""
        path = REPO + "/pulls{?head,state,per_page}"
        return await self._all(Pull, path, head=f"{self.owner}:{head_branch}", state=state, per_page=100)

    def open_pulls(self) -> AsyncIterator[list[Pull]]:
        """Pages of the open pull requests, oldest first, in GitHub's short form: without `merged`, `mergeable` and `comments`."""
        path = REPO + "/pulls{?state,sort,direction,per_page,page}"
        return self._numbered(Pull, path, state="open", sort="created", direction="asc", per_page=100)

    async def pull(self, number: int) -> WholePull:
        """One pull request; `mergeable` is None while GitHub is still finding out."""
        return await self._get(WholePull, PULL, number=number)

    async def create_pull(self, title: str, body: str, head: str, base: str) -> WholePull:
        """May raise `Unknown`, and `Invalid` for a twin: look with `pulls`."""
        return await self._send(WholePull, "POST", REPO + "/pulls", {"title": title, "body": body, "head": head, "base": base})

    async def update_pull(self, number: int, **fields: Any) -> None:
        """Set `title`, `body`, `state` or `base`."""
        await self._call("PATCH", PULL, fields, number=number)

    async def merge_pull(self, number: int, sha: str, method: str = "merge", title: str | None = None) -> None:
        """Merge if the head is still `sha`; else, or when it cannot be merged (any more), `Conflict`."""
        data = {"sha": sha, "merge_method": method} | ({"commit_title": title} if title else {})
        await self._call("PUT", PULL + "/merge", data, number=number)

    async def pull_files(self, number: int) -> list[ChangedFile]:
        """All changed files (GitHub lists at most 3,000)."""
        return await self._all(ChangedFile, PULL + "/files{?per_page}", number=number, per_page=100)

    async def first_pull_files(self, number: int) -> list[ChangedFile]:
        """The first hundred changed files, by their paths; one page, however many there are."""
        return await self._get(list[ChangedFile], PULL + "/files{?per_page}", number=number, per_page=100)

    async def newest_pulls(self) -> list[Pull]:
        """The hundred newest open pull requests, newest first; one page."""
        where = REPO + "/pulls{?state,sort,direction,per_page}"
        return await self._get(list[Pull], where, state="open", sort="created", direction="desc", per_page=100)

    async def reviews(self, number: int) -> list[Review]:
        """All reviews of a pull request, oldest first."""
        return await self._all(Review, PULL + "/reviews{?per_page}", number=number, per_page=100)

    async def review(self, number: int, head: str, body: str, comments: Sequence[Json]) -> None:
        """Review a pull request without judging it. `Invalid` when a comment stands on no line of the diff. May raise `Unknown`."""
        data = {"commit_id": head, "event": "COMMENT", "body": body, "comments": list(comments)}
        await self._call("POST", PULL + "/reviews", data, number=number)

    async def set_status(self, sha: str, state: str, context: str, description: str, target_url: str | None = None) -> None:
        """`state`: pending, success, failure or error; `description` is cut to GitHub's 140 characters."""
        data: Json = {"state": state, "context": context, "description": description[:140]}
        data |= {"target_url": target_url} if target_url else {}
        await self._call("POST", REPO + "/statuses/{sha}", data, repeatable=True, sha=sha)

    async def statuses(self, sha: str) -> list[Status]:
        """All statuses ever set, newest first: the first of a context counts."""
        return await self._all(Status, REPO + "/commits/{sha}/statuses{?per_page}", sha=sha, per_page=100)

    async def create_check_run(self, name: str, sha: str, **fields: Any) -> CheckRun:
        """A new check run, which takes the place of an older one of that name; only for GitHub Apps. `fields`: `status`,
        `conclusion`, `details_url`, `output` with at most 50 annotations."""
        return await self._send(
            CheckRun, "POST", REPO + "/check-runs", {"name": name, "head_sha": sha, **fields}, repeatable=True
        )

    async def update_check_run(self, id: int, **fields: Any) -> None:
        """Change one of our own; annotations are added to those that it has."""
        await self._call("PATCH", REPO + "/check-runs/{id}", fields, id=id)

    async def check_runs(self, sha: str, name: str) -> list[CheckRun]:
        """The newest check run of that name of each app, newest first; one page."""
        where = REPO + "/commits/{sha}/check-runs{?check_name,per_page}"
        return (await self._get(CheckRuns, where, sha=sha, check_name=name, per_page=100))["check_runs"]
