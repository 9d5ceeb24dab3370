"""Nominations whose issue is closed, looked through once a day: those that time may open again, and those closed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cachetools import LRUCache

from bot.github import GitHub
from bot.snapshot import time
from config.models import Workflow

EVERY = timedelta(days=1)
MOST = 50
"""Wakes a day; the rest waits for the next one."""
RENEWED_WITHIN = timedelta(days=300)
"""An approval holds for a year: before that, time alone changes nothing about it."""
BACK = timedelta(days=30)
WATCHED = ("dpg", "renewal-due")
"""Stages that a day on the calendar ends."""
Json = Mapping[str, Any]
Moments = Mapping[int, datetime | None]


@dataclass(slots=True)
class Closed:
    """The closed nominations of one registry; remembers when it looked, and which it has told of as they stand."""

    github: GitHub
    _looked: datetime | None = None
    _told: LRUCache[int, str] = field(default_factory=lambda: LRUCache(10_000))

    async def look(self, workflow: Workflow, moments: Moments, now: datetime) -> list[int]:
        """The closed nominations that are worth a look, at most 50, and none when it has looked within the last day."""
        if self._looked is not None and now - self._looked < EVERY:
            return []
        found = [issue async for issue in self._left_open(workflow, now)]
        for stage in WATCHED:
            if stage in workflow.stages:
                label = workflow.stages[stage].label.name
                listed = [issue async for page in self.github.issues(labels=[label], state="closed") for issue in page]
                found += [issue for issue in listed if may_be_due(issue, stage, moments, now)]
        self._looked = now
        return self._chosen(found)

    async def _left_open(self, workflow: Workflow, now: datetime) -> Any:
        """Closed in the last weeks by somebody else: the label of the stage says that the nomination goes on."""
        midnight = (now - BACK).replace(hour=0, minute=0, second=0, microsecond=0)
        async for page in self.github.issues(labels=[workflow.nomination.name], state="closed", since=midnight):
            for issue in page:
                if goes_on(issue, workflow) and self._told.get(int(issue["number"])) != issue["updated_at"]:
                    yield issue

    def _chosen(self, found: list[Json]) -> list[int]:
        chosen = {int(issue["number"]): issue for issue in found if "pull_request" not in issue}
        first = dict(list(chosen.items())[:MOST])
        self._told.update({number: str(issue["updated_at"]) for number, issue in first.items()})
        return list(first)


def may_be_due(issue: Json, stage: str, moments: Moments, now: datetime) -> bool:
    """Whether time may have changed something: its moment has come, or this process knows of none and it is old enough."""
    number = int(issue["number"])
    if number in moments:
        moment = moments[number]
        return moment is not None and moment <= now
    return stage != "dpg" or issue.get("closed_at") is None or time(issue["closed_at"]) <= now - RENEWED_WITHIN


def goes_on(issue: Json, workflow: Workflow) -> bool:
    """It carries the label of a stage, and none that ends with the issue closed."""
    stages = list(_stages(issue, workflow))
    return bool(stages) and not any(workflow.stages[stage].closes for stage in stages)


def _stages(issue: Json, workflow: Workflow) -> Iterator[str]:
    for label in issue.get("labels") or ():
        stage = workflow.stage_labels.get(str(label["name"]).lower())
        if stage is not None:
            yield stage
