"""`/accept-role`: only whoever the nominator named, and nobody who reviews, comes to speak for the project."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger import Actor
from bot.roles import holds_by_itself
from handlers.commands.accept_role import FEATURE
from tests.nominations import LIN, OMAR, STRANGER, done, refused, run, view


def proposed(**changed):
    return view(ledger={"proposed": STRANGER, **changed})


def test_whoever_was_named_speaks_for_the_project_from_now_on():
    seen = proposed()
    ledger = done(run(FEATURE, seen, "/accept-role", STRANGER)).ledger
    assert ledger == replace(seen.ledger, representative=STRANGER, proposed=None)
    assert holds_by_itself(replace(seen, ledger=ledger), STRANGER, "representative")
    assert not holds_by_itself(seen, STRANGER, "representative")


def test_they_are_known_by_their_number_even_under_a_new_name():
    assert (
        done(run(FEATURE, proposed(), "/accept-role", Actor(STRANGER.id, "renamed"))).ledger.representative.login == "renamed"
    )


def test_they_take_the_place_of_an_earlier_one():
    assert done(run(FEATURE, proposed(representative=OMAR), "/accept-role", STRANGER)).ledger.representative == STRANGER


def test_nobody_else_can_accept_and_is_told_who_names():
    impostor = Actor(999, STRANGER.login)
    for seen, person in ((proposed(), LIN), (proposed(), impostor), (view(), STRANGER)):
        assert "`/representative @user`" in refused(run(FEATURE, seen, "/accept-role", person))


def test_a_reviewer_of_the_nomination_has_to_step_aside_first():
    seen = replace(view(verdicts=[(LIN, "pass", "1")]))
    seen = replace(seen, ledger=replace(seen.ledger, proposed=LIN))
    assert "`/recuse`" in refused(run(FEATURE, seen, "/accept-role", LIN))
    unseated = replace(seen, ledger=replace(seen.ledger, seats=()))
    assert "`/recuse`" in refused(run(FEATURE, unseated, "/accept-role", LIN))
