"""The conditions of the workflow's arrows, one by one, and the arrows of the built-in workflow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from bot.turn import turn

from bot.conditions import answered, incomplete, listed, pull_state, unsettled
from bot.contracts import View
from bot.guards import automatic, by_command, by_time, holds, unmet
from bot.ledger import Approval, Nudged, PullNote
from bot.renewal import records as records_of
from bot.text.body import render
from config.models import Guard
from tests.nominations import LIN, NOW, OMAR, OPENED, STANDARD, flow, nomination, pull, view
from tests.story import body_with_gap, complete_body, records

FIRST = ("project", "1", "2")
GAP = body_with_gap()
DAY = timedelta(days=1)


def with_pull(seen, one, note: str | None = None):
    pulls = {} if note is None else {one.kind: PullNote(one.number, note)}
    seen = replace(seen, ledger=replace(seen.ledger, pulls=pulls))
    return replace(seen, nomination=seen.nomination.with_pull(one))


def told(seen, **guard) -> list[str]:
    return list(unmet(Guard(**guard), seen))


def test_a_guard_without_conditions_always_holds():
    assert holds(Guard(), view())


def test_complete_wants_every_mandatory_answer():
    assert told(view(), complete=FIRST) == []
    assert told(view(body=GAP), complete=FIRST) == ["answers are missing for 1"]


def test_a_pass_settles_a_gap_and_a_fail_beside_it_opens_it_again():
    assert told(view(verdicts=[(LIN, "pass", "1")], body=GAP), complete=FIRST) == []
    assert told(view(verdicts=[(LIN, "pass", "1"), (OMAR, "fail", "1")], body=GAP), complete=FIRST) != []


def test_what_does_not_apply_is_complete():
    assert incomplete(view(), ("9b",)) == ()


def test_incomplete_is_the_opposite():
    assert told(view(), incomplete=FIRST) == ["no mandatory answer is missing"]
    assert told(view(body=GAP), incomplete=FIRST) == []


def test_passed_wants_the_quorum_of_the_pull_request():
    assert told(view(), passed="candidate") == ["not passed yet: 1 and 2"]
    assert told(view(verdicts=[(LIN, "pass", "1")]), passed="candidate") == ["not passed yet: 2"]
    assert told(view(verdicts=[(LIN, "pass", "1 2")]), passed="candidate") == []
    assert unsettled(view(verdicts=[(LIN, "pass", "all")]), "dpg") != ()
    assert unsettled(view(verdicts=[(LIN, "pass", "all"), (OMAR, "pass", "all")]), "dpg") == ()


def test_unpassed_is_the_opposite():
    assert told(view(), unpassed="candidate") == []
    assert told(view(verdicts=[(LIN, "pass", "1 2")]), unpassed="candidate") == ["every indicator has passed"]


def test_answers_wants_anything_beyond_the_name_in_the_later_record():
    nothing_later = render(records()[0], {}, STANDARD)
    assert answered(view(), "dpg")
    assert told(view(body=nothing_later), answers="dpg") == ["nothing is answered of the later indicators yet"]
    assert told(view(body=nothing_later), answers="candidate") == []


def test_failed_asks_whether_an_indicator_stands_failed():
    assert told(view(verdicts=[(LIN, "fail", "4")]), failed=True) == []
    assert told(view(), failed=True)[0].startswith("no indicator stands failed")
    assert told(view(verdicts=[(LIN, "fail", "4 5")]), failed=False) == ["failed: 4 and 5"]
    assert told(view(), failed=False) == []


@pytest.mark.parametrize(("state", "merged"), [("open", False), ("closed", False), ("merged", True)])
def test_merged_looks_at_the_pull_request(state, merged):
    assert holds(Guard(merged="candidate"), with_pull(view(), pull(state=state))) is merged
    assert not holds(Guard(merged="candidate"), view())
    assert not holds(Guard(merged="dpg"), with_pull(view(), pull(state=state)))


@pytest.mark.parametrize(
    ("before", "now", "closed", "reopened"),
    [
        (None, "open", False, False),
        (None, "closed", True, False),
        ("open", "open", False, False),
        ("open", "closed", True, False),
        ("closed", "closed", False, False),
        ("closed", "open", False, True),
        ("open", "merged", False, False),
        ("closed", "merged", False, False),
    ],
)
def test_closed_and_reopened_are_changes_since_the_last_board(before, now, closed, reopened):
    seen = with_pull(view(), pull(state=now), before)
    assert holds(Guard(closed="candidate"), seen) is closed
    assert holds(Guard(reopened="candidate"), seen) is reopened


def test_what_happened_after_a_command_is_not_seen_when_the_command_is_judged():
    later = pull(state="closed", closed_at=NOW - timedelta(minutes=1))
    seen = with_pull(view(), later, "open")
    assert pull_state(replace(seen, moment=NOW - timedelta(hours=1)), "candidate") == "open"
    assert pull_state(replace(seen, moment=NOW - timedelta(seconds=1)), "candidate") == "closed"


def test_once_every_command_is_judged_all_is_seen_even_where_githubs_clock_is_ahead():
    seen = with_pull(view(), pull(state="merged", closed_at=NOW + timedelta(seconds=30)), "open")
    assert pull_state(seen, "candidate") == "merged"


def test_all_conditions_must_hold_and_each_that_does_not_has_its_sentence():
    assert told(view(body=GAP), complete=FIRST, passed="candidate", merged="dpg") == [
        "answers are missing for 1",
        "not passed yet: 1 and 2",
        "the dpg pull request is not merged",
    ]


def test_names_are_listed_as_people_write_them():
    assert [listed(names) for names in ((), ("1",), ("1", "2"), ("1", "2", "9a"))] == ["", "1", "1 and 2", "1, 2 and 9a"]


# What time brings about.


def approved(until: datetime = NOW + 100 * DAY, **ledger: Any) -> View:
    """Approved by the answers of the record, valid until then."""
    seen = view("dpg")
    approval = Approval(OPENED, until, "1.1.6", records_of(seen.reading.submission))
    return view("dpg", ledger={"approvals": (approval,), **ledger})


def warned(at: datetime) -> View:
    seen = view("needs-info", body=GAP)
    nudged = (Nudged("lapsing", 0, turn(seen).since, at),)
    return view("needs-info", body=GAP, ledger={"nudged": nudged})


def test_lapsed_wants_a_warning_and_then_the_days_of_grace():
    assert told(view("needs-info", body=GAP), lapsed=True) == ["the nominator has not been warned"]
    assert told(warned(NOW), lapsed=True) == ["the nominator has time until 23 March 2026"]
    over = replace(warned(NOW), moment=NOW + 40 * DAY)
    assert told(over, lapsed=True) == []
    assert told(over, lapsed=False) == ["the nominator has let the time pass"]
    assert told(warned(NOW), lapsed=False) == []


def test_resumed_wants_other_answers_than_when_silence_ended_it():
    same = records_of(view().reading.submission)
    assert told(view("inactive", ledger={"silent": same}), resumed=True) == ["the answers are those that stood when it ended"]
    assert told(view("inactive", ledger={"silent": "else"}), resumed=True) == []
    assert told(view("inactive", ledger={"silent": "else"}), resumed=False) == ["the answers have changed since it ended"]
    assert told(view("inactive"), resumed=True) != [], "a maintainer ended it, not silence"


def test_renewing_tells_a_renewal_from_a_nomination():
    assert told(view(), renewing=True) == ["this is no renewal"]
    assert told(view(ledger={"round": 1}), renewing=False) == ["this is a renewal"]
    assert told(view(), renewing=False) == told(view(ledger={"round": 2}), renewing=True) == []


def test_expires_holds_from_the_day_on_which_the_renewal_begins():
    assert told(approved(NOW + 61 * DAY), expires=True) == ["the renewal is not due yet"]
    assert told(approved(NOW + 60 * DAY), expires=True) == []
    assert told(approved(NOW + 60 * DAY), expires=False) == ["the renewal is due"]
    assert told(view("dpg"), expires=True) == ["the renewal is not due yet"], "approved before approvals were kept"


def test_expired_holds_from_the_end_of_the_approval():
    assert told(approved(NOW + timedelta(seconds=1)), expired=True) == ["the approval is valid"]
    assert told(approved(NOW), expired=True) == []
    assert told(approved(NOW), expired=False) == ["the approval is over"]


def test_untouched_asks_what_the_registry_does_with_such_a_renewal():
    assert told(view(), untouched="submit") == []
    assert told(view(), untouched="expire") == ["in this registry a renewal that nobody touches is to submit"]
    assert told(view(flow=flow("renewal: {untouched: expire}")), untouched="expire") == []


def test_unchanged_compares_the_records_with_those_that_were_approved():
    assert told(approved(), unchanged=True) == []
    assert told(approved(), unchanged=False) == ["the records are as they were approved"]
    other = replace(approved(), reading=view(body=complete_body(description="Another one.")).reading)
    assert told(other, unchanged=True) == ["the records have changed since the approval"]
    assert told(view(), unchanged=True) != []


def test_what_time_brings_about_waits_for_leave_and_for_the_morning():
    due = approved(NOW)
    assert automatic(due) is None
    assert by_time(due).to == "renewal-due"
    granted = replace(due, nomination=replace(due.nomination, granted=True))
    assert automatic(granted).to == "renewal-due"
    assert automatic(replace(granted, now=NOW.replace(hour=22))) is None


ALL = [(LIN, "pass", "all"), (OMAR, "pass", "all")]


@pytest.mark.parametrize(
    ("stage", "how", "to"),
    [
        ("submitted", {}, "screening"),
        ("submitted", {"body": GAP}, "needs-info"),
        ("needs-info", {}, "screening"),
        ("needs-info", {"body": GAP}, None),
        ("screening", {"body": GAP}, "needs-info"),
        ("screening", {}, None),
        ("candidate", {}, "technical-review"),
        ("candidate", {"body": render(records()[0], {}, STANDARD)}, None),
        ("technical-review", {}, None),
        ("technical-review", {"verdicts": [(LIN, "pass", "all")]}, None),
        ("technical-review", {"verdicts": ALL}, "approved"),
        ("technical-review", {"body": render(records()[0], {}, STANDARD)}, None),
        ("approved", {"verdicts": ALL}, None),
        ("approved", {"verdicts": ALL[:1]}, "technical-review"),
        ("dpg", {}, None),
        ("withdrawn", {}, None),
        ("ineligible", {}, None),
    ],
)
def test_the_arrow_that_the_bot_walks_by_itself(stage, how, to):
    arrow = automatic(view(stage, how.get("verdicts", ()), body=how.get("body")))
    assert (arrow.to if arrow else None) == to


@pytest.mark.parametrize(
    ("stage", "kind", "state", "to"),
    [
        ("screening", "candidate", "merged", "candidate"),
        ("submitted", "candidate", "merged", "screening"),
        ("approved", "dpg", "merged", "dpg"),
        ("screening", "candidate", "closed", "ineligible"),
        ("technical-review", "dpg", "closed", "ineligible"),
    ],
)
def test_a_pull_request_merged_or_closed_by_hand_moves_the_stage(stage, kind, state, to):
    seen = with_pull(view(stage, ALL if stage == "approved" else ()), pull(kind, state), "open")
    assert automatic(seen).to == to


@pytest.mark.parametrize(("stage", "kind", "to"), [("withdrawn", "candidate", "submitted"), ("ineligible", "dpg", "candidate")])
def test_a_pull_request_opened_again_takes_the_nomination_up_again(stage, kind, to):
    assert automatic(with_pull(view(stage), pull(kind), "closed")).to == to


def test_an_arrow_with_a_command_is_never_walked_without_it():
    seen = view("screening", [(LIN, "fail", "1")])
    assert automatic(seen) is None
    assert by_command(seen, "ineligible").to == "ineligible"
    assert by_command(view("dpg"), "ineligible") is None


def test_a_registry_may_add_an_arrow():
    added = "transitions: [{from: screening, to: spam}]"
    assert automatic(view("screening", flow=flow(added))).to == "spam"


def test_a_nomination_without_any_text_lacks_what_everybody_must_answer():
    assert incomplete(view(body=""), FIRST) == FIRST
    assert nomination("").body == ""
    assert incomplete(view(body=complete_body()), FIRST) == ()
