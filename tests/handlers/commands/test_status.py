"""`/status`: where the nomination stands, said in a comment because somebody asked."""

from __future__ import annotations

from dataclasses import replace

from bot.nomination import Need
from handlers.commands.status import FEATURE
from tests.nominations import STRANGER, URL, bot_says, done, flow, run, view


def status(seen) -> str:
    outcome = done(run(FEATURE, seen, "/status", STRANGER))
    assert outcome.ledger == seen.ledger
    return outcome.reply or ""


def test_it_names_the_stage_since_when_whose_turn_until_when_and_the_step():
    assert status(view("screening")) == (
        "This nomination has been in **screening** since 21 February 2026. It is a reviewer's turn (first review), by 28 February 2026. "
        "A reviewer looks at indicators 1 and 2. When both have passed, a maintainer merges the candidate pull request. "
        "Everything else stands on the board."
    )


def test_it_says_how_long_it_usually_takes_and_in_which_week_this_one_is():
    seen = view("screening")
    known = {**seen.nomination.facts, Need("flow", ""): "23 28 56"}
    told = replace(seen, nomination=replace(seen.nomination, facts=known))
    assert "Typical: 4 to 8 weeks; this one: week 2. Everything else" in status(told)


def test_it_links_to_the_board():
    assert f"the [board]({URL}#issuecomment-950)." in status(view(board=bot_says("board")))


def test_when_nobody_has_to_do_anything_it_says_so():
    assert "It is nobody's turn. The renewal is asked for here" in status(view("dpg"))


def test_a_registry_may_word_it_differently_and_its_words_are_no_program():
    other = flow('messages: {status.text: "Stage ${stage}, ${nothing.like} this"}')
    assert status(view("screening", flow=other)) == "Stage screening, ${nothing.like} this"


def test_what_the_nominator_wrote_is_not_read_as_a_template():
    seen = view("screening")
    named = replace(seen, nomination=replace(seen.nomination, title="${board}"))
    assert "${" not in status(named)
