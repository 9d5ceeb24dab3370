"""Which pull requests of people a sweep looks at: few of the new ones at once, and those that waited once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.ledger_entries import Actor
from bot.reconcile.classify_pulls import BACKLOG, NEWEST, PullClassifier

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Files:
    """A GitHub whose pull requests bring no record."""

    async def first_pull_files(self, _number: int) -> list[dict[str, Any]]:
        return [{"filename": "README.md"}]


class NoFolders:
    """No folder holds records."""

    def kind(self, _path: str) -> None:
        return None


def door() -> PullClassifier:
    return PullClassifier(Files(), Actor(1, "bot"))  # type: ignore[arg-type]


def crowd(count: int) -> dict[int, str]:
    return dict.fromkeys(range(1, count + 1), "2026-01-01T00:00:00Z")


def test_the_newest_come_first_and_not_many_at_once():
    assert [number for number, _ in door().list_unclassified(crowd(40), NOW)] == list(range(40, 40 - NEWEST, -1))


def test_what_was_there_already_waits_for_its_day():
    here, waiting = door(), crowd(100)
    here.list_unclassified(waiting, NOW)
    assert here.list_unclassified(waiting, NOW + HOUR) == []
    assert len(here.list_unclassified(waiting, NOW + DAY)) == BACKLOG
    assert here.list_unclassified(waiting, NOW + DAY + HOUR) == []


def test_one_that_is_new_or_has_changed_is_looked_at_by_the_next_sweep():
    here, waiting = door(), crowd(40)
    here.list_unclassified(waiting, NOW)
    changed = {**waiting, 3: "2026-03-02T09:30:00Z", 41: "2026-03-02T09:40:00Z"}
    assert here.list_unclassified(changed, NOW + HOUR) == [(41, "2026-03-02T09:40:00Z"), (3, "2026-03-02T09:30:00Z")]


async def test_one_that_was_looked_at_is_left_alone_until_it_changes():
    here, waiting = door(), crowd(3)
    for number, stamp in here.list_unclassified(waiting, NOW):
        assert await here.classify(number, [stamp], NoFolders()) == "others"  # type: ignore[arg-type]
        here.note_plain(number, [stamp], "c0ffee")
    assert here.list_unclassified(waiting, NOW + DAY) == []
