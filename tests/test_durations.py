"""Whose life counts in how long nominations take, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from bot.model.ledger import Ledger
from bot.model.ledger_entries import StageChange, TurnChange
from bot.model.ledger_parts import Clocks
from bot.model.needs import UNKNOWN
from bot.review.durations import (
    ENOUGH,
    NominationDuration,
    Spread,
    describe_typical_duration,
    format_fact,
    measure_duration,
    render_durations,
    summarize_durations,
)
from bot.review.pulls import decision_record
from config.workflow import built_in
from tests.nominations import view

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
OVER = OPENED + timedelta(days=10)


def test_a_nomination_that_came_to_its_end_has_a_life():
    found = measure_duration(
        Ledger(
            "1.1.6",
            moves=(StageChange("submitted", OPENED), StageChange("dpg", OVER)),
            clocks=Clocks(turns=(TurnChange("reviewers", OPENED),)),
        )
    )
    assert found is not None
    assert (found.days, found.sides) == (10.0, {"reviewers": 10.0})


def test_one_whose_ledger_was_worked_out_again_after_its_end_has_none():
    assert (
        measure_duration(Ledger("1.1.6", moves=(StageChange("dpg", OVER),), clocks=Clocks(turns=(TurnChange("nobody", OVER),))))
        is None
    )


def test_one_without_its_history_has_none():
    moves, turns = (StageChange("submitted", OPENED), StageChange("dpg", OVER)), (TurnChange("reviewers", OPENED),)
    whole = Ledger("1.1.6", moves=moves, clocks=Clocks(turns=turns))
    assert measure_duration(whole) is not None
    for part in (
        replace(whole, earlier=1),
        replace(whole, moves=()),
        replace(whole, moves=moves[:1]),
        replace(whole, clocks=Clocks()),
        replace(whole, clocks=Clocks(turns=turns, spent=MappingProxyType({"nobody": 60}))),
    ):
        assert measure_duration(part) is None


def lived(days: float, nominator: float = 0.0) -> NominationDuration:
    return NominationDuration(days, {"screening": days}, {"nominator": nominator, "reviewers": days - nominator})


def test_nothing_is_said_before_there_are_enough():
    assert summarize_durations([lived(3)] * (ENOUGH - 1)) is None
    assert format_fact(None) == "none"
    assert describe_typical_duration("none") == describe_typical_duration(UNKNOWN) == describe_typical_duration("") == ""


def test_half_of_them_and_nine_in_ten_in_all_by_stage_and_by_side():
    found = summarize_durations([lived(days, nominator=days / 2) for days in range(10, 110, 10)])
    assert found is not None
    assert (found.count, found.whole) == (10, Spread(55, 90))
    assert found.stages == {"screening": Spread(55, 90)}
    assert found.sides["nominator"] == Spread(28, 45)
    assert format_fact(found) == "10 55 90"


def test_it_is_said_in_weeks_and_where_this_one_is():
    assert describe_typical_duration("23 28 56", 15) == "Typical: 4 to 8 weeks; this one: week 3."
    assert describe_typical_duration("23 3 5") == "Typical: 1 week."


def test_a_table_for_the_review_queue_names_stages_and_sides_as_people_do():
    shown = render_durations(summarize_durations([lived(days) for days in range(10, 110, 10)]), built_in())
    assert "| in all | 55 | 90 |" in shown
    assert "| in screening | 55 | 90 |" in shown
    assert "| waiting for the nominator | 0 | 0 |" in shown
    assert "10 nominations that were decided" in shown


@given(st.lists(st.floats(0, 3_000), min_size=ENOUGH, max_size=60))
def test_half_never_takes_longer_than_nine_in_ten(days: list[float]):
    found = summarize_durations(map(lived, days))
    assert found is not None
    assert min(days) - 1 <= found.whole.middle <= found.whole.most <= max(days) + 1


def test_the_decision_record_says_what_is_usual_and_how_long_this_one_took():
    seen = view("approved")
    told = replace(seen, ledger=replace(seen.ledger, typical="23 28 56"))
    assert decision_record.build_decision_record(told, "dpg")["typical"] == "Typical: 4 to 8 weeks."
    assert "Typical: 4 to 8 weeks; this one: week " in decision_record.render_decision_record(told, "dpg")
    assert decision_record.build_decision_record(seen, "dpg")["typical"] is None
    assert (
        sum(decision_record.build_decision_record(seen, "dpg")["days with"].values())
        <= decision_record.build_decision_record(seen, "dpg")["days"]
    )
