"""The life of an approval: what is entered when, and what a renewal begins anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.contracts import View
from bot.ledger import Approval, Ledger, Move, PullNote, Question, Remark, Seat
from bot.renewal import answers_changed, approval, begins_at, heard, is_near, is_over, kept, of_round, records, unchanged
from tests.nominations import LIN, NOW, NUMBER, OMAR, OPENED, flow, nomination, pull, view
from tests.story import body_with_gap, complete_body

DAY = timedelta(days=1)
APPROVED = OPENED + DAY  # by `view`, the present stage is entered a day after the opening
OTHER = complete_body(description="Another description of it.")
PATHS = {"nominees/x.json": "a", "digitalpublicgoods/x.json": "b"}


def given_until(until: datetime, at: datetime = OPENED, **changed: Any) -> Approval:
    return replace(Approval(at, until, "1.1.6", records(view().reading.submission), ("old.json",)), **changed)


def merged(number: int = 12) -> MappingProxyType[str, PullNote]:
    return MappingProxyType({"dpg": PullNote(number, "merged", files=MappingProxyType(PATHS))})


# Approvals.


def test_an_approval_is_entered_with_its_standard_records_and_files():
    seen = kept(view("dpg", ledger={"pulls": merged()}))
    assert seen.ledger.approvals == (
        Approval(APPROVED, APPROVED + 365 * DAY, "1.1.6", records(seen.reading.submission), tuple(sorted(PATHS))),
    )
    assert kept(seen) is seen, "once in a round"


def test_one_without_a_pull_request_that_the_bot_knows_has_no_files():
    assert kept(view("dpg")).ledger.approvals[0].paths == ()


def test_how_long_it_is_valid_stands_in_the_configuration():
    seen = kept(view("dpg", flow=flow("renewal: {validity: 730, before: 90}")))
    assert approval(seen).until == APPROVED + 730 * DAY
    assert begins_at(seen) == APPROVED + 640 * DAY


def test_in_other_stages_nothing_is_entered():
    seen = view("technical-review")
    assert kept(seen) is seen
    assert (approval(seen), begins_at(seen), is_near(seen), is_over(seen)) == (None, None, False, False)


def test_the_renewal_is_near_sixty_days_before_the_end_and_over_at_the_end():
    last = given_until(NOW + 60 * DAY)
    assert begins_at(view("dpg", ledger={"approvals": (last,)})) == NOW
    assert is_near(view("dpg", ledger={"approvals": (last,)}))
    assert not is_near(view("dpg", ledger={"approvals": (replace(last, until=NOW + 60 * DAY + DAY / 24),)}))
    assert not is_over(view("dpg", ledger={"approvals": (last,)}))
    assert is_over(view("dpg", ledger={"approvals": (replace(last, until=NOW),)}))


def renewed(until: datetime, **changed: Any) -> View:
    """Approved for the second time, a day after the opening, the first approval being valid until then."""
    return kept(view("dpg", ledger={"approvals": (given_until(until),), "round": 1, **changed}))


def test_a_renewal_before_the_end_loses_no_day():
    assert approval(renewed(APPROVED + 40 * DAY)).until == APPROVED + (40 + 365) * DAY
    assert approval(renewed(APPROVED)).until == APPROVED + 365 * DAY


def test_one_after_the_end_is_valid_from_its_own_day():
    assert approval(renewed(APPROVED - 40 * DAY)).until == APPROVED + 365 * DAY


@given(st.integers(-400, 400))
def test_a_renewal_is_valid_for_a_year_at_least_and_never_ends_earlier_than_before(days):
    before = APPROVED + days * DAY
    until = approval(renewed(before)).until
    assert until >= max(APPROVED, before) + 365 * DAY
    assert until <= max(APPROVED, before) + 365 * DAY


def test_an_approval_of_the_29th_of_february_ends_on_the_28th():
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    seen = kept(view("dpg", ledger={"moves": (Move("submitted", OPENED), Move("dpg", leap))}))
    assert approval(seen).until == datetime(2029, 2, 28, 12, tzinfo=UTC)
    assert begins_at(seen) == datetime(2028, 12, 30, 12, tzinfo=UTC)


def test_a_renewal_without_a_pull_request_keeps_the_files_of_the_last_approval():
    assert approval(renewed(NOW)).paths == ("old.json",)
    assert approval(renewed(NOW, pulls=merged())).paths == tuple(sorted(PATHS))


def test_a_concern_or_an_appeal_that_takes_nothing_from_it_enters_no_second_approval():
    back = view("dpg", ledger={"approvals": (given_until(NOW + DAY),)})
    assert kept(back) is back


# A round of its own.


def renewing(**ledger: Any) -> View:
    reviewed = {
        "approvals": (given_until(NOW + 60 * DAY),),
        "pulls": merged(),
        "seats": (Seat(LIN, OPENED, 1),),
        "questions": (Question(1, "4", LIN, OPENED, 1, NUMBER, "?", ""),),
        "recused": (Remark(OMAR, OPENED, 2, NUMBER, "mine"),),
    }
    seen = view("renewal-due", [(LIN, "pass", "all")], ledger={**reviewed, **ledger})
    there = seen.nomination.with_pull(pull("dpg", "merged")).with_pull(pull("candidate", "merged", 11))
    return replace(seen, nomination=there)


def test_a_renewal_begins_a_round_in_which_everything_is_judged_anew():
    seen = kept(renewing())
    ledger = seen.ledger
    assert (ledger.round, ledger.renewed, ledger.recheck, ledger.standard) == (1, APPROVED, APPROVED, "1.1.6")
    assert (ledger.verdicts, ledger.seats, ledger.questions, ledger.recused) == ((), (), (), ())
    assert not any(standing.verdicts for standing in seen.standings.values())
    assert len(ledger.approvals) == 1, "the approval stands until its end"
    assert kept(seen) is seen, "once"


def test_the_second_pull_request_of_the_last_round_is_past_and_the_first_stays():
    seen = kept(renewing())
    assert seen.ledger.past == {12}
    assert "dpg" not in seen.ledger.pulls
    assert (seen.nomination.pull("dpg"), seen.nomination.pull("candidate").number) == (None, 11)


def test_a_second_renewal_is_a_round_of_its_own():
    again = renewing(round=1, renewed=OPENED, past=frozenset({9}))
    seen = kept(again)
    assert (seen.ledger.round, seen.ledger.past) == (2, {9, 12})


def test_a_nomination_shows_no_pull_request_of_an_earlier_round():
    there = nomination().with_pull(pull("dpg", "merged"))
    assert of_round(there, None) is there
    assert of_round(there, Ledger("1")) is there
    assert of_round(there, Ledger("1", past=frozenset({12}))).pull("dpg") is None
    assert of_round(there, Ledger("1", past=frozenset({13}))) is there


# Answers.


def test_the_digest_of_the_records_changes_with_an_answer_and_with_nothing_else():
    mine = records(view().reading.submission)
    assert mine == records(view(body=complete_body() + "\n\n").reading.submission)
    assert mine != records(view(body=OTHER).reading.submission)
    assert mine != records(view(body=body_with_gap()).reading.submission)
    assert len(mine) == 16


def test_unchanged_are_the_records_that_were_approved_last():
    last = given_until(NOW)
    assert unchanged(view(ledger={"approvals": (last,)}))
    assert not unchanged(view(body=OTHER, ledger={"approvals": (last,)}))
    assert not unchanged(view())
    assert not unchanged(view(ledger={"approvals": (last, replace(last, answers="else"))}))


def test_answers_have_changed_only_since_silence_ended_it():
    mine = records(view().reading.submission)
    assert not answers_changed(view())
    assert not answers_changed(view(ledger={"silent": mine}))
    assert answers_changed(view(body=OTHER, ledger={"silent": mine}))


def test_an_answer_after_a_warning_is_heard_once():
    mine = records(view(body=body_with_gap()).reading.submission)
    silent = view("needs-info", body=body_with_gap(), ledger={"warned": mine})
    assert heard(silent) is silent
    answered = heard(view("needs-info", body=OTHER, ledger={"warned": mine}))
    assert (answered.ledger.warned, answered.ledger.heard) == ("", answered.moment)
    assert heard(answered) is answered
    assert heard(view("needs-info")).ledger.heard is None
