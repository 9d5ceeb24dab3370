"""`/accept` and `/reject` close a question or put it again; `/settle` closes concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.contracts import Done
from bot.model.ledger_entries import Remark
from bot.review.turn_headline import write_headline
from handlers.commands.settle import ACCEPT, REJECT, SETTLE
from tests.asking import ANA, ASKED, asking, question
from tests.nominations import MAYA, NOW, NUMBER, OMAR, STRANGER, ask, done, refused, run, view

# `/accept`

ANSWERED = question(1, state="answered", answered_at=NOW, answer=901, reply="in the form", answers="before")


@pytest.mark.parametrize("text", ["/accept 1", "/accept #1", "/accept Q1", "/accept 1.", "/accept 1 thank you"])
def test_the_question_is_settled_however_its_number_is_written(text):
    seen = asking(ANSWERED, question(2))
    first, second = seen.ledger.review.questions
    expected = seen.ledger.with_parts(replace(seen.ledger.review, questions=(replace(first, state="accepted"), second)))
    assert done(run(ACCEPT, seen, text)).ledger == expected


@pytest.mark.parametrize("state", ["open", "answered", "rejected"])
def test_one_that_nobody_has_answered_may_be_closed_too(state):
    seen = asking(question(1, state=state))
    assert done(run(ACCEPT, seen, "/accept 1", OMAR)).ledger.review.questions[0].state == "accepted"


def test_a_question_to_an_expert_may_be_closed_by_hand():
    assert done(run(ACCEPT, asking(question(1, expert=ANA)), "/accept 1")).ledger.review.questions[0].state == "accepted"


@pytest.mark.parametrize("state", ["accepted", "closed"])
def test_one_that_is_closed_is_told_to_be(state):
    assert refused(run(ACCEPT, asking(question(1, state=state)), "/accept 1")) == "Question 1 is closed already."


@pytest.mark.parametrize("number", ["", "2", "0", "-1", "one", "²", "٣", "9" * 5000, "9a", "1x"])
def test_without_the_number_of_a_question_it_shows_how_it_is_used(number):
    reason = refused(run(ACCEPT, asking(ANSWERED), f"/accept {number}"))
    assert reason == "It needs the number of a question: `/accept NUMBER`, for instance `/accept 3`."


# `/reject`

AT = ask("/x").request.at


def test_it_is_open_again_on_the_answers_that_stand_now():
    seen = asking(ANSWERED)
    prints = seen.reading.fingerprints["9a"]
    again = replace(ANSWERED, state="rejected", at=AT, reply="that page is empty", answers=prints, answered_at=None)
    assert done(run(REJECT, seen, "/reject 1 that page is empty")).ledger == seen.ledger.with_parts(
        replace(seen.ledger.review, questions=(again,))
    )


def test_the_nominator_has_as_much_time_as_before():
    seen = asking(replace(ANSWERED, due=ASKED + timedelta(days=14)))
    assert done(run(REJECT, seen, "/reject 1 empty")).ledger.review.questions[0].due == AT + timedelta(days=14)


@pytest.mark.parametrize("state", ["accepted", "closed"])
def test_one_that_is_closed_is_asked_anew(state):
    assert "`/ask` puts a new one" in refused(run(REJECT, asking(question(1, state=state)), "/reject 1 no"))


@pytest.mark.parametrize("text", ["/reject", "/reject 1", "/reject 2 no", "/reject ² no", "/reject it is empty"])
def test_without_a_number_and_what_is_missing_it_shows_how_it_is_used(text):
    reason = refused(run(REJECT, asking(ANSWERED), text))
    assert all(part in reason for part in ("the number of a question and what is missing", REJECT.usage, REJECT.example))


# `/settle`

CONCERN = Remark(STRANGER, NOW, 900, NUMBER, "the licence was changed last week")


def test_it_settles_all_with_a_reason_that_is_said_and_does_nothing():
    seen = view("dpg", ledger={"concerns": (CONCERN,)})
    outcome = run(SETTLE, seen, "/settle it was changed back, see @everyone", MAYA)
    reply = "The concern is cleared up: it was changed back, see @\u200beveryone"
    assert outcome == Done(seen.ledger.with_parts(replace(seen.ledger.ending, concerns=())), reply)


def test_an_appeal_is_denied_before_anything_else_is_settled():
    seen = view("removed", ledger={"appeal": CONCERN, "concerns": (CONCERN,)})
    denied = seen.ledger.with_parts(replace(seen.ledger.ending, appeal=None, denied=AT))
    reply = "The appeal is denied, and the decision stands: nothing new"
    assert run(SETTLE, seen, "/settle nothing new", MAYA) == Done(denied, reply)


def test_a_project_whose_announcement_was_taken_back_is_kept():
    seen = view("dpg", ledger={"retracted": NOW})
    kept = seen.ledger.with_parts(replace(seen.ledger.announcement, retracted=None))
    assert run(SETTLE, seen, "/settle a mistake", MAYA) == Done(kept, "The project stays in the registry: a mistake")


def test_without_anything_to_settle_or_a_reason_it_is_refused():
    assert refused(run(SETTLE, view("dpg"), "/settle all is well", MAYA)) == "No appeal and no concern is open here."
    for open_one in ({"concerns": (CONCERN,)}, {"appeal": CONCERN}, {"retracted": NOW}):
        assert refused(run(SETTLE, view("dpg", ledger=open_one), "/settle", MAYA)) == (
            "It needs a reason: `/settle reason`, for instance `/settle the licence was changed back on 3 May, see the repository`."
        )


def test_a_maintainer_is_waited_for_until_a_concern_is_settled():
    assert write_headline(view("dpg", ledger={"concerns": (CONCERN,)})) == (
        "**Waiting for a maintainer until 16 March 2026:** look at the concern below; `/settle REASON` when it is cleared up, "
        "`/close removed REASON` to take the record out. Nominator: nothing for you to do now."
    )
    assert write_headline(view("dpg")) == "**Nothing for anybody to do now.**"


def test_maintainers_settle_and_nobody_their_own():
    seen = view("dpg", ledger={"concerns": (CONCERN,)})
    assert refused(run_command(seen, ask("/settle all is well", OMAR))) == (
        "Only a maintainer can do this. `/help` lists what you can do here."
    )
    own = view("dpg", author=MAYA, ledger={"concerns": (CONCERN,)})
    assert refused(run_command(own, ask("/settle all is well", MAYA))) == (
        "Nobody reviews their own nomination; another reviewer has to do this."
    )
