"""The life of an approval: what is entered when, its rounds, and what they keep and open anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decide.decide import run_automatic_transitions
from bot.model.contracts import View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Approval, PullNote, Question, Remark, Round, Seat, StageChange
from bot.model.ledger_parts import PullRequests
from bot.review.indicator_status import replace_ledger
from bot.review.nomination_state import find_open_round
from bot.review.renewal import (
    TIME_TO_SUBMIT,
    begin_round,
    digest_records,
    drop_earlier_pulls,
    enter_approval,
    find_approval,
    find_round_begin,
    find_submission_date,
    find_timed_step,
    grant_renewal,
    has_new_answers,
    is_confirmed,
    is_granted,
    is_over,
    is_unchanged,
    may_appeal,
    refuse_renewal,
    submit_renewal,
    take_step,
)
from bot.review.waits import list_waits
from tests.nominations import LIN, MAYA, NOW, NUMBER, OMAR, OPENED, flow, nomination, pull, view
from tests.story import body_with_gap, complete_body
from tests.waiting import APPROVAL, DAY, PASSED, good, keys, with_pulls

APPROVED = OPENED + DAY  # by `view`, the present stage is entered a day after the opening
END = APPROVAL.until
OTHER = complete_body(description="Another description of it.")
PATHS = {"nominees/x.json": "a", "digitalpublicgoods/x.json": "b"}


def given_until(until: datetime, at: datetime = OPENED, **changed: Any) -> Approval:
    return replace(Approval(at, until, "1.1.6", digest_records(view().reading.submission), ("old.json",)), **changed)


def merged(number: int = 12) -> MappingProxyType[str, PullNote]:
    return MappingProxyType({"dpg": PullNote(number, "merged", files=MappingProxyType(PATHS))})


# Approvals.


def test_an_approval_is_entered_with_its_standard_records_and_files():
    seen = enter_approval(view("dpg", ledger={"ours": merged()}))
    assert seen.ledger.renewal.approvals == (
        Approval(APPROVED, APPROVED + 365 * DAY, "1.1.6", digest_records(seen.reading.submission), tuple(sorted(PATHS))),
    )
    assert enter_approval(seen) is seen, "once"


def test_one_without_a_pull_request_that_the_bot_knows_has_no_files():
    assert enter_approval(view("dpg")).ledger.renewal.approvals[0].paths == ()


def test_how_long_it_is_valid_stands_in_the_configuration():
    seen = enter_approval(view("dpg", flow=flow("renewal: {valid: 730, begins: 90}")))
    assert find_approval(seen).until == APPROVED + 730 * DAY
    assert find_round_begin(seen) == APPROVED + 640 * DAY


def test_in_other_stages_nothing_is_entered():
    seen = view("technical-review")
    assert enter_approval(seen) is seen
    assert (find_approval(seen), find_round_begin(seen), find_submission_date(seen), is_over(seen)) == (None, None, None, False)


def test_an_approval_of_the_29th_of_february_ends_on_the_28th():
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    seen = enter_approval(view("dpg", ledger={"moves": (StageChange("submitted", OPENED), StageChange("dpg", leap))}))
    assert find_approval(seen).until == datetime(2029, 2, 28, 12, tzinfo=UTC)
    assert find_round_begin(seen) == datetime(2028, 12, 30, 12, tzinfo=UTC)


def granted(until: datetime, at: datetime = NOW, **changed: Any) -> View:
    """Approved for the second time, the first approval being valid until then."""
    return grant_renewal(view("dpg", ledger={"approvals": (given_until(until),), "round": Round(at, at), **changed}), at)


def test_a_renewal_before_the_end_loses_no_day_and_one_after_it_counts_from_its_own():
    assert find_approval(granted(NOW + 40 * DAY)).until == NOW + (40 + 365) * DAY
    assert find_approval(granted(NOW)).until == NOW + 365 * DAY
    assert find_approval(granted(NOW - 40 * DAY)).until == NOW + 365 * DAY
    assert (len(granted(NOW).ledger.renewal.approvals), granted(NOW).ledger.renewal.round) == (2, None)


@given(st.integers(-400, 400))
def test_a_renewal_counts_from_the_end_of_the_last_where_it_began_in_its_time_and_else_from_its_own_day(days):
    """So many days before the end (60) it would have begun by itself; one that began before that gains no time."""
    last = NOW + days * DAY
    assert find_approval(granted(last)).until == (last if 0 <= days <= 60 else NOW) + 365 * DAY


def test_a_renewal_without_a_pull_request_keeps_the_files_of_the_last_approval():
    assert find_approval(granted(NOW)).paths == ("old.json",)
    assert find_approval(granted(NOW, ours=merged())).paths == tuple(sorted(PATHS))


# When a round begins, is submitted, and is over.


def test_a_round_begins_sixty_days_before_the_end_and_only_where_none_is_there():
    assert find_round_begin(good()) == NOW
    assert find_timed_step(good()) == "begin"
    assert find_timed_step(replace(good(), moment=NOW - DAY)) is None
    for now in (Round(NOW), Round(NOW, NOW), Round(NOW, NOW, NOW)):
        assert find_round_begin(good(now=now)) is None
    assert find_round_begin(good(stage="expired")) is None


def test_what_nobody_touches_is_submitted_at_the_end_of_the_approval():
    assert find_submission_date(good(now=Round(NOW))) == END
    assert find_timed_step(replace(good(now=Round(NOW)), moment=END)) == "submit"
    under_review = take_step(replace(good(now=Round(NOW)), moment=END), "submit")
    assert under_review.ledger.renewal.round == Round(NOW, END)
    assert find_timed_step(under_review) is None
    assert not is_over(under_review), "never expired the minute it was submitted"


def test_a_round_that_began_late_leaves_two_weeks():
    late = END - 3 * DAY
    assert find_submission_date(good(now=Round(late))) == late + TIME_TO_SUBMIT
    assert find_submission_date(good(now=Round(NOW, NOW, NOW))) is None


def test_where_the_registry_says_so_it_expires_instead_and_waits_for_nobody():
    strict = flow("waits: {renewal: {then: expire}}")
    seen = replace(good(now=Round(NOW), flow=strict), moment=END, now=END)
    assert find_timed_step(seen) is None
    assert is_over(seen)
    assert not is_over(replace(seen, moment=END - DAY))
    speaking = replace(seen, nomination=replace(seen.nomination, granted=True, pulls={}), now=END.replace(hour=12))
    expired = run_automatic_transitions(speaking)
    assert (expired.stage, find_open_round(expired), list_waits(expired)) == ("expired", None, ())
    assert may_appeal(expired)


def test_a_refused_round_is_over_when_the_approval_ends():
    seen = refuse_renewal(good(now=Round(NOW, NOW)), NOW, MAYA, "the licence was closed")
    assert seen.ledger.renewal.round == Round(NOW, NOW, NOW, MAYA, "the licence was closed")
    assert not is_over(seen)
    assert is_over(replace(seen, moment=END))
    assert may_appeal(seen)
    assert not may_appeal(good(now=Round(NOW, NOW)))


# What a round keeps, and what it opens.


def renewing(**ledger: Any) -> View:
    reviewed = {
        "approvals": (given_until(NOW + 60 * DAY),),
        "ours": merged(),
        "seats": (Seat(LIN, OPENED, 1),),
        "questions": (Question(1, "4", LIN, OPENED, 1, NUMBER, "?", ""),),
        "recused": (Remark(OMAR, OPENED, 2, NUMBER, "mine"),),
    }
    seen = view("dpg", [*PASSED, (MAYA, "concern", "1")], ledger={**reviewed, **ledger})
    there = seen.nomination.with_pull(pull("dpg", "merged")).with_pull(pull("candidate", "merged", 11))
    return replace(seen, nomination=there)


def test_a_round_keeps_the_passes_on_which_the_approval_rests_and_no_seat_and_no_question():
    ledger = begin_round(renewing(), NOW).ledger
    assert (ledger.renewal.rounds, ledger.renewal.round, ledger.recheck, ledger.standard) == (1, Round(NOW), NOW, "1.1.6")
    assert (ledger.review.seats, ledger.review.questions, ledger.review.recused, ledger.stage) == ((), (), (), "dpg")
    assert {verdict.value for verdict in ledger.review.verdicts} == {"pass"}
    assert all(verdict.carried for verdict in ledger.review.verdicts)
    assert "1" not in {verdict.indicator for verdict in ledger.review.verdicts}, "somebody had a concern about it"
    assert len(ledger.renewal.approvals) == 1, "the approval stands until its end"


def test_the_pull_request_of_the_last_round_is_past_and_the_first_stays():
    seen = begin_round(renewing(), NOW)
    assert seen.ledger.pull_requests.past == {12}
    assert "dpg" not in seen.ledger.pull_requests.ours
    assert (seen.nomination.pull("dpg"), seen.nomination.pull("candidate").number) == (None, 11)


def test_a_second_renewal_is_a_round_of_its_own():
    seen = begin_round(renewing(rounds=1, past=frozenset({9})), NOW)
    assert (seen.ledger.renewal.rounds, seen.ledger.pull_requests.past) == (2, {9, 12})


def test_a_carried_verdict_stands_for_the_whole_quorum_until_its_answers_change():
    seen = begin_round(replace(renewing(), standings=good().standings), NOW)
    one = tuple(verdict for verdict in seen.ledger.review.verdicts if verdict.by == LIN)
    alone = submit_renewal(replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=one))), NOW)
    assert keys(alone) == ["review/confirm"]
    changed = tuple(replace(v, answers="else") if v.indicator == "4" else v for v in one)
    assert keys(replace_ledger(alone, alone.ledger.with_parts(replace(alone.ledger.review, verdicts=changed)))) == [
        "review/1",
        "review/2",
    ]


def test_a_nomination_shows_no_pull_request_of_an_earlier_round():
    there = nomination().with_pull(pull("dpg", "merged"))
    assert drop_earlier_pulls(there, None) is there
    assert drop_earlier_pulls(there, Ledger("1")) is there
    assert drop_earlier_pulls(there, Ledger("1", pull_requests=PullRequests(past=frozenset({12})))).pull("dpg") is None
    assert drop_earlier_pulls(there, Ledger("1", pull_requests=PullRequests(past=frozenset({13})))) is there


# How it is granted.


def confirmed(now: Round, *people, value: str = "pass", **changed: Any) -> View:
    """All is carried, and these people have said something of indicator 1 in the round."""
    seen = good(now=now, **changed)
    old = tuple(replace(verdict, carried=True, at=NOW - 300 * DAY) for verdict in seen.ledger.review.verdicts)
    new = tuple(replace(old[0], by=person, value=value, carried=False, at=NOW + DAY) for person in people)
    return replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=(*old, *new))))


def test_nothing_renews_by_itself():
    seen = confirmed(Round(NOW, NOW))
    assert (is_confirmed(seen), is_granted(seen)) == (False, False)
    said = confirmed(Round(NOW, NOW), LIN)
    assert (is_confirmed(said), is_granted(said)) == (True, True)
    assert not is_confirmed(confirmed(Round(NOW, NOW), LIN, value="concern"))
    assert not is_granted(confirmed(Round(NOW), LIN)), "it is not submitted"
    assert not is_granted(confirmed(Round(NOW, NOW, NOW), LIN)), "it was refused"


def test_how_many_confirm_it_stands_in_the_configuration():
    two = flow("renewal: {confirm: 2}")
    assert not is_confirmed(confirmed(Round(NOW, NOW), LIN, LIN, flow=two))
    assert is_confirmed(confirmed(Round(NOW, NOW), LIN, OMAR, flow=two))


def test_one_with_changed_records_is_granted_by_the_merge_of_its_pull_request():
    seen = confirmed(Round(NOW, NOW), LIN)
    other = replace_ledger(
        seen, seen.ledger.with_parts(replace(seen.ledger.renewal, approvals=(replace(APPROVAL, answers="else"),)))
    )
    assert not is_granted(other)
    assert is_granted(with_pulls(other, pull("dpg", "merged")))


@pytest.mark.parametrize(("stage", "until"), [("dpg", END + 365 * DAY), ("expired", END + 365 * DAY)])
def test_a_granted_round_is_one_approval_more_and_the_stage_a_goods(stage, until):
    seen = run_automatic_transitions(confirmed(Round(NOW, NOW), LIN, stage=stage))
    assert (seen.stage, len(seen.ledger.renewal.approvals), seen.ledger.renewal.round) == ("dpg", 2, None)
    assert find_approval(seen).until == until


# Answers.


def test_the_digest_of_the_records_changes_with_an_answer_and_with_nothing_else():
    mine = digest_records(view().reading.submission)
    assert mine == digest_records(view(body=complete_body() + "\n\n").reading.submission)
    assert mine != digest_records(view(body=OTHER).reading.submission)
    assert mine != digest_records(view(body=body_with_gap()).reading.submission)
    assert len(mine) == 16


def test_unchanged_are_the_records_that_were_approved_last_and_stand_in_the_registry():
    last = given_until(NOW)
    assert is_unchanged(view(ledger={"approvals": (last,)}))
    assert not is_unchanged(view(body=OTHER, ledger={"approvals": (last,)}))
    assert not is_unchanged(view())
    assert not is_unchanged(view(ledger={"approvals": (last, replace(last, answers="else"))}))
    archived = MappingProxyType({"archive": pull("archive", "merged", 30)})
    assert not is_unchanged(view(ledger={"approvals": (last,)}, pulls=archived))


def test_answers_have_changed_only_since_silence_ended_it():
    mine = digest_records(view().reading.submission)
    assert not has_new_answers(view())
    assert not has_new_answers(view(ledger={"silent": mine}))
    assert has_new_answers(view(body=OTHER, ledger={"silent": mine}))
