"""What is waited for in every situation, of whom, and until when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.contracts import View
from bot.model.ledger_entries import Hold, OpenWait, Override, PullNote, Remark, Round, Seat, StageChange
from bot.model.working_time import end_of_day
from bot.review.indicator_status import replace_ledger
from bot.review.reminders.timed_changes import restart_clocks_if_heard
from bot.review.renewal import take_up
from bot.review.waits import (
    find_ending_by_silence,
    find_first_side,
    find_lapse_time,
    keeps_open,
    list_all_waits,
    list_waits,
    update_clocks,
)
from tests.asking import ASKED, question
from tests.nominations import (
    AMINA,
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OMAR,
    OPENED,
    STRANGER,
    WORKFLOW,
    flow,
    pull,
    says,
    view,
)
from tests.waiting import (
    APPROVAL,
    DAY,
    FIRST_STEP_ONLY,
    GAP,
    PASSED,
    asked,
    at,
    days,
    good,
    keys,
    running,
    wait,
    warned,
    with_pulls,
)

EVERY = "1 to 9, 9a and 9c"
"""The indicators that apply to the record of these tests: it holds no content that is to be moderated (9b)."""
PASSED_FIRST = [(LIN, "pass", "1 2")]
REMARK = Remark(STRANGER, NOW, 800, NUMBER, "it is not open")


def questioned(*questions, verdicts=(), stage="technical-review", **changed) -> View:
    return view(stage, verdicts, ledger={"questions": questions}, **changed)


# Answers and reviews, by the stage.


def test_missing_answers_are_waited_for_from_the_nominator():
    assert asked(view("submitted", body=GAP)) == [("answers", "nominator", "answers are missing for indicator 1")]
    assert asked(view("candidate", body=FIRST_STEP_ONLY)) == [
        ("answers", "nominator", "answers are missing for indicators 3 to 9, 9a, 9b and 9c, and the locations")
    ]
    assert asked(view("submitted", body=""))[0][2] == "answers are missing for indicators 1 and 2, and the project"


def test_an_answer_edited_away_in_screening_is_waited_for_beside_the_review_of_the_other_indicator():
    assert asked(view(body=GAP)) == [
        ("answers", "nominator", "answers are missing for indicator 1"),
        ("review/1", "reviewers", "first review of indicator 2"),
    ]


def test_the_present_step_needs_the_answers_of_the_steps_before_it_as_well():
    assert asked(view("technical-review", body=GAP))[0] == ("answers", "nominator", "answers are missing for indicator 1")


def test_a_gap_that_a_reviewer_passed_is_waited_for_by_nobody():
    assert keys(view(verdicts=[(LIN, "pass", "1")], body=GAP)) == ["review/1"]


def test_each_seat_owes_what_its_holder_has_not_judged():
    seen = view("technical-review", [(LIN, "pass", "1 2 3"), (OMAR, "pass", "1 9a")])
    assert asked(seen) == [
        ("review/1", "rev-lin", "first review of indicators 4 to 9, 9a and 9c"),
        ("review/2", "rev-omar", "second review of indicators 2 to 9 and 9c"),
    ]


def test_free_seats_owe_what_is_left_of_the_quorum():
    assert asked(view("technical-review")) == [
        ("review/1", "reviewers", f"first review of indicators {EVERY}"),
        ("review/2", "reviewers", f"second review of indicators {EVERY}"),
    ]
    alone = view("technical-review", [(LIN, "pass", "all")], flow=flow("pulls: {dpg: {quorum: 1}}"))
    assert not any(key.startswith("review") for key in keys(alone))


def test_somebody_beside_the_two_counts_for_the_quorum():
    seats = tuple(Seat(person, OPENED, tier) for person, tier in ((LIN, 1), (OMAR, 2), (MAYA, 3)))
    seen = view("technical-review", [(LIN, "pass", "all"), (MAYA, "pass", "1 2")], ledger={"seats": seats})
    assert asked(seen) == [("review/2", "rev-omar", "second review of indicators 3 to 9, 9a and 9c")]


def test_a_seat_whose_holder_is_away_is_free_and_what_they_have_judged_counts():
    away = flow("reviewers: {away: [{person: 101, until: 2026-03-02}]}")
    seen = view("technical-review", [(LIN, "pass", "1 2")], flow=away)
    assert asked(seen) == [
        ("review/1", "reviewers", f"first review of indicators {EVERY}"),
        ("review/2", "reviewers", "second review of indicators 3 to 9, 9a and 9c"),
    ]
    assert asked(view("technical-review", [(LIN, "pass", "all"), (OMAR, "pass", "1")], flow=away)) == [
        ("review/2", "rev-omar", "second review of indicators 2 to 9, 9a and 9c")
    ]


def test_in_a_seat_with_two_people_the_first_one_is_asked():
    seats = (Seat(MAYA, OPENED, 3), Seat(STRANGER, NOW, 3))
    seen = view(flow=flow("pulls: {candidate: {quorum: 3}}"), ledger={"seats": seats})
    assert ("review/3", "maya", "third review of indicators 1 and 2") in asked(seen)


# Questions and experts.


def test_a_question_holds_back_only_what_it_concerns():
    expert = question(2, "9a", expert=STRANGER)
    assert asked(questioned(question(1, "7"), expert)) == [
        ("question/1", "nominator", "question 1"),
        ("expert/2", "a-stranger", "question 2 about indicator 9a"),
        ("review/1", "reviewers", "first review of indicators 1 to 6, 8, 9 and 9c"),
        ("review/2", "reviewers", "second review of indicators 1 to 6, 8, 9 and 9c"),
    ]


def test_an_open_question_keeps_a_green_pull_request_from_being_merged():
    seen = with_pulls(questioned(question(1, "2"), verdicts=PASSED_FIRST, stage="screening"), pull())
    assert keys(seen) == ["question/1"]
    elsewhere = with_pulls(questioned(question(1, "9a"), verdicts=PASSED_FIRST, stage="screening"), pull())
    assert keys(elsewhere) == ["question/1", "merge/12"]


def test_an_answered_question_waits_for_who_asked_it():
    answered = question(1, "2", state="answered", answered_at=OPENED)
    seen = with_pulls(questioned(answered, verdicts=[(LIN, "pass", "1"), (OMAR, "pass", "2")], stage="screening"), pull())
    assert asked(seen) == [
        ("review/question 1", "rev-lin", "question 1, which was answered: `/accept 1`, or `/reject 1` and what is missing")
    ]
    away = flow("reviewers: {away: [{person: 101, until: 2026-03-02}]}")
    anybody = with_pulls(questioned(answered, verdicts=[(OMAR, "pass", "1 2")], stage="screening", flow=away), pull())
    assert [(one[0], one[1]) for one in asked(anybody)] == [("review/question 1", "reviewers")]


@pytest.mark.parametrize("state", ["accepted", "closed"])
def test_a_question_that_is_decided_waits_for_nobody(state):
    assert keys(with_pulls(questioned(question(1, "2", state=state), verdicts=PASSED_FIRST, stage="screening"), pull())) == [
        "merge/12"
    ]


# What did not pass, and where reviewers differ.


def test_a_first_fail_asks_for_mending_at_once_and_the_second_review_goes_on():
    assert asked(view("technical-review", [(LIN, "fail", "5"), (LIN, "pass", "1")])) == [
        ("mending/5", "nominator", "indicator 5 did not pass yet"),
        ("review/1", "rev-lin", "first review of indicators 2 to 4, 6 to 9, 9a and 9c"),
        ("review/2", "reviewers", f"second review of indicators {EVERY}"),
    ]


def differing(rule: str, *more, first: str = "fail") -> View:
    """The two have judged everything, and differ on 5."""
    second = "pass" if first == "fail" else "fail"
    given = [(LIN, "pass", "1 2 3 4 6 7 8 9 9a 9c"), (OMAR, "pass", "1 2 3 4 6 7 8 9 9a 9c")]
    seen = view(
        "technical-review",
        [*given, (LIN, first, "5"), (OMAR, second, "5"), *more],
        flow=flow(f"reviewers: {{disagreement: {rule}}}"),
    )
    return replace_ledger(seen, seen.ledger)


def test_where_they_differ_the_second_decides():
    assert not any(key.startswith(("review", "mending")) for key in keys(differing("second")))
    assert keys(differing("second", first="pass")) == ["mending/5"]


def test_where_they_differ_a_third_decides():
    assert asked(differing("third")) == [
        ("review/tie", "reviewers", "third review of indicator 5, on which the first two differ")
    ]
    assert not any(key.startswith(("review", "mending")) for key in keys(differing("third", (MAYA, "pass", "5"))))
    assert keys(differing("third", (MAYA, "fail", "5"))) == ["mending/5"]


def test_a_third_reviewer_who_has_sat_down_is_named():
    seen = differing("third")
    seen = replace(
        seen, ledger=seen.ledger.with_parts(replace(seen.ledger.review, seats=(*seen.ledger.review.seats, Seat(MAYA, NOW, 3))))
    )
    assert ("review/tie", "maya", "third review of indicator 5, on which the first two differ") in asked(seen)


def test_where_they_differ_a_maintainer_decides():
    seen = differing("maintainer")
    assert asked(seen) == [
        ("decision/tie", "maintainers", "decide about indicator 5, on which the reviewers differ, with `/pass` or `/fail`")
    ]
    word = replace(seen.ledger.review.verdicts[-1], by=MAYA, value="pass", decides=True)
    decided = replace_ledger(
        seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=(*seen.ledger.review.verdicts, word)))
    )
    assert not any(key.startswith(("decision/tie", "mending")) for key in keys(decided))


def reviewed(rule: str, stage: str, *given, carried: str = "", **changed) -> View:
    seen = view(stage, given, flow=flow(f"reviewers: {{disagreement: {rule}}}"), **changed)
    verdicts = (replace(v, carried=v.by.login == carried) for v in seen.ledger.review.verdicts)
    return replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=tuple(verdicts))))


@pytest.mark.parametrize(("rule", "key"), [("third", "review/tie"), ("maintainer", "decision/tie")])
@pytest.mark.parametrize("stage", ["screening", "candidate", "technical-review"])
@pytest.mark.parametrize("of", ["5", "locations"])
def test_somebody_has_to_decide_whatever_the_stage_and_whatever_they_differ_on(rule, key, stage, of):
    seen = reviewed(rule, stage, (LIN, "pass", of), (OMAR, "fail", of))
    assert key in keys(seen)
    assert not any(one.startswith("mending") for one in keys(seen))


def test_a_third_who_alone_fails_what_two_have_passed_leaves_nobody_to_decide():
    found = keys(reviewed("third", "technical-review", (LIN, "pass", "5"), (OMAR, "pass", "5"), (MAYA, "fail", "5")))
    assert "mending/5" in found
    assert "review/tie" not in found


@pytest.mark.parametrize("rule", ["second", "third", "maintainer"])
def test_who_fails_in_a_renewal_what_was_passed_before_it_differs_with_nobody(rule):
    ledger = {"approvals": (APPROVAL,), "round": Round(NOW, NOW)}
    seen = reviewed(rule, "dpg", (LIN, "pass", "5"), (OMAR, "fail", "5"), carried="rev-lin", ledger=ledger)
    assert "mending/5" in keys(seen)
    assert not any(key.endswith("/tie") for key in keys(seen))


# Merges.


def test_a_green_pull_request_waits_for_a_maintainer():
    assert asked(with_pulls(view(verdicts=PASSED_FIRST), pull())) == [("merge/12", "maintainers", "merge #12, which is ready")]
    approved = with_pulls(view("approved", PASSED), pull(state="merged", number=11), pull("dpg"))
    assert keys(approved) == ["merge/12"]


def test_the_first_step_is_merged_whatever_did_not_pass_of_the_second():
    seen = with_pulls(view(verdicts=[*PASSED_FIRST, (LIN, "fail", "4")]), pull())
    assert keys(seen) == ["mending/4", "merge/12"]


@pytest.mark.parametrize("verdicts", [[(LIN, "pass", "1")], [(LIN, "pass", "1"), (LIN, "fail", "2")]])
def test_one_with_an_indicator_left_is_not_ready(verdicts):
    assert not any(key.startswith("merge") for key in keys(with_pulls(view(verdicts=verdicts), pull())))


def test_a_pull_request_that_somebody_has_changed_is_a_maintainers_to_look_at():
    changed = PullNote(12, files={"nominees/x*y.json": "~a"})
    seen = with_pulls(view(verdicts=PASSED_FIRST), pull())
    seen = replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.pull_requests, ours={"candidate": changed})))
    assert asked(seen) == [
        (
            "decision/candidate",
            "maintainers",
            "see to #12, which cannot be merged as it is: "
            "changed by hand and not what the nomination says: nominees/x\\*y.json",
        )
    ]


# Decisions.


@pytest.mark.parametrize(
    ("seen", "key", "what"),
    [
        (
            good(ledger={"overrides": (Override("dpg", MAYA, NOW),)}),
            "decision/merged early",
            "confirm the merge, which came before `dpg-review` was green, with `/override because REASON`, or take the record out with `/close removed REASON`; nothing is announced until then",
        ),
        (
            view("ineligible", ledger={"appeal": REMARK}),
            "decision/appeal",
            "look at the appeal; `/reopen` grants it, `/settle REASON` denies it",
        ),
        (
            good(ledger={"concerns": (REMARK,)}),
            "decision/concern",
            "look at the concern below; `/settle REASON` when it is cleared up, `/close removed REASON` to take the record out",
        ),
        (
            good(ledger={"retracted": NOW}),
            "decision/retraction",
            "decide what becomes of the project, whose announcement was taken back: "
            "`/settle REASON` keeps it, `/close removed REASON` takes it out",
        ),
        (
            view("removed", is_open=False, ledger={"stays_closed": True}),
            "decision/reopen",
            "open #7 again, which GitHub refused to do for the bot; or nominate the project anew with `dpgbot issue-body`",
        ),
    ],
)
def test_what_only_a_maintainer_can_settle(seen, key, what):
    assert asked(seen) == [(key, "maintainers", what)]
    assert days(seen, key) == (0, 14)


def test_a_merge_before_green_is_confirmed_while_the_next_answers_are_given():
    seen = view("candidate", body=FIRST_STEP_ONLY, ledger={"overrides": (Override("candidate", MAYA, NOW),)})
    assert keys(seen) == ["decision/merged early", "answers"]


def test_a_pull_request_closed_by_hand_is_decided_about_and_all_else_stands_still():
    seen = with_pulls(view("technical-review"), pull("dpg", "closed", closed_at=NOW - DAY))
    assert asked(seen) == [
        (
            "decision/dpg pull request",
            "maintainers",
            "decide about #12, which was closed by hand: open it again, or write `/close` with the reason here",
        )
    ]
    assert {one.key for one in list_all_waits(seen) if one.still} == {"review/1", "review/2"}
    assert "decision/dpg pull request" not in keys(with_pulls(view("technical-review"), pull("dpg")))


@pytest.mark.parametrize(
    ("stage", "state", "noted"),
    [("technical-review", "closed", {"closed_by_us": True}), ("withdrawn", "closed", {}), ("technical-review", "merged", {})],
)
def test_other_pull_requests_are_none_that_a_person_has_closed(stage, state, noted):
    assert "decision/dpg pull request" not in keys(with_pulls(view(stage), pull("dpg", state), **noted))


@pytest.mark.parametrize("stage", ["screening", "candidate"])
def test_the_first_one_counts_only_until_it_is_merged(stage):
    seen = with_pulls(view(stage), pull("candidate", "closed"))
    assert ("decision/candidate pull request" in keys(seen)) == (stage == "screening")


def test_where_the_nominator_cannot_answer_a_maintainer_decides():
    locked, gone = view("submitted", body=GAP, is_locked=True), view("submitted", body=GAP, author=None)
    assert asked(locked) == [
        (
            "decision/nominator",
            "maintainers",
            "unlock this thread, in which the nominator cannot answer, or `/close` the nomination",
        )
    ]
    assert asked(gone) == [
        (
            "decision/nominator",
            "maintainers",
            "decide what to do without the nominator, whose account is gone: `/close inactive REASON`",
        )
    ]
    assert keys(view("submitted", body=GAP, author=None, ledger={"representative": STRANGER})) == ["answers"]
    assert keys(view(is_locked=True)) == ["review/1"], "nothing is waited for from them"


def test_a_stage_that_only_a_person_leaves_waits_for_a_maintainer():
    by_hand = flow(
        "stages: {legal: {title: legal, label: {name: 'stage: legal', colour: ededed, description: x}}}\n"
        "transitions: [{from: screening, to: legal, when: {passed: candidate}}, {from: legal, to: candidate, command: advance}]"
    )
    assert asked(view("legal", PASSED, flow=by_hand)) == [
        ("decision/step", "maintainers", "move the nomination on with `/advance`")
    ]


# At rest, on hold, and the archive.


@pytest.mark.parametrize(
    "stage", ["withdrawn", "inactive", "ineligible", "duplicate", "spam", "excluded", "removed", "expired"]
)
def test_at_rest_nobody_is_waited_for_and_the_issue_is_closed(stage):
    seen = view(stage, [(LIN, "fail", "4")], body=GAP, ledger={"questions": (question(),)})
    assert (list_all_waits(seen), find_first_side(seen), keeps_open(seen)) == ((), "nobody", False)


def test_a_good_is_at_rest_until_somebody_is_awaited():
    assert (list_all_waits(good()), keeps_open(good())) == ((), False)
    assert keeps_open(good(ledger={"concerns": (REMARK,)}))
    assert keeps_open(good(now=Round(NOW)))
    assert keeps_open(view("ineligible", ledger={"appeal": REMARK}))
    assert keeps_open(view())


def test_the_merge_that_archives_a_record_keeps_no_issue_open():
    seen = with_pulls(view("removed"), pull("archive", number=30))
    assert asked(seen) == [("merge/archive", "maintainers", "merge #30, which takes the record out of the registry")]
    assert not keeps_open(seen)


def test_one_that_was_closed_by_hand_is_a_maintainers_to_decide_about():
    seen = with_pulls(view("excluded"), pull("archive", "closed", 30))
    assert asked(seen) == [
        (
            "decision/archive pull request",
            "maintainers",
            "decide about #30, which takes the record out of the registry and was closed by hand: "
            "open it again, or let the nomination go on with `/reopen`",
        )
    ]
    assert keeps_open(seen)
    assert keys(with_pulls(view("excluded"), pull("archive", "closed", 30), closed_by_us=True)) == []
    assert keys(with_pulls(view("screening"), pull("archive", "closed", 30))) == ["review/1"], "the nomination goes on"


@pytest.mark.parametrize("stage", ["submitted", "screening", "candidate", "technical-review", "approved"])
def test_on_hold_all_stands_still_until_the_day(stage):
    hold = Hold(MAYA, NOW, "the owner asks", NOW + 30 * DAY)
    seen = view(stage, [(LIN, "fail", "1")], body=FIRST_STEP_ONLY, ledger={"hold": hold})
    assert list_waits(seen) == ()
    assert all(one.still for one in list_all_waits(seen))
    assert keeps_open(seen)
    assert list_waits(replace(seen, moment=NOW + 30 * DAY))


def test_a_round_may_be_on_hold():
    seen = good(now=Round(NOW), ledger={"hold": Hold(MAYA, NOW, "x")})
    assert ([one.key for one in list_all_waits(seen)], list_waits(seen)) == (["renewal"], ())


# Rounds of a good.


def test_a_round_waits_for_the_nominator_until_the_approval_ends():
    seen = good(now=Round(NOW))
    assert asked(seen) == [
        (
            "renewal",
            "nominator",
            "look through the answers in the issue text above, bring them up to date, and write `/renew`; "
            "if you do nothing, the present answers are submitted then",
        )
    ]
    assert days(seen, "renewal") == (0, 60)
    assert (
        "if you do nothing, the approval expires then"
        in asked(good(now=Round(NOW), flow=flow("waits: {renewal: {then: expire}}")))[0][2]
    )


def carried(seen: View) -> View:
    """All the verdicts are those of the approval."""
    verdicts = tuple(replace(verdict, carried=True, at=OPENED - 300 * DAY) for verdict in seen.ledger.review.verdicts)
    return replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=verdicts, seats=())))


def test_a_round_without_change_waits_for_one_reviewers_word():
    assert asked(carried(good(now=Round(NOW, NOW)))) == [
        ("review/confirm", "reviewers", "confirmation of the renewal with `/pass all`")
    ]


def test_a_round_with_a_change_waits_for_the_review_of_what_changed():
    seen = carried(good(now=Round(NOW, NOW)))
    verdicts = tuple(replace(v, answers="else") if v.indicator == "2" else v for v in seen.ledger.review.verdicts)
    assert asked(replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, verdicts=verdicts)))) == [
        ("review/1", "reviewers", "first review of indicator 2"),
        ("review/2", "reviewers", "second review of indicator 2"),
    ]


def test_a_round_may_wait_for_answers_and_for_mending():
    assert keys(good(now=Round(NOW, NOW), body=GAP, verdicts=[(LIN, "fail", "4")]))[:2] == ["answers", "mending/4"]


def test_a_refused_round_waits_for_nobody():
    assert keys(good(now=Round(NOW, NOW, NOW, MAYA, "x"), body=GAP, verdicts=[(LIN, "fail", "4")])) == []


def test_an_expired_approval_may_be_renewed():
    assert keys(good(stage="expired")) == []
    assert keys(carried(good(stage="expired", now=Round(NOW, NOW)))) == ["review/confirm"]


# Clocks.


@pytest.mark.parametrize(
    ("seen", "key", "due"),
    [
        (view("submitted", body=GAP), "answers", 30),
        (view(), "review/1", 7),
        (view("technical-review"), "review/2", 21),
        (view("technical-review", [(LIN, "fail", "4")]), "mending/4", 30),
        (with_pulls(view(verdicts=PASSED_FIRST), pull()), "merge/12", 7),
    ],
)
def test_a_wait_begins_when_its_subject_opens_and_lasts_as_long_as_its_kind_says(seen, key, due):
    assert days(seen, key) == (0, due)
    assert days(at(seen, NOW + 3 * DAY), key) == (0, due), "and time changes neither"


def test_a_question_has_a_day_of_its_own_or_that_of_its_kind():
    assert days(questioned(question(due=ASKED + 14 * DAY)), "question/1") == (-1, 13)
    assert days(questioned(question()), "question/1") == (-1, 29)
    assert days(questioned(question(expert=STRANGER)), "expert/1") == (-1, 13)


def test_a_date_is_the_end_of_its_day():
    assert wait(view(), "review/1").by == end_of_day(WORKFLOW, NOW + 7 * DAY)


def test_several_things_have_a_clock_each():
    seen = running(view(body=GAP), NOW, NOW + 5 * DAY)
    later = running(
        replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(question(1, "2"),)))), NOW + 6 * DAY
    )
    assert days(later, "answers") == (0, 30)
    assert {(clock.kind, clock.subject) for clock in later.ledger.clocks.waits} == {("answers", ""), ("question", "1")}


def test_what_is_no_longer_open_has_no_clock_and_begins_anew():
    seen = running(questioned(question()), NOW)
    answered = replace_ledger(
        seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(question(state="answered", answered_at=NOW),)))
    )
    assert not any(clock.kind == "question" for clock in update_clocks(answered).clocks.waits)


def test_a_question_that_is_put_again_begins_anew():
    seen = running(questioned(question(due=ASKED + 14 * DAY)), NOW)
    again = question(state="rejected", at=NOW + 10 * DAY, due=NOW + 24 * DAY)
    seen = at(replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, questions=(again,)))), NOW + 10 * DAY)
    assert days(seen, "question/1") == (10, 24)


def test_the_answers_and_the_reviews_of_another_stage_are_others():
    moves = (StageChange("submitted", OPENED), StageChange("screening", OPENED + DAY), StageChange("candidate", NOW + 20 * DAY))
    early = at(running(view(body=GAP), NOW), NOW + 20 * DAY, moves=moves)
    assert keys(early) == ["answers"]
    assert days(early, "answers") == (20, 50)
    reviewed = at(running(view(), NOW), NOW + 20 * DAY, moves=(*moves, StageChange("technical-review", NOW + 20 * DAY)))
    assert days(reviewed, "review/1") == (20, 41)
    assert days(at(reviewed, NOW + 25 * DAY), "review/1") == (20, 41)


def test_days_on_hold_move_the_date_and_no_more_than_those():
    seen = running(view(body=GAP), NOW, NOW + 2 * DAY)
    held = running(at(seen, NOW + 2 * DAY, hold=Hold(MAYA, NOW + 2 * DAY, "x")), NOW + 5 * DAY, NOW + 9 * DAY)
    resumed = running(at(held, NOW + 12 * DAY, hold=None), NOW + 13 * DAY)
    assert days(resumed, "answers") == (0, 40)
    assert days(resumed, "review/1") == (0, 17)


def test_nobodys_turn_stops_anybody_elses_clock():
    seen = running(view(body=GAP), *(NOW + n * DAY for n in range(9)))
    assert {clock.stood for clock in seen.ledger.clocks.waits} == {0}


def test_the_nominators_clock_stands_still_while_they_cannot_answer():
    seen = running(view(body=GAP), NOW)
    locked = running(replace(seen, nomination=replace(seen.nomination, is_locked=True)), NOW + 2 * DAY, NOW + 8 * DAY)
    free = running(replace(locked, nomination=replace(locked.nomination, is_locked=False)), NOW + 10 * DAY)
    assert (days(free, "answers"), days(free, "review/1")) == ((0, 38), (0, 7))


def test_who_is_waited_for_first_is_written_down_when_it_changes():
    seen = running(view(body=GAP), NOW)
    assert [(turned.holder, turned.at) for turned in seen.ledger.clocks.turns] == [("nominator", OPENED)]
    on_hold = running(at(seen, NOW + DAY, hold=Hold(MAYA, NOW + DAY, "x")), NOW + 2 * DAY)
    assert [turned.holder for turned in on_hold.ledger.clocks.turns] == ["nominator", "nobody"]


# Silence.


def test_nobody_is_silent_without_a_warning_of_all_that_is_waited_for():
    late = at(view("submitted", body=GAP), NOW + 500 * DAY)
    assert (find_ending_by_silence(late), find_lapse_time(late, wait(late, "answers"))) == ("", None)
    both = questioned(question(due=NOW + 20 * DAY), stage="screening", body=GAP)
    assert find_ending_by_silence(warned(both, NOW + 31 * DAY, NOW + 60 * DAY, "answers")) == ""
    assert find_ending_by_silence(warned(both, NOW + 31 * DAY, NOW + 60 * DAY)) == "inactive"


def test_the_days_of_grace_are_counted_from_the_warning_and_end_with_a_day_never_before_the_date():
    seen = view("submitted", body=GAP)
    for on, ends in ((31, 38), (35, 42), (10, 30)):
        one = warned(seen, NOW + on * DAY, NOW + on * DAY)
        assert find_lapse_time(one, wait(one, "answers")) == end_of_day(WORKFLOW, NOW + ends * DAY)
    assert [find_ending_by_silence(warned(seen, NOW + 31 * DAY, NOW + day * DAY)) for day in (37, 38, 39)] == [
        "",
        "",
        "inactive",
    ]


def test_a_hold_after_the_warning_moves_the_end():
    seen = warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 32 * DAY)
    held = running(at(seen, NOW + 32 * DAY, hold=Hold(MAYA, NOW + 32 * DAY, "x")), NOW + 50 * DAY)
    assert find_ending_by_silence(held) == ""
    resumed = at(at(held, NOW + 52 * DAY, hold=None), NOW + 52 * DAY)
    assert find_lapse_time(resumed, wait(resumed, "answers")) == end_of_day(WORKFLOW, NOW + 58 * DAY)


def test_a_warning_that_was_left_out_or_of_another_time_is_none():
    seen = warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 60 * DAY)
    for entry in (replace(seen.ledger.clocks.reminded[0], at=None), replace(seen.ledger.clocks.reminded[0], since=OPENED)):
        assert (
            find_ending_by_silence(replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.clocks, reminded=(entry,)))))
            == ""
        )


def test_an_indicator_that_did_not_pass_never_closes_a_nomination_but_is_decided_about():
    seen = warned(view(verdicts=[(LIN, "fail", "1"), (LIN, "fail", "2")]), NOW + 31 * DAY, NOW + 40 * DAY)
    assert find_ending_by_silence(seen) == ""
    assert asked(seen) == [
        (
            "decision/silence",
            "maintainers",
            "decide what becomes of the nomination, whose nominator has not answered (indicator 1 did not pass yet; "
            "indicator 2 did not pass yet): `/close ineligible REASON` ends it, `/hold until DATE REASON` gives more time",
        )
    ]
    assert wait(seen, "decision/silence").since == end_of_day(WORKFLOW, NOW + 38 * DAY)


def test_a_question_that_ran_out_closes_nothing_beside_an_indicator_that_did_not_pass():
    seen = questioned(question(1, "7"), verdicts=[(LIN, "fail", "4")])
    assert find_ending_by_silence(warned(seen, NOW + 31 * DAY, NOW + 90 * DAY)) == ""


def test_while_the_nominator_cannot_answer_nothing_runs_out():
    for changed in ({"is_locked": True}, {"author": None}):
        seen = warned(view(verdicts=[(LIN, "fail", "1")], **changed), NOW + 31 * DAY, NOW + 90 * DAY)
        assert [key for key in keys(seen) if key.startswith("decision")] == ["decision/nominator"]
        assert find_ending_by_silence(seen) == ""


@pytest.mark.parametrize("who", [AMINA, STRANGER])
def test_who_was_warned_and_writes_has_all_the_days_anew(who):
    """Their own date moves as far as the beginning does."""
    asking = question(due=ASKED + 14 * DAY)
    seen = questioned(asking, stage="screening", body=GAP)
    seen = replace_ledger(seen, seen.ledger.with_parts(replace(seen.ledger.review, representative=STRANGER)))
    seen = warned(seen, NOW + 31 * DAY, NOW + 33 * DAY)
    wrote = says(who, "I am on it.", at=NOW + 32 * DAY)
    spoken = restart_clocks_if_heard(replace(seen, nomination=replace(seen.nomination, comments=(wrote,))))
    assert days(spoken, "answers") == (33, 63)
    assert days(spoken, "question/1") == (33, 47)
    assert find_ending_by_silence(at(spoken, NOW + 60 * DAY)) == ""


@pytest.mark.parametrize("comment", [says(LIN, "Any news?", at=NOW + 32 * DAY), says(AMINA, "Hello", at=NOW + 30 * DAY)])
def test_what_others_write_or_what_came_before_the_warning_is_no_answer_to_it(comment):
    seen = warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 33 * DAY)
    seen = replace(seen, nomination=replace(seen.nomination, comments=(comment,)))
    assert restart_clocks_if_heard(seen) is seen


def test_an_answer_that_changes_is_heard_as_well_and_once():
    seen = warned(view("submitted", body=GAP), NOW + 31 * DAY, NOW + 33 * DAY)
    other = replace(seen, reading=view("submitted", body=FIRST_STEP_ONLY).reading)
    spoken = restart_clocks_if_heard(other)
    assert spoken.ledger.clocks.warned == ""
    assert restart_clocks_if_heard(spoken) is spoken


# Coming back.


def test_what_is_taken_up_again_has_its_days_anew():
    back = NOW + 300 * DAY
    moves = (StageChange("submitted", OPENED), StageChange("closed", NOW, ending="withdrawn"), StageChange("submitted", back))
    seen = questioned(question(due=ASKED + 14 * DAY), stage="submitted", body=GAP)
    seen = take_up(at(seen, back, moves=moves, waits=()))
    assert days(seen, "question/1") == (300, 314)
    assert days(seen, "answers") == (300, 330)
    assert seen.ledger.recheck == back


@pytest.mark.parametrize(("ending", "kept"), [("withdrawn", True), ("duplicate", True), ("ineligible", False)])
def test_what_failed_is_open_again_only_where_that_was_why_it_ended(ending, kept):
    moves = (StageChange("submitted", OPENED), StageChange("closed", NOW, ending=ending), StageChange("submitted", NOW))
    seen = view(verdicts=[(LIN, "fail", "4"), (LIN, "pass", "1")], ledger={"moves": moves, "back": REMARK})
    values = [verdict.value for verdict in take_up(seen).ledger.review.verdicts]
    assert values == (["fail", "pass"] if kept else ["pass"])


def test_a_clock_of_the_ledger_counts_and_others_do_no_harm():
    clocks = (OpenWait("answers", "", OPENED + 2 * DAY), OpenWait("expert", "9", OPENED))
    assert days(view(body=GAP, ledger={"waits": clocks}), "answers") == (-8, 22)
    assert APPROVAL.until > NOW
