"""Reactions: a thumbs-up for what was carried out, a puzzled face for what was refused, each once."""

from __future__ import annotations

from bot.model.effects import PostComment, React
from handlers.rules.reactions import FEATURE
from tests.nominations import LIN, NUMBER, bot_says, says, view

REFUSAL = {"answered": "0", "refused": "yes"}
ANSWER = {"answered": "0", "refused": "no"}


def reactions(*comments, answered=(), replies=(), answered_by_reply=()) -> list[React]:
    seen = view(comments=comments, ledger={"answered": frozenset((number, "", 0) for number in answered)})
    from dataclasses import replace

    return list(FEATURE.run(replace(seen, replies=replies, answered_by_reply=frozenset((n, "", 0) for n in answered_by_reply))))


def test_what_the_ledger_holds_as_carried_out_gets_a_thumbs_up():
    assert reactions(says(LIN, "/pass 1", 900), says(LIN, "hello", 901), answered=[900]) == [React(900, "+1")]


def test_what_a_mark_holds_as_refused_gets_a_puzzled_face():
    assert reactions(says(LIN, "/pass", 900), bot_says("reply/900/", data=REFUSAL)) == [React(900, "confused")]


def test_what_is_being_refused_right_now_gets_it_too():
    assert reactions(says(LIN, "/pass", 900), replies=(PostComment(NUMBER, "reply/900/", "no", REFUSAL),)) == [
        React(900, "confused")
    ]


def test_an_answered_question_gets_a_thumbs_up():
    assert reactions(says(LIN, "/status", 900), bot_says("reply/900/", data=ANSWER)) == [React(900, "+1")]


def test_a_comment_with_both_shows_that_something_was_refused():
    both = reactions(says(LIN, "/pass 1\n/pass", 900), bot_says("reply/900/", data=REFUSAL), answered=[900])
    assert both == [React(900, "confused")]


def test_a_hint_is_a_refusal_too():
    key = "hint/900/2026-03-02T11:00:00+00:00"
    assert reactions(says(LIN, "/pass 1", 900), bot_says(key, data={"refused": "yes"})) == [React(900, "confused")]


def test_one_that_shows_it_already_is_left_alone():
    comments = says(LIN, "/pass 1", 900, thumbs_up=1), says(LIN, "/pass", 901, confused=1)
    assert reactions(*comments, bot_says("reply/901/", data=REFUSAL), answered=[900]) == []


def test_a_request_that_stands_in_the_ledger_lightly_waits_for_its_reply():
    assert reactions(says(LIN, "/nonsense", 900), answered=[900], answered_by_reply=[900]) == []


def test_marks_of_other_kinds_and_odd_numbers_are_nothing():
    odd = [bot_says(key, 950 + n) for n, key in enumerate(["stage/screening/900", "reply//", "reply/x/", "board"])]
    assert reactions(says(LIN, "hello", 900), *odd) == []
