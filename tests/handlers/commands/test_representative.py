"""`/representative` and `/accept-role`: the nominator names who may speak for the project, and only they accept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.contracts import NeedsFacts
from bot.model.ledger_entries import Actor
from bot.model.needs import UNKNOWN, Need
from bot.review.roles import holds_by_itself
from handlers.commands.representative import ACCEPT_ROLE, REPRESENTATIVE
from tests.nominations import AMINA, LIN, OMAR, STRANGER, change_ledger, done, refused, run, view

# `/representative`

NEED = Need("account", "lead-developer")
LEAD = Actor(300, "lead-developer")


def naming(fact: str | None, text: str = "/representative @lead-developer", **ledger):
    return run(REPRESENTATIVE, view(facts={NEED: fact} if fact else {}, ledger=ledger), text, AMINA)


def test_the_person_is_named_and_has_to_accept_before_it_counts():
    ledger = done(naming("300")).ledger
    assert ledger == change_ledger(view().ledger, proposed=LEAD)
    assert ledger.review.representative is None


def test_naming_another_takes_the_place_of_the_first():
    assert done(naming("300", proposed=STRANGER)).ledger.review.proposed == LEAD


def test_what_is_not_known_of_the_person_is_asked_for_first():
    assert naming(None) == NeedsFacts((NEED,))


@pytest.mark.parametrize(
    ("fact", "words"), [(UNKNOWN, "try again"), ("none", "There is no account `lead-developer` on GitHub.")]
)
def test_an_account_that_github_does_not_tell_of_is_not_taken(fact, words):
    assert words in refused(naming(fact))


@pytest.mark.parametrize("text", ["/representative", "/representative lead-developer", "/representative @a @b"])
def test_it_needs_one_person(text):
    assert refused(naming("300", text)).startswith("It needs one person: `/representative @user`")


# `/accept-role`


def proposed(**changed):
    return view(ledger={"proposed": STRANGER, **changed})


def test_whoever_was_named_speaks_for_the_project_from_now_on():
    seen = proposed()
    ledger = done(run(ACCEPT_ROLE, seen, "/accept-role", STRANGER)).ledger
    assert ledger == change_ledger(seen.ledger, representative=STRANGER, proposed=None)
    assert holds_by_itself(replace(seen, ledger=ledger), STRANGER, "representative")
    assert not holds_by_itself(seen, STRANGER, "representative")


def test_they_are_known_by_their_number_even_under_a_new_name():
    assert (
        done(run(ACCEPT_ROLE, proposed(), "/accept-role", Actor(STRANGER.id, "renamed"))).ledger.review.representative.login
        == "renamed"
    )


def test_they_take_the_place_of_an_earlier_one():
    assert (
        done(run(ACCEPT_ROLE, proposed(representative=OMAR), "/accept-role", STRANGER)).ledger.review.representative == STRANGER
    )


def test_nobody_else_can_accept_and_is_told_who_names():
    impostor = Actor(999, STRANGER.login)
    for seen, person in ((proposed(), LIN), (proposed(), impostor), (view(), STRANGER)):
        assert "`/representative @user`" in refused(run(ACCEPT_ROLE, seen, "/accept-role", person))


def test_a_reviewer_of_the_nomination_has_to_step_aside_first():
    seen = replace(view(verdicts=[(LIN, "pass", "1")]))
    seen = replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.review, proposed=LIN)))
    assert "`/recuse REASON`" in refused(run(ACCEPT_ROLE, seen, "/accept-role", LIN))
    unseated = replace(seen, ledger=seen.ledger.with_parts(replace(seen.ledger.review, seats=())))
    assert "`/recuse REASON`" in refused(run(ACCEPT_ROLE, unseated, "/accept-role", LIN))
