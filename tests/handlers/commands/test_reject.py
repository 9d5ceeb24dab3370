"""`/reject N why`: a question is put again, with what is still missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.commands.reject import FEATURE
from tests.asking import ASKED, asking, question
from tests.nominations import NOW, ask, done, refused, run

AT = ask("/x").request.at
ANSWERED = question(1, state="answered", answered_at=NOW, answer=901, reply="in the form", answers="before")


def test_it_is_open_again_on_the_answers_that_stand_now():
    seen = asking(ANSWERED)
    prints = seen.reading.fingerprints["9a"]
    again = replace(ANSWERED, state="rejected", at=AT, reply="that page is empty", answers=prints, answered_at=None)
    assert done(run(FEATURE, seen, "/reject 1 that page is empty")).ledger == replace(seen.ledger, questions=(again,))


def test_the_nominator_has_as_much_time_as_before():
    seen = asking(replace(ANSWERED, due=ASKED + timedelta(days=14)))
    assert done(run(FEATURE, seen, "/reject 1 empty")).ledger.questions[0].due == AT + timedelta(days=14)


@pytest.mark.parametrize("state", ["accepted", "closed"])
def test_one_that_is_closed_is_asked_anew(state):
    assert "`/ask` puts a new one" in refused(run(FEATURE, asking(question(1, state=state)), "/reject 1 no"))


@pytest.mark.parametrize("text", ["/reject", "/reject 1", "/reject 2 no", "/reject ² no", "/reject it is empty"])
def test_without_a_number_and_what_is_missing_it_shows_how_it_is_used(text):
    reason = refused(run(FEATURE, asking(ANSWERED), text))
    assert all(part in reason for part in ("the number of a question and what is missing", FEATURE.usage, FEATURE.example))
