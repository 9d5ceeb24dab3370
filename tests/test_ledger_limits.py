"""What the ledger lets go of when it grows, in which order, and what never."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.ledger_limits import (
    KEPT_ANSWERED,
    MOST,
    MOST_ANSWERED,
    MOST_MOVES,
    SURE,
    fits,
    limit_ledger,
    measure_packed,
    trim_answered_requests,
)
from bot.model.effects import CloseIssue
from bot.model.ledger import Ledger
from bot.model.ledger_entries import (
    Actor,
    Hold,
    OpenWait,
    Override,
    Remark,
    Reminded,
    Snooze,
    StageChange,
    TurnChange,
    Undo,
    Verdict,
)
from bot.model.ledger_parts import Ending, PullRequests, Requests, Review
from bot.review.durations import measure_time_by_side
from bot.review.indicator_status import replace_ledger
from bot.text.board_layout import render
from handlers.rules.board import build_board
from handlers.rules.closing import FEATURE as CLOSING
from handlers.rules.replies import FEATURE as REPLIES
from tests.asking import question
from tests.noise import noise
from tests.nominations import INDICATORS, LIN, MAYA, NOW, NUMBER, OMAR, OPENED, bot_says, change_ledger, says, view
from tests.profile import count_examples
from tests.test_ledger_packing import LARGE, ledgers


def full(rounds: int = 3) -> Ledger:
    """More than any review writes: long words in every place."""
    people = (LIN, OMAR, MAYA)
    verdicts = (
        Verdict(name, who, value, NOW, n, NUMBER, f"{n:016x}", noise(n))
        for n, (name, who, value) in enumerate(
            zip(INDICATORS * 3, people * 12, ("fail", "pass", "concern", "na") * 9, strict=False)
        )
    )
    number, put = 0, []
    for turn in range(rounds):
        for name in INDICATORS:
            number += 1
            at = NOW + timedelta(days=turn)
            state = "open" if number > rounds * len(INDICATORS) - 2 else "accepted"
            put.append(
                question(number, name, text=noise(number), reply=noise(number + 5000), answers="x", state=state, answered_at=at)
            )
    remarks = tuple(Remark(LIN, NOW, n, NUMBER, noise(n)) for n in range(30))
    return Ledger(
        "1.1.6",
        moves=tuple(StageChange("screening", OPENED + timedelta(hours=n), MAYA, noise(n)) for n in range(rounds * 40)),
        noticed=rounds * 40,
        review=Review(
            verdicts=tuple(verdicts), questions=tuple(put), notes=remarks, recused=remarks[:2], hold=Hold(LIN, NOW, noise(1))
        ),
        pull_requests=PullRequests(overrides=tuple(Override("candidate", LIN, NOW, MAYA, noise(n)) for n in range(5))),
        ending=Ending(is_closed=True),
    )


def limited(ledger: Ledger) -> Ledger:
    return limit_ledger(ledger, (), NOW)


@given(ledgers)
@LARGE
def test_what_fits_is_given_back_as_it_is(ledger):
    assert fits(ledger)
    assert limited(ledger) is ledger


@pytest.mark.parametrize("rounds", [1, 3, 15])
def test_what_does_not_fit_is_shortened_until_it_does_and_then_left_alone(rounds):
    ledger = full(rounds)
    assert not fits(ledger)
    after = limited(ledger)
    assert measure_packed(after) <= MOST
    assert limited(after) is after


def with_clock(ledger: Ledger) -> Ledger:
    """As many concerns, reminders, snoozes, waits and changes of who is waited for as there may be, and more."""
    people = [Actor(10_000 + n, f"person-{n}") for n in range(20)]
    return ledger.with_parts(
        replace(
            ledger.ending, concerns=tuple(Remark(person, NOW, n, NUMBER, noise(n + 900)) for n, person in enumerate(people))
        ),
        replace(
            ledger.clocks,
            reminders=tuple(Remark(people[n % 20], NOW, n, NUMBER, noise(n + 950)) for n in range(30)),
            snoozes=tuple(Snooze(person, NOW, "reviewers") for person in people),
            turns=tuple(TurnChange(("reviewers", "nominator")[n % 2], OPENED + timedelta(minutes=7 * n)) for n in range(400)),
            waits=tuple(OpenWait("question", str(n), OPENED, n, NOW) for n in range(40)),
            reminded=tuple(Reminded(f"question/{n}", "14", OPENED, NOW, n) for n in range(60)),
        ),
    )


@pytest.mark.parametrize("rounds", [1, 3, 15])
def test_the_memory_of_the_clock_fits_as_well_and_nobodys_time_is_lost(rounds):
    before = with_clock(full(rounds))
    after = limited(before)
    assert measure_packed(after) <= MOST
    assert limited(after) is after
    assert measure_time_by_side(after, NOW) == measure_time_by_side(before, NOW)
    assert [(one.by, one.at) for one in after.clocks.reminders] == [(one.by, one.at) for one in before.clocks.reminders]
    assert [one.by for one in after.ending.concerns] == [one.by for one in before.ending.concerns]
    assert (after.clocks.reminded, after.clocks.waits) == (before.clocks.reminded, before.clocks.waits)


@pytest.mark.parametrize("rounds", [1, 3, 15])
def test_what_undo_brings_back_fits_as_well(rounds):
    before = full(rounds)
    undo = Undo(
        NOW, "/settle", "dpg", verdicts=before.review.verdicts, appeal=before.review.notes[0], concerns=before.review.notes[:20]
    )
    after = limited(before.with_parts(replace(before.ending, undo=undo)))
    assert measure_packed(after) <= MOST
    assert after.ending.undo is None or [replace(v, note="") for v in after.ending.undo.verdicts] == [
        replace(v, note="") for v in before.review.verdicts
    ]


@pytest.mark.parametrize("rounds", [1, 3, 15])
def test_whatever_still_decides_something_stays(rounds):
    before, after = full(rounds), limited(full(rounds))
    assert [replace(v, note="") for v in after.review.verdicts] == [replace(v, note="") for v in before.review.verdicts]
    undecided = [q.number for q in before.review.questions if q.state == "open"]
    assert [q.number for q in after.review.questions if q.state == "open"] == undecided
    assert after.review.questions[-1].number == before.review.questions[-1].number
    assert [replace(o, reason="") for o in after.pull_requests.overrides] == [
        replace(o, reason="") for o in before.pull_requests.overrides
    ]
    assert [remark.by for remark in after.review.recused] == [remark.by for remark in before.review.recused]
    assert (after.stage, after.walked, after.review.hold) == (before.stage, before.walked, before.review.hold)


@pytest.mark.parametrize("rounds", [1, 3, 15])
def test_a_text_is_never_cut_to_nothing(rounds):
    after = limited(full(rounds))
    assert all(verdict.note for verdict in after.review.verdicts)
    assert all(override.reason for override in after.pull_requests.overrides)
    assert all(remark.text for remark in (*after.review.notes, *after.review.recused))
    assert all(q.text for q in after.review.questions if q.state == "open")


def test_words_of_decided_questions_go_first():
    ledger = change_ledger(full(1), moves=(), verdicts=(), notes=(), recused=(), overrides=())
    states = ["accepted"] * 28 + ["open"] * 2
    put = (question(n, text=noise(n), reply=noise(n + 5000), answers="x", state=state) for n, state in enumerate(states))
    ledger = ledger.with_parts(replace(ledger.review, questions=tuple(put)))
    assert not fits(ledger)
    after = limited(ledger)
    assert {(q.text, q.reply) for q in after.review.questions if q.state == "accepted"} == {("", "")}
    assert {len(q.text) for q in after.review.questions if q.state == "open"} == {200}


def test_the_last_decision_about_each_indicator_stays_because_verdicts_count_from_then():
    before, after = full(15), limited(full(15))
    for name in INDICATORS:
        of_it = [q for q in before.review.questions if q.indicator == name and q.state == "accepted"]
        assert max(q.answered_at for q in of_it) in [q.answered_at for q in after.review.questions if q.indicator == name]


def test_of_the_moves_the_last_stay_and_the_number_of_the_others_is_kept():
    after = limited(full(9))
    assert len(after.moves) == MOST_MOVES
    assert after.earlier == 9 * 40 - MOST_MOVES
    assert after.moves[-1] == full(9).moves[-1]


# Requests


def asked(count: int, first: int = 1000, minutes: int = 10) -> tuple:
    """So many comments, one every few minutes, the last of them now."""
    return tuple(says(LIN, "/status", first + n, at=NOW - timedelta(minutes=minutes * (count - 1 - n))) for n in range(count))


def answered(comments) -> Ledger:
    return Ledger("1", requests=Requests(answered=frozenset((comment.id, "", 0) for comment in comments)))


def test_few_requests_are_all_remembered():
    comments = asked(MOST_ANSWERED)
    assert trim_answered_requests(answered(comments), comments, NOW) == answered(comments)


def test_of_too_many_the_oldest_are_remembered_by_their_time_alone():
    comments = asked(MOST_ANSWERED + 1)
    after = trim_answered_requests(answered(comments), comments, NOW)
    assert after.requests.settled == comments[-KEPT_ANSWERED - 1].at
    assert after.requests.answered == {(comment.id, "", 0) for comment in comments[-KEPT_ANSWERED:]}


def test_whatever_is_forgotten_was_asked_before_that_time_and_the_rest_after():
    comments = asked(400, minutes=7)
    after = trim_answered_requests(answered(comments), comments, NOW)
    for comment in comments:
        assert ((comment.id, "", 0) in after.requests.answered) == (comment.at > after.requests.settled)


def test_a_request_of_the_last_hour_is_never_forgotten():
    comments = asked(500, minutes=0)
    assert trim_answered_requests(answered(comments), comments, NOW) == answered(comments)
    late = trim_answered_requests(answered(comments), comments, NOW + SURE + timedelta(seconds=1))
    assert late.requests.answered == frozenset()
    assert late.requests.settled == NOW


def test_edits_and_ticks_have_their_time_in_their_key():
    hours = [(NOW - timedelta(hours=n)).isoformat() for n in range(400)]
    keys = frozenset((900, f"{at}/7" if n % 2 else at, 0) for n, at in enumerate(hours))
    after = trim_answered_requests(Ledger("1", requests=Requests(answered=keys)), (), NOW)
    assert after.requests.settled == NOW - timedelta(hours=KEPT_ANSWERED)
    assert len(after.requests.answered) == KEPT_ANSWERED


def test_a_comment_that_is_gone_is_as_old_as_its_number_says_and_one_newer_than_all_is_kept():
    comments = asked(MOST_ANSWERED + 1)
    gone, newest = (1010, "", 0), (99_999, "", 0)
    ledger = answered([comment for comment in comments if comment.id != 1010])
    after = trim_answered_requests(
        ledger.with_parts(replace(ledger.requests, answered=ledger.requests.answered | {gone, newest})),
        [c for c in comments if c.id != 1010],
        NOW,
    )
    assert gone not in after.requests.answered
    assert newest in after.requests.answered


def test_that_time_never_goes_back():
    comments = asked(400)
    later = change_ledger(answered(comments), settled=NOW)
    assert trim_answered_requests(later, comments, NOW).requests.settled == NOW


# Rules that count moves


def let_go(stage: str, **changed):
    moves = (StageChange("screening", OPENED), StageChange(stage, NOW, MAYA))
    seen = view(stage, ledger={"moves": moves, "earlier": 40, **changed}, comments=(says(LIN, "hello", 900),))
    return replace(seen, nomination=replace(seen.nomination, stored=seen.ledger))


def test_a_stage_entered_after_many_moves_has_its_notice_with_its_number_in_all():
    (notice,) = REPLIES.run(let_go("candidate", noticed=41))
    assert notice.key == "stage/candidate/41"
    assert list(REPLIES.run(let_go("candidate", noticed=42))) == []


def test_a_stage_whose_first_notice_is_older_than_the_moves_that_are_left_has_no_second():
    seen = let_go("candidate", noticed=41)
    told = (*seen.nomination.comments, bot_says("stage/candidate/3"))
    assert list(REPLIES.run(replace(seen, nomination=replace(seen.nomination, comments=told)))) == []


def test_an_issue_is_closed_once_so_that_who_opens_it_again_has_their_way():
    seen = view("spam", ledger={"earlier": 40})
    assert list(CLOSING.run(seen)) == [CloseIssue("not_planned")]
    assert list(CLOSING.run(replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.ending, is_closed=True))))) == []


# The board beside it

ESCAPED = "@[*_`<" * 33
"""Words that grow most when they are made harmless."""


@pytest.mark.parametrize("overrides", [20, 150])
def test_the_board_leaves_room_for_its_mark_whatever_people_have_written(overrides):
    people = [Actor(500 + n, f"reviewer-with-a-long-login-{n}") for n in range(6)]
    seen = view("technical-review", [(person, "fail", "all") for person in people])
    remarks = tuple(Remark(LIN, NOW, n, NUMBER, ESCAPED) for n in range(30))
    ledger = seen.ledger.with_parts(
        replace(
            seen.ledger.review,
            verdicts=tuple(replace(verdict, note=ESCAPED) for verdict in seen.ledger.review.verdicts),
            questions=tuple(question(number, text=ESCAPED) for number in range(1, 31)),
            notes=remarks,
            recused=remarks[:6],
        ),
        replace(
            seen.ledger.pull_requests, overrides=tuple(Override("candidate", LIN, NOW, MAYA, ESCAPED) for _ in range(overrides))
        ),
    )
    shown = build_board(replace_ledger(seen, ledger))
    text = render(shown)
    assert len(text) + 24_000 < 65_536
    assert shown.notes[0] in text
    assert shown.notes[-1] in text
    assert "more, which stand in the comments below." in text
    assert "they appear here as the first ones are filled in." in text


numbers = st.integers(1, 10**6)


@given(st.lists(st.tuples(numbers, st.integers(0, 10**6)), min_size=301, max_size=320, unique_by=lambda pair: pair[0]))
@settings(max_examples=count_examples(20))
def test_whatever_the_times_nothing_is_forgotten_that_the_time_does_not_cover(pairs):
    comments = [says(LIN, "/x", number, at=NOW - timedelta(seconds=ago)) for number, ago in pairs]
    after = trim_answered_requests(answered(comments), comments, NOW)
    for comment in comments:
        assert (comment.id, "", 0) in after.requests.answered or comment.at <= after.requests.settled
