"""`/hold` and `/resume`: the nomination stands still, until a day or until somebody lets it go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model.ledger_entries import Hold, Remark, Round
from bot.review.nomination_state import is_on_hold
from bot.review.turn_headline import write_headline
from bot.review.waits import list_all_waits, list_waits
from handlers.commands.hold import HOLD, RESUME
from tests.nominations import LIN, MAYA, NOW, NUMBER, ask, done, flow, refused, run, view

# `/hold`

AT = ask("/x").request.at
UNTIL = datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "until 14 March 2026 the owner moves",
        "until 14. Mar 2026: the owner moves",
        "until 2026-03-14 the owner moves",
        "2026-03-14 the owner moves",
        "the owner moves until 14 March 2026",
        "for 12 days the owner moves",
        "the owner moves, until 2026-03-14.",
    ],
)
def test_a_day_may_be_written_in_many_ways(text):
    hold = done(run(HOLD, view(), f"/hold {text}")).ledger.review.hold
    assert (hold.until, hold.reason.strip(" ,:")) == (UNTIL, "the owner moves")


def test_it_stands_who_held_it_since_when_and_why():
    seen = view()
    expected = seen.ledger.with_parts(replace(seen.ledger.review, hold=Hold(LIN, AT, "the owner moves")))
    assert done(run(HOLD, seen, "/hold the owner moves")).ledger == expected


def test_nobody_has_to_do_anything_then():
    seen = view()
    held = replace(seen, ledger=done(run(HOLD, seen, "/hold until 2026-03-14 the *owner* moves")).ledger)
    assert list_waits(held) == ()
    assert all(wait.still for wait in list_all_waits(held))
    assert write_headline(held) == (
        "**Nothing for anybody to do now.** On hold until 14 March 2026, by `rev-lin`: the \\*owner\\* moves."
    )
    assert is_on_hold(replace(held, moment=UNTIL.replace(second=58)))
    assert not is_on_hold(replace(held, moment=UNTIL.replace(day=15)))


def test_a_second_hold_takes_the_place_of_the_first():
    seen = view(ledger={"hold": Hold(LIN, NOW, "before", UNTIL)})
    assert done(run(HOLD, seen, "/hold longer", MAYA)).ledger.review.hold == Hold(MAYA, AT, "longer")


@pytest.mark.parametrize("text", ["/hold", "/hold until 2026-03-14", "/hold tomorrow"])
def test_it_needs_a_reason(text):
    assert refused(run(HOLD, view(), text)).startswith("It needs a reason: `/hold [until DATE] reason`")


@pytest.mark.parametrize(
    "day", ["until 2026-02-30", "until 1 March 2026", "until 2036-01-01", "until 9999-12-31", "for 999 months"]
)
def test_a_day_that_cannot_be_is_told_and_nothing_is_held(day):
    for zone in ("UTC", "America/Los_Angeles", "Asia/Kathmandu"):
        assert "day" in refused(run(HOLD, view(flow=flow(f"reminders: {{zone: {zone}}}")), f"/hold {day} the owner moves"))


@pytest.mark.parametrize("stage", ["ineligible", "withdrawn", "dpg", "spam"])
def test_what_is_over_cannot_be_held(stage):
    assert refused(run(HOLD, view(stage), "/hold the owner moves")) == "Nobody is waited for here, so there is nothing to hold."


@pytest.mark.parametrize(
    ("stage", "ledger"),
    [
        ("submitted", {}),
        ("screening", {}),
        ("candidate", {}),
        ("technical-review", {}),
        ("approved", {}),
        ("dpg", {"round": Round(NOW, NOW), "rounds": 1}),
        ("dpg", {"concerns": (Remark(MAYA, NOW, 900, NUMBER, "the licence was changed"),)}),
        ("ineligible", {"appeal": Remark(MAYA, NOW, 900, NUMBER, "the licence is open")}),
    ],
)
def test_wherever_somebody_is_waited_for_it_is_held(stage, ledger):
    seen = view(stage, ledger=ledger)
    held = replace(seen, ledger=done(run(HOLD, seen, "/hold the owner moves")).ledger)
    assert list_waits(seen) != ()
    assert list_waits(held) == ()


def test_a_long_reason_is_cut_in_the_ledger():
    assert len(done(run(HOLD, view(), f"/hold {'x' * 5000}")).ledger.review.hold.reason) == 200


# `/resume`


def test_the_hold_ends():
    seen = view(ledger={"hold": Hold(LIN, NOW, "travelling")})
    assert done(run(RESUME, seen, "/resume")).ledger == seen.ledger.with_parts(replace(seen.ledger.review, hold=None))


def test_what_is_not_on_hold_is_told_to_be_not():
    assert refused(run(RESUME, view(), "/resume")) == "This nomination is not on hold."
