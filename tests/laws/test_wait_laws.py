"""Whatever people do in a review, everything that says who has to act says the same: headline, labels, statuses, to-do list, queue."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.contracts import View
from bot.review.nomination_state import find_open_round, is_on_hold, name_indicators
from bot.review.reminders.timed_changes import place
from bot.review.reminders.turns_and_digest import ReminderQueue, standing_text
from bot.review.waits import Wait, list_all_waits, list_waits
from config.models import Workflow
from tests.laws.reviewing import Review, review
from tests.laws.test_review_laws import acts, flows
from tests.laws.worlds import World
from tests.nominations import LIN, MAYA, NUMBER, OMAR, WORKFLOW
from tests.profile import count_examples
from tests.story import Board, body_with_gap

SIDES = {"nominator": "nominator", "reviewers": "reviewer", "expert": "expert", "maintainers": "maintainer"}


def agrees(played: World, view: View) -> None:
    """All that people can see of what is waited for says what the list says."""
    found, there = list_waits(view), played.nomination.board
    assert there is not None
    board = Board(there.body)
    sides = {SIDES[wait.side] for wait in found}
    awaited = {label.name for label in view.workflow.labels.awaiting.values()} & played.nomination.labels
    assert {name.removeprefix("awaiting: ") for name in awaited} == sides
    failed = tuple(wait.subject for wait in found if wait.kind == "mending")  # one sentence names them all
    assert not failed or f"{name_indicators(failed)} did not pass yet" in board.headline, board.headline
    assert all(wait.what in board.headline for wait in found if wait.kind != "mending"), board.headline
    assert ("**Nothing for anybody to do now.**" in board.headline) == (not found)
    assert ("your answer is needed" in board.headline) == ("nominator" in sides)
    assert place(view).waits == found
    table = standing_text(ReminderQueue(is_approved=True, places={NUMBER: place(view)}), view.workflow, view.now)
    assert all(wait.what in table for wait in found if wait.side != "nominator")
    todo_agrees(board, [wait for wait in list_all_waits(view) if wait.side == "nominator"])
    statuses_agree(view)
    assert found or is_at_rest(view), "somebody is waited for"


def todo_agrees(board: Board, theirs: list[Wait]) -> None:
    """Every question and every failed indicator that waits for the nominator has its line, and no other has."""
    asked = {number for line in board.todos for number in re.findall(r"\*\*Question (\d+)\*\*", line)}
    assert asked == {wait.subject for wait in theirs if wait.kind == "question"}
    failed = {name for line in board.todos if "· *failed* by" in line for name in re.findall(r"\. \*\*(\w+) ", line)}
    mending = {wait.subject for wait in theirs if wait.kind == "mending"}
    assert not board.todos or failed == mending or any(wait.kind == "renewal" for wait in theirs)
    assert board.todos or all(wait.kind == "renewal" for wait in theirs)


def statuses_agree(view: View) -> None:
    """A stage pull request is green exactly while its merge is waited for."""
    ready = {wait.of_pull for wait in list_all_waits(view) if wait.kind == "merge"}
    for kind, note in view.ledger.pull_requests.ours.items():
        pull = view.nomination.pulls.get(kind)
        if kind in view.workflow.pulls and pull is not None and pull.state == "open" and note.status:
            assert (note.status.partition("|")[0] == "success") == (kind in ready), (kind, note.status, ready)


def is_at_rest(view: View) -> bool:
    """Closed without an appeal, a digital public good without a round and without a concern, expired, or on hold."""
    ledger = view.ledger
    ended = view.workflow.is_closed(view.stage) and ledger.ending.appeal is None and find_open_round(view) is None
    return is_on_hold(view) or (ended and not ledger.ending.concerns and ledger.announcement.retracted is None)


@given(flows, acts)
@settings(max_examples=count_examples(40), deadline=None)
def test_at_every_step_all_that_people_see_agrees_with_what_is_waited_for(flow: Workflow, acts: list[tuple[Any, ...]]) -> None:
    played = review(flow)
    agrees(played, played.view)
    for act in acts:
        played.act(act)
        agrees(played, played.view)


THE_LINE = (
    ("says", LIN, "/pass 1 2"),
    ("merges", "candidate"),
    ("says", LIN, "/pass all"),
    ("says", OMAR, "/pass all"),
    ("merges", "dpg"),
    ("waits", 310),
    ("says", MAYA, "/note still there"),
    ("waits", 60),
    ("says", LIN, "/pass all"),
)
"""A nomination's whole life, with the renewal of its approval."""


@given(st.lists(st.tuples(st.integers(0, len(THE_LINE)), acts.filter(bool).map(lambda some: some[0])), max_size=4))
@settings(max_examples=count_examples(40), deadline=None)
def test_so_it_does_along_the_whole_line(between: list[tuple[int, tuple[Any, ...]]]) -> None:
    played: Review = review(WORKFLOW, body_with_gap() if any(at == 0 for at, _ in between) else "")
    for index, step in enumerate(THE_LINE):
        for act in (act for at, act in between if at == index):
            played.act(act)
            agrees(played, played.view)
        played.act(step)
        agrees(played, played.view)
