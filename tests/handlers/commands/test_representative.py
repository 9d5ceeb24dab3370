"""`/representative @user`: the nominator names who may speak for the project."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.contracts import Wants
from bot.ledger import Actor
from bot.nomination import UNKNOWN, Need
from handlers.commands.representative import FEATURE
from tests.nominations import AMINA, STRANGER, done, refused, run, view

NEED = Need("account", "lead-developer")
LEAD = Actor(300, "lead-developer")


def naming(fact: str | None, text: str = "/representative @lead-developer", **ledger):
    return run(FEATURE, view(facts={NEED: fact} if fact else {}, ledger=ledger), text, AMINA)


def test_the_person_is_named_and_has_to_accept_before_it_counts():
    ledger = done(naming("300")).ledger
    assert ledger == replace(view().ledger, proposed=LEAD)
    assert ledger.representative is None


def test_naming_another_takes_the_place_of_the_first():
    assert done(naming("300", proposed=STRANGER)).ledger.proposed == LEAD


def test_what_is_not_known_of_the_person_is_asked_for_first():
    assert naming(None) == Wants((NEED,))


@pytest.mark.parametrize(
    ("fact", "words"), [(UNKNOWN, "try again"), ("none", "There is no account `lead-developer` on GitHub.")]
)
def test_an_account_that_github_does_not_tell_of_is_not_taken(fact, words):
    assert words in refused(naming(fact))


@pytest.mark.parametrize("text", ["/representative", "/representative lead-developer", "/representative @a @b"])
def test_it_needs_one_person(text):
    assert refused(naming("300", text)).startswith("It needs one person: `/representative @user`")
