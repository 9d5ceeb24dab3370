"""Nominations whose issue is closed, looked through once a day: those that time may open again, and those that somebody has
closed, edited or commented on without the bot's hearing of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cachetools import LRUCache

from bot.github.client import GitHub
from bot.github.shapes import Issue
from bot.model.github_json import read_time
from bot.reconcile.payload_fields import label_names
from config.models import DPG, Workflow

EVERY = timedelta(days=1)
MOST = 50
"""Wakes a day; the rest waits for the next one."""
MARGIN = timedelta(days=30)
"""An issue may be closed by hand some time after its approval, from which the renewal is counted."""
BACK = timedelta(days=30)
STILL = timedelta(minutes=2)
"""Closing is the last that the bot does to a nomination."""
Moments = Mapping[int, datetime | None]


@dataclass(slots=True)
class Closed:
    """The closed nominations of one registry; remembers when it looked, and which it has told of as they stand."""

    github: GitHub
    _looked: datetime | None = None
    _told: LRUCache[int, str] = field(default_factory=lambda: LRUCache(10_000))

    async def look(self, workflow: Workflow, moments: Moments, now: datetime) -> list[int]:
        """List the closed nominations that are worth a look, at most 50, and none when it has looked within the last day."""
        if self._looked is not None and now - self._looked < EVERY:
            return []
        found = [issue async for issue in self._list_changed(workflow, now)]
        good = workflow.stages[DPG].label
        if good is not None:
            listed = [issue async for page in self.github.issues(labels=[good.name], state="closed") for issue in page]
            found += [issue for issue in listed if may_be_due(issue, workflow, moments, now)]
        awaiting = workflow.labels.awaiting.get("maintainers")
        if awaiting is not None:  # something that nobody has decided yet
            found += [issue async for page in self.github.issues(labels=[awaiting.name], state="closed") for issue in page]
        self._looked = now
        return self._choose_numbers(found)

    async def _list_changed(self, workflow: Workflow, now: datetime) -> AsyncIterator[Issue]:
        """List the closed nominations of the last weeks about which something may be left to do."""
        midnight = (now - BACK).replace(hour=0, minute=0, second=0, microsecond=0)
        async for page in self.github.issues(labels=[workflow.labels.nomination.name], state="closed", since=midnight):
            for issue in page:
                news = self._told.get(issue["number"]) != issue["updated_at"]
                if news and (goes_on(issue, workflow) or changed_since(issue)):
                    yield issue

    def _choose_numbers(self, found: list[Issue]) -> list[int]:
        chosen = {issue["number"]: issue for issue in found}
        first = dict(list(chosen.items())[:MOST])
        self._told.update({number: issue["updated_at"] for number, issue in first.items()})
        return list(first)


def may_be_due(issue: Issue, workflow: Workflow, moments: Moments, now: datetime) -> bool:
    """Check if time may have changed something: its moment has come, or this process knows of none and it is old enough."""
    number, closed = issue["number"], issue["closed_at"]
    if number in moments:
        moment = moments[number]
        return moment is not None and moment <= now
    valid = timedelta(days=workflow.renewal.valid - workflow.renewal.begins)
    return closed is None or read_time(closed) + valid - MARGIN <= now


def changed_since(issue: Issue) -> bool:
    """Something was edited or said after it was closed: an answer that takes it up again, or a command."""
    closed = issue["closed_at"]
    return closed is not None and read_time(issue["updated_at"]) > read_time(closed) + STILL


def goes_on(issue: Issue, workflow: Workflow) -> bool:
    """Check if it carries the label of a stage, and none that ends with the issue closed."""
    stages = [workflow.stage_labels[name] for name in label_names(issue) if name in workflow.stage_labels]
    return bool(stages) and not any(workflow.is_closed(stage) for stage in stages)
