"""`/explain`: why it is where it is, and what is missing for every way out."""

from __future__ import annotations

from handlers.commands.explain import FEATURE

from bot.ledger import Move
from tests.nominations import MAYA, OPENED, STRANGER, done, flow, run, view


def explained(seen) -> str:
    outcome = done(run(FEATURE, seen, "/explain", STRANGER))
    assert outcome.ledger == seen.ledger
    return outcome.reply or ""


def test_it_says_since_when_by_whom_and_whose_turn_it_is():
    text = explained(view("technical-review"))
    assert text.startswith("In **technical review** since 21 February 2026, by the bot, as the workflow says. ")
    assert "It is a reviewer's turn (first review). Two reviewers look" in text


def test_each_way_out_stands_with_what_is_in_its_way():
    lines = explained(view("technical-review")).splitlines()
    assert any(line.startswith("- to **approved** by itself: not passed yet: 1, 2, 3,") for line in lines)
    assert "- to **withdrawn** with `/withdraw`: nothing is in the way" in lines


def test_a_reason_that_a_person_gave_is_shown_and_does_nothing():
    moves = (Move("submitted", OPENED), Move("dpg", OPENED, MAYA, "see @everyone #1 <b>", by_command=True))
    text = explained(view("dpg", ledger={"moves": moves}))
    assert "by `maya`" in text
    assert "@everyone" not in text
    assert "<b>" not in text


def test_where_no_way_leads_on_it_says_so():
    assert "No way leads out of this stage." in explained(view("spam", flow=flow("transitions: []")))


def test_people_may_ask_why():
    assert FEATURE.aliases == ("why",)
