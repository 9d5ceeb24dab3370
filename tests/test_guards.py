"""The conditions of the workflow's transitions, one by one, and the transitions of the built-in workflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.contracts import View
from bot.model.ledger_entries import Hold, PullNote, Remark, Round
from bot.review.guards import (
    find_automatic_transition,
    find_timed_transition,
    find_transitions_of_command,
    find_unmet,
    guard_holds,
    is_taken_up,
)
from bot.review.nomination_state import (
    find_pull_state,
    has_answers,
    list_incomplete_indicators,
    list_names,
    list_open_indicators,
    list_spans,
    name_indicators,
)
from bot.review.renewal import digest_records as records_of
from config.models import Guard
from tests.asking import question
from tests.nominations import LIN, MAYA, NOW, NUMBER, OMAR, change_ledger, flow, nomination, pull, view
from tests.story import complete_body
from tests.waiting import APPROVAL, DAY, FIRST_STEP_ONLY, GAP, PASSED, good, warned

FIRST = ("project", "1", "2")


def with_pull(seen, one, note: str | None = None):
    pulls = {} if note is None else {one.kind: PullNote(one.number, note)}
    seen = replace(seen, ledger=change_ledger(seen.ledger, ours=pulls))
    return replace(seen, nomination=seen.nomination.with_pull(one))


def told(seen, **guard) -> list[str]:
    return list(find_unmet(Guard(**guard), seen))


def test_a_guard_without_conditions_always_holds():
    assert guard_holds(Guard(), view())


def test_complete_wants_every_mandatory_answer():
    assert told(view(), complete=FIRST) == []
    assert told(view(body=GAP), complete=FIRST) == ["answers are missing for 1"]


def test_a_pass_settles_a_gap_and_a_fail_beside_it_opens_it_again():
    assert told(view(verdicts=[(LIN, "pass", "1")], body=GAP), complete=FIRST) == []
    assert told(view(verdicts=[(LIN, "pass", "1"), (OMAR, "fail", "1")], body=GAP), complete=FIRST) != []


def test_what_does_not_apply_is_complete():
    assert list_incomplete_indicators(view(), ("9b",)) == ()


def test_passed_wants_the_quorum_of_the_pull_request():
    assert told(view(), passed="candidate") == ["not passed yet: 1 and 2"]
    assert told(view(verdicts=[(LIN, "pass", "1")]), passed="candidate") == ["not passed yet: 2"]
    assert told(view(verdicts=[(LIN, "pass", "1 2")]), passed="candidate") == []
    assert list_open_indicators(view(verdicts=[(LIN, "pass", "all")]), "dpg") != ()
    assert list_open_indicators(view(verdicts=[(LIN, "pass", "all"), (OMAR, "pass", "all")]), "dpg") == ()


def test_unpassed_is_the_opposite():
    assert told(view(), unpassed="candidate") == []
    assert told(view(verdicts=[(LIN, "pass", "1 2")]), unpassed="candidate") == ["every indicator has passed"]


def test_an_open_question_keeps_what_it_concerns_from_having_passed():
    def asked(indicator: str, state: str = "open", **changed) -> View:
        one = question(4, indicator, state=state, **changed)
        return view(verdicts=[(LIN, "pass", "1 2")], ledger={"questions": (one,)})

    for state in ("open", "rejected"):
        assert told(asked("2", state), passed="candidate") == ["not closed yet: question 4"]
    assert told(asked("2", "answered", answered_at=NOW - 20 * DAY), passed="candidate") == ["not closed yet: question 4"]
    assert told(asked("2", expert=MAYA), passed="candidate") == ["not closed yet: question 4"]
    assert told(asked("9a"), passed="candidate") == told(asked("2", "accepted"), passed="candidate") == []
    assert told(asked("2"), unpassed="candidate") == []


def test_answered_is_anything_beyond_the_name_in_the_later_record():
    assert has_answers(view(), "dpg")
    assert not has_answers(view(body=FIRST_STEP_ONLY), "dpg")
    assert has_answers(view(body=FIRST_STEP_ONLY), "candidate")


@pytest.mark.parametrize(("state", "merged"), [("open", False), ("closed", False), ("merged", True)])
def test_merged_looks_at_the_pull_request(state, merged):
    assert guard_holds(Guard(merged="candidate"), with_pull(view(), pull(state=state))) is merged
    assert not guard_holds(Guard(merged="candidate"), view())
    assert not guard_holds(Guard(merged="dpg"), with_pull(view(), pull(state=state)))


def test_what_happened_after_a_command_is_not_seen_when_the_command_is_judged():
    later = pull(state="closed", closed_at=NOW - timedelta(minutes=1))
    seen = with_pull(view(), later, "open")
    assert find_pull_state(replace(seen, moment=NOW - timedelta(hours=1)), "candidate") == "open"
    assert find_pull_state(replace(seen, moment=NOW - timedelta(seconds=1)), "candidate") == "closed"


def test_once_every_command_is_judged_all_is_seen_even_where_githubs_clock_is_ahead():
    seen = with_pull(view(), pull(state="merged", closed_at=NOW + timedelta(seconds=30)), "open")
    assert find_pull_state(seen, "candidate") == "merged"


def test_all_conditions_must_hold_and_each_that_does_not_has_its_sentence():
    assert told(view(body=GAP), complete=FIRST, passed="candidate", merged="dpg") == [
        "answers are missing for 1",
        "not passed yet: 1 and 2",
        "the dpg pull request is not merged yet",
    ]


def test_names_are_listed_as_people_write_them():
    assert [list_names(names) for names in ((), ("1",), ("1", "2"), ("1", "2", "9a"))] == ["", "1", "1 and 2", "1, 2 and 9a"]
    assert [list_spans(names) for names in (("1", "2"), ("1", "2", "3", "9a"), ("1", "3", "4", "5"))] == [
        "1 and 2",
        "1 to 3 and 9a",
        "1 and 3 to 5",
    ]
    assert [name_indicators(names) for names in (("1",), ("1", "2", "3"), ("9a", "project"), ("project", "locations"))] == [
        "indicator 1",
        "indicators 1 to 3",
        "indicator 9a, and the project",
        "the project and the locations",
    ]


# What time brings about, and what people bring back.


def granted(seen: View, now: datetime = NOW) -> View:
    """It is this nomination's turn to speak."""
    return replace(seen, nomination=replace(seen.nomination, granted=True), now=now)


def test_silent_wants_a_warning_and_then_the_days_of_grace():
    seen = view("submitted", body=GAP)
    assert told(seen, silent=True) == ["the nominator has not been warned"]
    assert told(warned(seen, NOW + 31 * DAY, NOW + 32 * DAY), silent=True) == ["the nominator has time until 9 April 2026"]
    assert told(warned(seen, NOW + 31 * DAY, NOW + 39 * DAY), silent=True) == []


def test_back_wants_somebody_who_has_taken_it_up_again():
    taken = Remark(MAYA, NOW, 800, NUMBER, "right")
    for ending in ("withdrawn", "inactive", "ineligible", "spam"):
        assert told(view(ending), back=True) == ["nobody has taken it up again"]
        assert told(view(ending, ledger={"back": taken}), back=True) == []


def test_any_new_answer_takes_up_what_ended_in_silence_and_nothing_else():
    same = records_of(view().reading.submission)
    answered_since = question(state="answered", answered_at=NOW)
    for ending, expected in (("inactive", True), ("ineligible", False), ("withdrawn", False)):
        assert not is_taken_up(view(ending, ledger={"silent": same}))
        assert is_taken_up(view(ending, ledger={"silent": "else"})) is expected
        assert is_taken_up(view(ending, ledger={"questions": (answered_since,)})) is expected
    before = replace(answered_since, answered_at=NOW - 300 * DAY)
    assert not is_taken_up(view("inactive", ledger={"silent": same, "questions": (before,)}))


def test_a_renewal_is_over_when_the_approval_has_ended_and_none_is_on_its_way():
    refused, under_review = Round(NOW, NOW, NOW), Round(NOW, NOW)
    unmet_ = ["the approval has not ended, or its renewal is under way"]
    assert told(good(now=refused), renewal="over") == unmet_
    ended = replace(good(now=refused), moment=APPROVAL.until)
    assert told(ended, renewal="over") == []
    assert told(replace(good(now=under_review), moment=APPROVAL.until + 90 * DAY), renewal="over") == unmet_
    assert told(replace(good(), moment=APPROVAL.until), renewal="over") == unmet_, "a round begins first"
    assert told(good(now=under_review), renewal="granted") == ["its renewal is not granted yet"]


def test_what_time_brings_about_waits_for_leave_and_for_the_morning():
    monday = NOW + 42 * DAY
    due = warned(view("submitted", body=GAP), NOW + 31 * DAY, monday)
    assert find_automatic_transition(due) is None
    assert find_timed_transition(due).to == "closed"
    assert find_automatic_transition(granted(due, monday)).to == "closed"
    assert find_automatic_transition(granted(due, monday.replace(hour=22))) is None


def test_on_hold_only_a_merge_moves_it():
    hold = {"hold": Hold(MAYA, NOW, "x")}
    assert find_automatic_transition(view("submitted", ledger=hold)) is None
    assert find_automatic_transition(with_pull(view("screening", ledger=hold), pull(state="merged"))).to == "candidate"


@pytest.mark.parametrize(
    ("stage", "how", "to"),
    [
        ("submitted", {}, "screening"),
        ("submitted", {"body": GAP}, None),
        ("screening", {"body": GAP}, None),
        ("screening", {}, None),
        ("candidate", {}, "technical-review"),
        ("candidate", {"body": FIRST_STEP_ONLY}, None),
        ("technical-review", {}, None),
        ("technical-review", {"verdicts": PASSED[:1]}, None),
        ("technical-review", {"verdicts": PASSED}, "approved"),
        ("technical-review", {"verdicts": PASSED, "ledger": {"questions": (question(1, "7"),)}}, None),
        ("technical-review", {"body": FIRST_STEP_ONLY}, None),
        ("approved", {"verdicts": PASSED}, None),
        ("approved", {"verdicts": PASSED[:1]}, "technical-review"),
        ("approved", {"verdicts": PASSED, "ledger": {"questions": (question(1, "7"),)}}, "technical-review"),
        ("dpg", {}, None),
        ("withdrawn", {}, None),
        ("ineligible", {}, None),
        ("expired", {}, None),
    ],
)
def test_the_arrow_that_the_bot_walks_by_itself(stage, how, to):
    transition = find_automatic_transition(view(stage, how.get("verdicts", ()), body=how.get("body"), ledger=how.get("ledger")))
    assert (transition.to if transition else None) == to


@pytest.mark.parametrize(
    ("stage", "kind", "state", "to"),
    [
        ("screening", "candidate", "merged", "candidate"),
        ("approved", "dpg", "merged", "dpg"),
        ("technical-review", "dpg", "merged", "dpg"),
        ("screening", "candidate", "closed", None),
        ("technical-review", "dpg", "closed", None),
    ],
)
def test_a_merge_moves_the_stage_and_closing_by_hand_does_not(stage, kind, state, to):
    seen = with_pull(view(stage, PASSED if stage == "approved" else ()), pull(kind, state), "open")
    transition = find_automatic_transition(seen)
    assert (transition.to if transition else None) == to


@pytest.mark.parametrize(("merged", "to"), [(None, "submitted"), ("candidate", "candidate"), ("dpg", "expired")])
def test_what_is_taken_up_again_goes_on_where_its_record_stands(merged, to):
    seen = view("ineligible", ledger={"back": Remark(MAYA, NOW, 800, NUMBER, "right")})
    seen = with_pull(seen, pull(merged, "merged")) if merged else seen
    assert find_automatic_transition(seen).to == to


def test_a_good_that_was_removed_comes_back_as_expired_though_its_pull_request_is_of_an_earlier_round():
    seen = view("removed", ledger={"back": Remark(MAYA, NOW, 800, NUMBER, "right"), "approvals": (APPROVAL,)})
    assert find_automatic_transition(seen).to == "expired"


def test_an_arrow_with_a_command_is_never_walked_without_it():
    seen = view("screening", [(LIN, "fail", "1")])
    assert find_automatic_transition(seen) is None
    assert find_transitions_of_command(seen, "close").to == "closed"
    assert find_transitions_of_command(view("dpg"), "close").endings == ("removed",)
    assert find_transitions_of_command(view("dpg"), "advance") is None


def test_a_registry_may_add_an_arrow():
    added = "transitions: [{from: screening, to: approved, when: {complete: [project]}}]"
    assert find_automatic_transition(view("screening", flow=flow(added))).to == "approved"


def test_a_nomination_without_any_text_lacks_what_everybody_must_answer():
    assert list_incomplete_indicators(view(body=""), FIRST) == FIRST
    assert nomination("").body == ""
    assert list_incomplete_indicators(view(body=complete_body()), FIRST) == ()


def test_a_transition_that_more_than_time_brings_about_is_none_by_time():
    seen = with_pull(view("screening", [(LIN, "pass", "1 2")]), pull("candidate", "merged", closed_at=NOW))
    assert find_automatic_transition(seen).to == "candidate"
    assert find_timed_transition(seen) is None
