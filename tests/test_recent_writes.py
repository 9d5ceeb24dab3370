"""Comments that were written lately count as there although no list shows them yet, and only lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.reconcile.recent_writes import FRESH, SECONDS, RecentWrites

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
THREAD = "https://api.github.com/repos/dpg/registry/issues/7"


def comment(number: int = 1, at: datetime = NOW, thread: str = THREAD) -> dict[str, Any]:
    return {"id": number, "issue_url": thread, "created_at": at.isoformat(), "body": f"comment {number}"}


def test_a_comment_that_no_list_shows_yet_stands_among_those_listed_in_the_order_of_their_numbers():
    recent = RecentWrites()
    recent.wrote(comment(2))
    assert recent.unlisted(7)
    assert recent.completed([comment(1), comment(3)], 7) == [comment(1), comment(2), comment(3)]


def test_a_comment_belongs_to_its_own_thread_alone():
    recent = RecentWrites()
    recent.wrote_board(comment(2))
    assert recent.completed([], 70) == []
    assert recent.boards(70) == ()
    assert recent.boards(7) == ("comment 2",)


def test_once_a_list_has_shown_it_the_lists_are_believed():
    recent = RecentWrites()
    recent.wrote(comment(2))
    assert recent.completed([comment(2)], 7) == [comment(2)]
    assert not recent.unlisted(7)
    assert recent.completed([], 7) == [], "somebody has deleted it"
    recent.wrote(comment(2))
    assert recent.completed([], 7) == [], "an edit of it brings it back as little"
    assert 2 in recent


def test_one_that_was_deleted_is_not_shown_again():
    recent = RecentWrites()
    recent.wrote(comment(2))
    recent.forget(2)
    assert recent.completed([], 7) == []


@pytest.mark.parametrize(("age", "counts"), [(timedelta(0), True), (FRESH - timedelta(seconds=1), True), (FRESH, False)])
def test_a_delivery_proves_a_comment_for_two_minutes_and_one_that_is_sent_again_later_does_not(age, counts):
    recent = RecentWrites()
    recent.note_delivered(comment(2, NOW - age), NOW)
    assert recent.unlisted(7) is counts
    assert FRESH.total_seconds() == 120


def test_a_delivery_without_its_comment_proves_nothing():
    recent = RecentWrites()
    recent.note_delivered({}, NOW)
    assert not recent.unlisted(7)


def test_for_ten_minutes_after_it_was_written_a_comment_is_waited_for_and_then_no_more():
    seconds = 0.0
    recent = RecentWrites(timer=lambda: seconds)
    recent.wrote_board(comment(2))
    seconds = SECONDS - 1
    assert (recent.unlisted(7), 2 in recent, recent.boards(7)) == (True, True, ("comment 2",))
    seconds = SECONDS
    assert (recent.unlisted(7), 2 in recent, recent.boards(7)) == (False, False, ())
    assert SECONDS == 600
