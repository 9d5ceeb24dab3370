"""Which closed nominations are worth a look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.github.client import GitHub
from bot.reconcile.sweep.closed_issues import MOST, Closed, changed_since, goes_on, may_be_due
from config.workflow import built_in

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FLOW = built_in()


def issue(number: int, *labels: str, days: int = 1) -> dict[str, object]:
    at = (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"number": number, "labels": [{"name": name} for name in labels], "closed_at": at, "updated_at": at}


class Lists(GitHub):
    """Shows the same closed issues to every list."""

    def __init__(self, *issues: dict[str, object]) -> None:
        self.shown, self.asked = list(issues), 0

    async def issues(self, labels=(), state="open", since=None, per_page=100) -> AsyncIterator[list[dict[str, object]]]:  # type: ignore[override]
        self.asked += 1
        yield [one for one in self.shown if {label["name"] for label in one["labels"]} >= set(labels)]


@pytest.mark.parametrize(
    ("moments", "days", "due"),
    [
        ({}, 10, False),
        ({}, 301, True),
        ({7: None}, 301, False),
        ({7: NOW - timedelta(hours=1)}, 10, True),
        ({7: NOW + timedelta(hours=1)}, 400, False),
    ],
)
def test_time_may_have_changed_what_is_old_enough_or_whose_moment_has_come(moments, days, due):
    assert may_be_due(issue(7, days=days), FLOW, moments, NOW) is due


def test_a_nomination_that_was_changed_after_it_was_closed_is_told_from_one_that_was_left_alone():
    left = issue(7, "nomination", "closed: inactive")
    assert not changed_since(left)
    assert changed_since({**left, "updated_at": "2026-03-02T08:59:00Z"})
    assert not changed_since({**left, "closed_at": None})


def test_a_closed_nomination_goes_on_when_no_label_of_it_ends_it():
    assert goes_on(issue(7, "nomination", "stage: approved"), FLOW)
    assert goes_on(issue(7, "Stage: Screening"), FLOW)
    assert not goes_on(issue(7, "nomination", "stage: approved", "stage: dpg"), FLOW)
    assert not goes_on(issue(7, "nomination", "closed: withdrawn"), FLOW)
    assert not goes_on(issue(7, "nomination"), FLOW)


async def test_at_most_fifty_a_day_and_the_rest_on_the_next_one():
    github = Lists(*(issue(number, "nomination", "stage: dpg", days=400) for number in range(1, 121)))
    closed, seen = Closed(github), {}
    days = []
    for day in range(4):
        days.append(await closed.look(FLOW, seen, NOW + timedelta(days=day)))
        assert await closed.look(FLOW, seen, NOW + timedelta(days=day, hours=23)) == []
        seen |= dict.fromkeys(days[-1])
    assert [len(day) for day in days] == [MOST, MOST, 20, 0]
    assert sorted(number for day in days for number in day) == list(range(1, 121))


async def test_one_that_was_closed_by_hand_is_told_once_as_it_stands():
    github = Lists(issue(7, "nomination", "stage: screening"))
    closed = Closed(github)
    assert await closed.look(FLOW, {}, NOW) == [7]
    assert await closed.look(FLOW, {}, NOW + timedelta(days=1)) == []
    github.shown = [issue(7, "nomination", "stage: screening", days=0)]
    assert await closed.look(FLOW, {}, NOW + timedelta(days=2)) == [7]


async def test_a_closed_one_that_waits_for_a_maintainer_is_looked_at_every_day():
    github = Lists(
        issue(7, "nomination", "closed: excluded", "awaiting: maintainer", days=90), issue(8, "closed: spam", days=90)
    )
    closed = Closed(github)
    assert [await closed.look(FLOW, {}, NOW + timedelta(days=day)) for day in range(2)] == [[7], [7]]


async def test_a_workflow_without_the_label_of_maintainers_is_not_asked_about_them():
    github = Lists()
    labels = FLOW.labels.model_copy(update={"awaiting": {}})
    await Closed(github).look(FLOW.model_copy(update={"labels": labels}), {}, NOW)
    assert github.asked == 2, "those that were changed lately, and the digital public goods"
