"""Reading a registry by the page: the open issues, the open pull requests and the comments that have changed.

Every list is asked for by an address that stays the same until there is something new, so that GitHub answers 304, which
it does not charge. What such lists cannot show is noticed by what they do show: a deleted comment by the number of comments
that an issue tells, a merged pull request by its absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.github.client import GitHub
from bot.github.shapes import Comment, Issue, Pull
from bot.model.github_json import Json, is_by, is_our_pull, read_time
from bot.model.ledger_entries import Actor
from bot.reconcile.read_payload import BRANCH
from bot.reconcile.sweep.registry_cache import RegistryListing

LAG = timedelta(minutes=5)
"""The longest delay of GitHub's listings: the last comments are listed once more for as long as this."""
ROUNDS = 3
MOST_PAGES = 1_000
PAGES_A_LINE = 20
"""Pages between two lines in the log."""

Nominates = Callable[[Json], bool]
"""Checks if an open issue is a nomination, or looks like one that was missed."""

log = structlog.get_logger("dpgbot")


@dataclass(slots=True)
class _Issues:
    """The open issues, sorted out; `told` holds what GitHub says of every thread: the number of comments, and the last change."""

    nominations: dict[int, Json] = field(default_factory=dict)
    told: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)
    pulls: bool = False
    """The bot has opened pull requests among them."""


@dataclass(slots=True)
class _Threads:
    """The comments of the threads that count; `newest` is the time of the newest that any list has shown."""

    kept: dict[int, dict[int, dict[str, Any]]]
    newest: datetime | None

    def take(self, listed: Iterable[Comment]) -> None:
        """Take what a list shows of these threads; what is known to be newer stays."""
        for data in listed:
            at = read_time(data["updated_at"])
            self.newest = at if self.newest is None else max(at, self.newest)
            thread = self.kept.get(int(data["issue_url"].rpartition("/")[2]))
            if thread is None:
                continue
            known = thread.get(data["id"])
            if known is None or read_time(known["updated_at"]) <= at:
                thread[data["id"]] = _shorten_comment(data, known)

    def ordered(self) -> dict[int, dict[int, dict[str, Any]]]:
        """List all comments, each thread oldest first."""
        return {number: dict(sorted(thread.items())) for number, thread in self.kept.items()}


async def read_listing(
    github: GitHub, me: Actor, nominates: Nominates, before: RegistryListing, now: datetime
) -> RegistryListing:
    """Read the registry as it stands; `before` is the last reading. Raises what the client raises."""
    issues = await _list_issues(github, me, nominates)
    pulls = await _list_pulls(github, me, issues) if issues.pulls else {}
    threads = _Threads({n: dict(before.threads.get(n, {})) for n in (*issues.nominations, *pulls)}, before.newest)
    await _read_comments(github, issues, threads)
    odd = await _mended(github, issues, threads, before.odd, now)
    return RegistryListing(issues.nominations, pulls, threads.ordered(), threads.newest, odd, issues.strangers)


async def _list_issues(github: GitHub, me: Actor, nominates: Nominates) -> _Issues:
    found = _Issues()
    async for page in github.issues(state="open"):
        for issue in page:
            number, ours = issue["number"], is_by(issue, me)
            found.told[number] = issue["comments"], read_time(issue["updated_at"])
            if "pull_request" in issue and ours:
                found.pulls = True
            elif nominates(issue):
                found.nominations[number] = _shorten_issue(issue)
            elif "pull_request" in issue:
                found.strangers[number] = issue["updated_at"]
    return found


async def _list_pulls(github: GitHub, me: Actor, issues: _Issues) -> dict[int, Json]:
    """List the open stage pull requests. One that was opened after the issues were listed waits for the next time."""
    found: dict[int, Json] = {}
    async for page in github.open_pulls():
        for pull in page:
            branch = BRANCH.fullmatch(pull["head"]["ref"])
            number = pull["number"]
            if branch and number in issues.told and int(branch[1]) in issues.nominations and is_our_pull(pull, me):
                found[number] = _shorten_pull(pull, int(branch[1]), issues.told[number][0])
    return found


async def _read_comments(github: GitHub, issues: _Issues, threads: _Threads) -> None:
    """Read the comments written or edited since last time: at first all since the oldest open nomination was opened;
    when that takes more pages than there are threads to read (a long history of closed ones), the threads are read instead."""
    busy = sum(issues.told[number][0] > 0 for number in threads.kept)
    if threads.newest is None:
        if not busy:
            return
        oldest = min(read_time(issue["created_at"]) for issue in issues.nominations.values())
        if not await _read_changes(github, threads, oldest, busy, keep=False):
            # Every thread is read after the issues were listed, so what comes later is later than the last change of them.
            threads.newest = max(at for _, at in issues.told.values())
    for _ in range(ROUNDS):
        if threads.newest is None:
            return
        # Asked for once more when there was something new: the next time it is the same address, which then costs nothing.
        newest = threads.newest
        await _read_changes(github, threads, newest - LAG, MOST_PAGES, keep=True)
        if threads.newest == newest:
            return


async def _read_changes(github: GitHub, threads: _Threads, since: datetime, most: int, *, keep: bool) -> bool:
    """Take the comments changed since then, in at most so many pages; whether that was all.

    Each page begins at the time where the last one ended: by page number, a comment that is edited meanwhile would move to
    the end and draw one that nobody has seen yet onto a page that was read already.
    """
    page = 1
    for count in range(1, most + 1):
        listed, more = await github.changed_comments(since, page, keep=keep)
        threads.take(listed)
        if not more:
            return True
        if count % PAGES_A_LINE == 0:
            log.info("reading comments", repo=github.repo, pages=count, up_to=str(threads.newest))
        last = read_time(listed[-1]["updated_at"]) if listed else since
        since, page = (last, 1) if last > since else (since, page + 1)
    return False


async def _mended(
    github: GitHub, issues: _Issues, threads: _Threads, before: Mapping[int, tuple[int, int]], now: datetime
) -> dict[int, tuple[int, int]]:
    """Read the threads that hold another number of comments than GitHub tells; those for which that is no use are given back."""
    odd: dict[int, tuple[int, int]] = {}
    for number in threads.kept:
        told, changed = issues.told[number]
        case = (told, len(threads.kept[number]))
        if told != case[1] and before.get(number) != case:
            listed = await github.comments(number)
            threads.kept[number] = {data["id"]: _shorten_comment(data) for data in listed}
            case = (told, len(listed))
            if now - changed <= LAG:
                continue  # the list may be late; it is read again next time
        if case[0] != case[1]:
            odd[number] = case
    return odd


def _shorten_issue(data: Issue) -> Json:
    kept = ("number", "title", "body", "state", "locked", "comments", "created_at", "updated_at", "html_url")
    labels = [dict(label) for label in data["labels"]]
    kind: dict[str, Json] = {"pull_request": {}} if "pull_request" in data else {}
    return {**{key: data.get(key) for key in kept}, "user": data["user"], "labels": labels, **kind}


def _shorten_comment(data: Comment, known: Json | None = None) -> dict[str, Any]:
    """Cut a comment down to its used fields. A list may show fewer reactions than the bot knows of, if it is older than the last one."""
    kept = ("id", "body", "created_at", "updated_at")
    shown, ours = data.get("reactions") or {}, known["reactions"] if known else {}
    reactions = {content: max(shown.get(content, 0), ours.get(content, 0)) for content in ("+1", "confused")}
    return {**{key: data.get(key) for key in kept}, "user": data["user"], "reactions": reactions}


def _shorten_pull(data: Pull, nomination: int, comments: int) -> Json:
    kept = {key: data.get(key) for key in ("number", "state", "title", "body")}
    base = {"ref": data["base"]["ref"], "repo": {"default_branch": data["base"]["repo"]["default_branch"]}}
    return {**kept, "head": {"sha": data["head"]["sha"]}, "base": base, "nomination": nomination, "comments": comments}
