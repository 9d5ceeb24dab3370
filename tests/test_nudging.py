"""Reminders of the built-in workflow: when each is due, which are left out, and what moves them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bot.schedule import schedule
from bot.turn import lapses_at, turn
from config.clock import Nudge

from bot import effects as fx
from bot.decide import decide
from bot.ledger import Snooze
from bot.nomination import Nomination
from bot.working_time import end_of_day
from tests.deciding import seen_by_rules, settled
from tests.nominations import AMINA, CATALOGUE, OPENED, STANDARD, WORKFLOW, bot_says, nomination, view
from tests.story import body_with_gap

DAY = timedelta(days=1)
GAP = body_with_gap()
DUE = OPENED + 30 * DAY  # 22 March 2026, a Sunday, at noon
MONDAY = datetime(2026, 3, 23, 9, tzinfo=UTC)


def waiting(**changed) -> Nomination:
    """A nomination that waits for its nominator from the hour at which it was opened."""
    return settled(nomination(GAP, **changed), now=OPENED)


def said(there: Nomination, now: datetime, *, granted: bool = True) -> list[str]:
    plan = decide(replace(there, granted=granted), WORKFLOW, CATALOGUE, now)
    return [e.key.split("/")[1] for e in plan.effects if isinstance(e, fx.PostComment) and e.key.startswith("nudge/")]


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (13, []),
        (14, ["reminder"]),
        (15, []),  # a Saturday
        (17, ["reminder"]),
        (24, ["soon"]),
        (31, ["lapsing"]),
        (402, ["lapsing"]),
    ],
)
def test_the_last_one_that_is_due_is_said_and_no_other(days, name):
    assert said(waiting(), OPENED + days * DAY) == name


def test_what_is_left_out_is_never_said_later():
    there = settled(replace(waiting(), granted=True), now=OPENED + 24 * DAY)
    assert [(n.name, n.at is not None) for n in there.ledger.nudged] == [("reminder", False), ("soon", True)]
    assert said(there, OPENED + 25 * DAY) == []


@pytest.mark.parametrize("hour", [0, 8, 17, 23])
def test_at_night_nothing_is_said(hour):
    assert said(waiting(), datetime(2026, 3, 24, hour, tzinfo=UTC)) == []


def test_it_waits_until_the_nomination_may_speak():
    plan = decide(waiting(), WORKFLOW, CATALOGUE, MONDAY)
    assert said(waiting(), MONDAY, granted=False) == []
    assert [(wish.to, wish.person) for wish in plan.wishes] == [("nominator", AMINA)]


def test_what_becomes_due_at_night_is_looked_at_in_the_morning():
    plan = decide(waiting(), WORKFLOW, CATALOGUE, end_of_day(WORKFLOW, DUE) + timedelta(hours=1))
    assert plan.look_again == MONDAY


def test_one_that_stands_in_the_thread_is_not_said_again_though_the_board_is_lost():
    key = f"nudge/lapsing/0/{turn(seen_by_rules(waiting(), now=MONDAY)).since.isoformat()}"
    there = replace(waiting(comments=(bot_says(key),)), board=None, ledger=None, stored=None)
    assert said(there, MONDAY) == []


def test_a_snooze_moves_reminders_but_not_the_warning():
    there = waiting()
    ledger = replace(there.ledger, snoozes=(Snooze(AMINA, OPENED + 60 * DAY, "nominator"),))
    there = replace(there, ledger=ledger, stored=ledger)
    assert said(there, OPENED + 24 * DAY) == []
    assert said(there, MONDAY) == ["lapsing"]


def test_who_has_little_time_is_reminded_when_half_of_it_is_over():
    stages = {**WORKFLOW.stages, "needs-info": WORKFLOW.stages["needs-info"].model_copy(update={"wait": 4})}
    seen = view("needs-info", body=GAP, flow=WORKFLOW.model_copy(update={"stages": stages}))
    (soon,) = (o for o in schedule(seen, turn(seen)) if o.name == "soon")
    begin = OPENED + DAY
    assert begin < soon.at < begin + 4 * DAY


def test_grace_is_counted_from_the_warning_that_was_really_sent():
    late = MONDAY + 100 * DAY
    there = settled(replace(waiting(), granted=True), now=late)
    assert lapses_at(seen_by_rules(there, now=late)) == end_of_day(WORKFLOW, late + 7 * DAY)
    assert there.ledger.stage == "needs-info"
    gone = settled(replace(there, granted=True), now=late + 8 * DAY)
    assert gone.ledger.stage == "inactive"
    assert there.ledger.standard == STANDARD.version


def test_repetitions_that_come_after_the_date_are_not_counted_out() -> None:
    """Sixty times ten years of working days take seconds, at each look at each nomination."""
    nudge = Nudge(turn=("nominator",), after=3650, every=3650, times=60, working=True, message="Please answer.")
    flow = WORKFLOW.model_copy(update={"nudges": {"never": nudge}})
    seen = replace(seen_by_rules(waiting(), now=OPENED), workflow=flow)
    began = time.perf_counter()

    assert list(schedule(seen, turn(seen))) == []
    assert time.perf_counter() - began < 1
