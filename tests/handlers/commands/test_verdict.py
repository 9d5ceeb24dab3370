"""`/pass`, `/fail`, `/na` and `/reset`: what they enter and take back, and what they say when they cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.ledger_entries import Seat, Verdict
from bot.review.indicator_status import replace_ledger
from handlers.commands.concern import FEATURE as CONCERN
from handlers.commands.verdict import FAIL, NA, PASS, RESET
from tests.asking import asking, question
from tests.nominations import INDICATORS, LIN, NOW, NUMBER, OMAR, done, flow, refused, run, view

# `/pass`

HOUR = timedelta(hours=1)
NOT_APPLYING = "9b"
"""The project says that it handles no content."""


def test_a_pass_stands_with_its_note_on_the_answers_as_they_are_now():
    seen = view()
    (verdict,) = done(run(PASS, seen, "/pass 1 clear evidence for SDG 3")).ledger.review.verdicts
    answers = seen.reading.fingerprints["1"]
    assert verdict == Verdict("1", LIN, "pass", NOW - HOUR, 900, NUMBER, answers, "clear evidence for SDG 3")


@pytest.mark.parametrize(
    ("text", "ids"),
    [("/pass 1", "1"), ("/pass 1 2", "1 2"), ("/pass 1, 2 and 5 fine", "1 2 5"), ("/pass 3-5", "3 4 5"), ("/pass 9A", "9a")],
)
def test_several_indicators_may_be_named_in_the_ways_people_write_them(text, ids):
    assert [v.indicator for v in done(run(PASS, view(), text)).ledger.review.verdicts] == ids.split()


def test_all_means_every_indicator_that_applies():
    passed = [v.indicator for v in done(run(PASS, view(), "/pass all looks good")).ledger.review.verdicts]
    assert passed == [i for i in INDICATORS if i != NOT_APPLYING]


def test_a_range_passes_over_what_does_not_apply():
    passed = [v.indicator for v in done(run(PASS, view(), "/pass 9a-9c")).ledger.review.verdicts]
    assert passed == ["9a", "9c"]


def test_what_does_not_apply_cannot_be_passed_and_the_reply_names_the_way_to_disagree():
    reason = refused(run(PASS, view(), "/pass 9b"))
    assert "9b" in reason
    assert "`/fail`" in reason


def test_a_second_pass_of_the_same_reviewer_replaces_the_first():
    seen = view(verdicts=[(LIN, "fail", "1"), (OMAR, "pass", "1")])
    verdicts = done(run(PASS, seen, "/pass 1")).ledger.review.verdicts
    assert [(v.by, v.value) for v in verdicts] == [(OMAR, "pass"), (LIN, "pass")]


def test_whoever_passes_takes_a_seat_once():
    ledger = done(run(PASS, view(), "/pass 1")).ledger
    assert [seat.by for seat in ledger.review.seats] == [LIN]
    again = run(PASS, replace(view(), ledger=ledger), "/pass 2")
    assert [seat.by for seat in done(again).ledger.review.seats] == [LIN]


def test_a_seat_taken_before_keeps_its_place():
    seen = view(ledger={"seats": (Seat(LIN, NOW), Seat(OMAR, NOW))})
    assert [seat.by for seat in done(run(PASS, seen, "/pass 1", OMAR)).ledger.review.seats] == [LIN, OMAR]


def test_a_note_is_kept_to_two_hundred_characters():
    assert len(done(run(PASS, view(), f"/pass 1 {'x' * 5000}")).ledger.review.verdicts[0].note) == 200


@pytest.mark.parametrize("text", ["/pass", "/pass everything", "/pass SDG 3"])
def test_without_an_indicator_the_reply_names_them_all_with_an_example(text):
    reason = refused(run(PASS, view(), text))
    assert all(part in reason for part in (", ".join(INDICATORS), "`all`", PASS.usage, PASS.example))


def test_a_number_that_no_indicator_has_is_named():
    assert refused(run(PASS, view(), "/pass 10")).startswith("There is no indicator `10`. There are: 1, 2, ")


@pytest.mark.parametrize(("command", "ids"), [(PASS, ["1", "2"]), (FAIL, ["5"])])
def test_the_example_in_the_help_works(command, ids):
    assert [v.indicator for v in done(run(command, view(), command.example)).ledger.review.verdicts] == ids


def test_it_says_nothing_beyond_the_thumbs_up():
    assert done(run(PASS, view(), "/pass 1")).reply is None


# `/fail`


def test_a_fail_stands_with_its_reason():
    (verdict,) = done(run(FAIL, view(), "/fail 5 the guide is behind a login")).ledger.review.verdicts
    assert (verdict.indicator, verdict.by, verdict.value, verdict.note) == ("5", LIN, "fail", "the guide is behind a login")


@pytest.mark.parametrize("text", ["/fail 5", "/fail 5 6", "/fail all", "/fail 5 -"])
def test_without_a_reason_it_is_refused_with_an_example(text):
    reason = refused(run(FAIL, view(), text))
    assert "reason that the nominator can act on" in reason
    assert FAIL.example in reason


def test_a_first_fail_holds_an_indicator_back_at_once():
    seen = view()
    ledger = done(run(FAIL, seen, "/fail 5 the guide is gone")).ledger
    assert replace_ledger(seen, ledger).standings["5"].failed


@pytest.mark.parametrize(
    ("rule", "by", "failed"),
    [("second", OMAR, True), ("second", LIN, True), ("third", LIN, True), ("maintainer", OMAR, True)],
)
def test_where_the_two_reviewers_differ_the_workflow_says_whose_verdict_counts(rule, by, failed):
    both = [(LIN, "pass", "5"), (OMAR, "pass", "5")]
    seen = view(verdicts=both, flow=flow(f"reviewers: {{disagreement: {rule}}}"))
    ledger = done(run(FAIL, seen, "/fail 5 the guide is gone", by)).ledger
    assert replace_ledger(seen, ledger).standings["5"].failed is failed


def test_failing_what_does_not_apply_says_that_it_does_apply():
    seen = view()
    assert not seen.standings["9b"].applies
    ledger = done(run(FAIL, seen, "/fail 9b there is an upload page")).ledger
    standing = replace_ledger(seen, ledger).standings["9b"]
    assert (standing.applies, standing.failed) == (True, True)


# `/na`


def test_it_counts_as_a_pass_for_the_quorum():
    seen = view()
    ledger = done(run(NA, seen, "/na 9c users never meet")).ledger
    standing = replace_ledger(seen, ledger).standings["9c"]
    assert [v.value for v in standing.verdicts] == ["na"]
    assert standing.has_passed(1)
    assert not standing.has_passed(2)


def test_it_needs_a_reason():
    assert "It needs a reason" in refused(run(NA, view(), "/na 9c"))


def test_what_does_not_apply_by_the_answers_needs_no_verdict():
    assert "nothing to decide" in refused(run(NA, view(), "/na 9b there is no content"))


def test_it_replaces_the_own_earlier_verdict():
    seen = view(verdicts=[(LIN, "fail", "9c")])
    assert [v.value for v in done(run(NA, seen, "/na 9c users never meet")).ledger.review.verdicts] == ["na"]


# `/reset`


def test_only_the_own_verdict_goes():
    seen = view(verdicts=[(LIN, "pass", "1 2"), (OMAR, "pass", "1")])
    verdicts = done(run(RESET, seen, "/reset 1")).ledger.review.verdicts
    assert [(v.by, v.indicator) for v in verdicts] == [(LIN, "2"), (OMAR, "1")]


def test_all_takes_back_everything_that_the_reviewer_said():
    seen = view(verdicts=[(LIN, "pass", "all"), (OMAR, "pass", "1")])
    assert [v.by for v in done(run(RESET, seen, "/reset all")).ledger.review.verdicts] == [OMAR]


def test_the_seat_stays():
    seen = view(verdicts=[(LIN, "pass", "1")])
    assert done(run(RESET, seen, "/reset 1")).ledger.review.seats == seen.ledger.review.seats


def test_with_nothing_to_take_back_it_says_whose_verdicts_it_is_about():
    seen = view(verdicts=[(OMAR, "pass", "1")])
    assert refused(run(RESET, seen, "/reset 1")) == (
        "You have given no verdict there that could be taken back; each reviewer takes back their own."
    )


@pytest.mark.parametrize("text", ["/reset", "/reset mine"])
def test_without_an_indicator_the_reply_names_them(text):
    assert ", ".join(INDICATORS) in refused(run(RESET, view(), text))


# Questions of whoever gives the verdict.


@pytest.mark.parametrize(
    ("command", "text", "state"),
    [(PASS, "/pass 5", "accepted"), (FAIL, "/fail 5 no", "accepted"), (CONCERN, "/concern 5 why", "answered")],
)
def test_a_verdict_accepts_the_answer_to_the_own_question_and_a_concern_does_not(command, text, state):
    mine, theirs = (question(n, "5", by=by, state="answered", answered_at=NOW) for n, by in ((1, LIN), (2, OMAR)))
    after = done(run(command, asking(mine, theirs), text)).ledger.review.questions
    assert [q.state for q in after] == [state, "answered"]
