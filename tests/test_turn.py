"""Whose turn it is, by when, and whose days stand still meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from bot.turn import due_of, lapsed, lapses_at, ready_to_merge, stopped, turn

from bot.contracts import View
from bot.ledger import Hold, Move, Nudged, Override, Question, Remark, Turned
from bot.standings import with_ledger
from bot.working_time import end_of_day
from tests.nominations import LIN, MAYA, NOW, NUMBER, OMAR, OPENED, STRANGER, WORKFLOW, flow, pull, view
from tests.story import body_with_gap

DAY = timedelta(days=1)
ENTERED = OPENED + DAY  # by `view`, the present stage is entered a day after the opening
JUDGED = OPENED + 2 * DAY  # and the verdicts are given a day later
PROPOSING = flow("stages: {clarification: {propose: true}}")


def question(number: int = 1, *, expert: bool = False, due: int | None = 14, asked: int = 3) -> Question:
    """Put so many days after the opening, to be answered so many days later."""
    at = OPENED + asked * DAY
    until = at + due * DAY if due else None
    return Question(number, "9a", LIN, at, 700 + number, NUMBER, "?", "", until, expert=STRANGER if expert else None)


def turns(*given: tuple[str, int]) -> tuple[Turned, ...]:
    """Whose turn began so many days after the opening."""
    return tuple(Turned(holder, OPENED + day * DAY) for holder, day in given)  # type: ignore[arg-type]


def side(seen: View) -> tuple[str, int | None]:
    """Who has the turn, and by which day after the opening."""
    now = turn(seen)
    return now.side, (now.by - OPENED) // DAY if now.by else None


def proposed(seen: View, state: str = "open") -> View:
    kind = "candidate" if seen.stage == "screening" else "dpg"
    return replace(seen, nomination=seen.nomination.with_pull(pull(kind, state)))


# By the stage and the verdicts.


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("submitted", ("nominator", 30)),
        ("needs-info", ("nominator", 31)),
        ("screening", ("L1", 8)),
        ("candidate", ("nominator", 31)),
        ("technical-review", ("L1", 22)),
        ("clarification", ("nominator", 31)),
        ("consultation", ("expert", None)),
        ("approved", ("maintainer", 8)),
        ("appeal", ("maintainer", 15)),
        ("dpg", ("nobody", None)),
        ("ineligible", ("nobody", None)),
        ("withdrawn", ("nobody", None)),
        ("inactive", ("nobody", None)),
        ("expired", ("nobody", None)),
    ],
)
def test_every_stage_has_its_side_and_its_days(stage, expected):
    assert side(view(stage)) == expected


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "L1"),
        ([(LIN, "pass", "1 2 3")], "L1"),
        ([(LIN, "pass", "all")], "L2"),
        ([(LIN, "pass", "all"), (OMAR, "pass", "1 2")], "L2"),
        ([(LIN, "pass", "all"), (OMAR, "fail", "4")], "nominator"),
        ([(LIN, "fail", "4")], "nominator"),
    ],
)
def test_of_the_reviewers_the_second_has_the_turn_when_there_is_a_verdict_on_everything(verdicts, expected):
    assert turn(view("technical-review", verdicts)).side == expected


def test_where_one_reviewer_is_enough_there_is_no_second():
    assert turn(view("screening", [(LIN, "pass", "1 2")])).side == "L1"
    alone = flow("pulls: {dpg: {quorum: 1}}")
    assert turn(view("technical-review", [(LIN, "pass", "all")], flow=alone)).side == "L1"


def test_a_failed_indicator_gives_the_nominator_the_days_of_the_stage_from_the_last_verdict():
    seen = view("screening", [(LIN, "fail", "1")])
    assert side(seen) == ("nominator", 2 + 7)
    assert "Indicator 1 stands failed" in turn(seen).step


# By questions, holds, concerns, merges.


def test_an_open_question_is_due_on_its_own_day_and_the_first_of_them_counts():
    seen = view("clarification", ledger={"questions": (question(1, due=20), question(2, due=10), question(3, due=None))})
    assert side(seen) == ("nominator", 3 + 10)
    assert turn(seen).step == "Answer the open questions."


def test_a_question_without_a_day_is_due_when_the_days_of_the_stage_are_over():
    assert side(view("clarification", ledger={"questions": (question(due=None, asked=5),)})) == ("nominator", 5 + 30)


def test_a_question_to_an_expert_has_no_end_of_its_own():
    assert side(view("consultation", ledger={"questions": (question(expert=True, due=None),)})) == ("expert", None)


def test_on_hold_it_is_nobodys_turn_whatever_else_there_is():
    hold = Hold(MAYA, OPENED + 3 * DAY, "the *owner* asks", OPENED + 40 * DAY)
    seen = view("technical-review", [(LIN, "fail", "4")], ledger={"hold": hold, "questions": (question(),)})
    assert side(seen) == ("nobody", None)
    assert "by `maya`: the \\*owner\\* asks" in turn(seen).step


def test_a_concern_is_a_maintainers_within_two_weeks():
    concern = Remark(STRANGER, OPENED + 4 * DAY, 800, NUMBER, "it is not open")
    assert side(view("dpg", ledger={"concerns": (concern,)})) == ("maintainer", 4 + 14)


def test_a_merge_that_was_not_ready_is_a_maintainers_to_confirm():
    seen = view("dpg", ledger={"overrides": (Override("dpg", MAYA, NOW),)})
    assert turn(seen).side == "maintainer"
    assert "/override because" in turn(seen).step


def test_a_ripe_pull_request_is_a_maintainers_within_a_week_of_the_last_verdict():
    ripe = proposed(view("screening", [(LIN, "pass", "1 2")]))
    assert ready_to_merge(ripe).number == 12
    assert side(ripe) == ("maintainer", 2 + 7)
    assert "A maintainer merges #12" in turn(ripe).step


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_one_that_is_not_open_waits_for_nobody(state):
    assert ready_to_merge(proposed(view("screening", [(LIN, "pass", "1 2")]), state)) is None


def test_one_with_an_indicator_left_is_not_ripe():
    assert ready_to_merge(proposed(view("screening", [(LIN, "pass", "1")]))) is None
    assert turn(proposed(view("technical-review", [(LIN, "pass", "all")]))).side == "L2"


# Days that stand still.


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("nominator", 0)], 0),
        ([("nominator", 0), ("L1", 2), ("nominator", 5)], 3),
        ([("nominator", 0), ("nobody", 1), ("nominator", 2), ("expert", 4), ("nominator", 9)], 1 + 5),
        ([("nominator", 0), ("L1", 2)], 0),  # it is still going on: what it costs is known at its end
        ([("L1", -5), ("nominator", 3)], 3),  # only what lies after the beginning
    ],
)
def test_the_turns_of_others_cost_no_day(given, expected):
    seen = view("needs-info", body=body_with_gap(), ledger={"turns": turns(*given)})
    assert stopped(seen, "nominator", OPENED) == expected * DAY


def test_for_reviewers_the_first_and_the_second_review_are_one_side():
    seen = view("technical-review", ledger={"turns": turns(("L1", 1), ("L2", 3), ("nominator", 6), ("L2", 10))})
    assert stopped(seen, "L2", OPENED) == 4 * DAY
    assert side(seen) == ("L1", 22 + 4)


def test_the_day_of_a_question_moves_by_as_much_as_it_was_not_the_nominators_turn():
    late = turns(("nominator", 3), ("nobody", 5), ("nominator", 12))
    seen = view("clarification", ledger={"questions": (question(),), "turns": late})
    assert due_of(seen, question()) == end_of_day(WORKFLOW, OPENED + (3 + 14 + 7) * DAY)
    assert due_of(seen, question(due=None)) is None
    assert side(seen) == ("nominator", 3 + 14 + 7)


def test_the_day_of_an_experts_question_moves_by_what_belonged_to_others():
    seen = view("consultation", ledger={"turns": turns(("expert", 3), ("nobody", 4), ("expert", 6))})
    assert due_of(seen, question(expert=True)) == end_of_day(WORKFLOW, OPENED + (3 + 14 + 2) * DAY)


# Silence.


def warned(stage: str, days: int, *, now: int, flow=PROPOSING, **ledger) -> View:
    """The nominator was warned so many days after the opening; it is so many days after it."""
    seen = view(stage, body=body_with_gap() if stage == "needs-info" else None, flow=flow, ledger=ledger)
    at, since = OPENED + days * DAY, turn(seen).since
    memory = replace(seen.ledger, nudged=(Nudged("lapsing", 0, since, at),))
    return replace(with_ledger(seen, memory), now=OPENED + now * DAY, moment=OPENED + now * DAY)


def test_nobody_lapses_without_a_warning():
    seen = replace(view("needs-info", body=body_with_gap()), moment=NOW + 500 * DAY, now=NOW + 500 * DAY)
    assert (lapses_at(seen), lapsed(seen)) == (None, False)


def test_a_warning_that_was_left_out_or_was_of_another_task_is_none():
    seen = warned("needs-info", 31, now=100)
    for entry in (replace(seen.ledger.nudged[0], at=None), replace(seen.ledger.nudged[0], since=OPENED - DAY)):
        assert lapses_at(with_ledger(seen, replace(seen.ledger, nudged=(entry,)))) is None


def test_the_days_of_grace_are_counted_from_the_warning_and_never_end_before_the_date():
    assert lapses_at(warned("needs-info", 35, now=36)) == end_of_day(WORKFLOW, OPENED + 42 * DAY)
    assert lapses_at(warned("needs-info", 10, now=36)) == end_of_day(WORKFLOW, OPENED + 31 * DAY)
    assert [lapsed(warned("needs-info", 35, now=now)) for now in (41, 43)] == [False, True]


def test_a_hold_after_the_warning_moves_the_end():
    held_up = turns(("nominator", 1), ("nobody", 36), ("nominator", 40))
    assert lapses_at(warned("needs-info", 35, now=50, turns=held_up)) == end_of_day(WORKFLOW, OPENED + (42 + 4) * DAY)


def test_where_the_stage_says_so_silence_makes_it_a_maintainers_turn():
    asked = {"questions": (question(),)}
    assert turn(warned("clarification", 17, now=23, **asked)).side == "nominator"
    assert turn(warned("clarification", 17, now=24, **asked)).side == "nominator", "until the day is over"
    over = turn(warned("clarification", 17, now=25, **asked))
    assert (over.side, over.by) == ("maintainer", None)
    assert "No answer came by" in over.step
    assert lapsed(warned("clarification", 17, now=25, **asked)), "for `/ineligible` it has lapsed"


def test_elsewhere_it_stays_the_nominators_until_the_arrow_is_walked():
    assert turn(warned("clarification", 17, now=24, flow=flow(""), questions=(question(),))).side == "nominator"


def test_days_count_anew_from_an_answer_after_a_warning():
    heard = view("needs-info", body=body_with_gap(), ledger={"heard": OPENED + 33 * DAY})
    assert side(heard) == ("nominator", 33 + 30)
    earlier = view("needs-info", body=body_with_gap(), ledger={"heard": OPENED})
    assert side(earlier) == ("nominator", 31)
    assert Move("needs-info", ENTERED) in earlier.ledger.moves
