"""`/recheck`: all evidence is looked at again, and what is known stays until there is something newer."""

from __future__ import annotations

from datetime import timedelta

from bot.model import evidence
from bot.model.ledger import Ledger
from bot.model.needs import Fact, Need
from handlers.commands.recheck import FEATURE
from tests.nominations import AMINA, NOW, done, run, view

LINK, OTHER = Need("link", "https://one.example/"), Need("link", "https://two.example/")


def fact(need: Need, **ago: float) -> tuple:
    return (need.kind, need.subject, "gone", NOW - timedelta(**ago), "")


def rechecked() -> Ledger:
    facts = (fact(LINK, days=3), fact(OTHER, minutes=1))
    return done(run(FEATURE, view(ledger={"facts": facts}), "/recheck", AMINA)).ledger


def test_everything_found_before_is_wanted_again():
    ledger = rechecked()
    known = evidence.merge_known_facts(ledger, {})
    assert evidence.list_missing_facts((LINK, OTHER), known, NOW, None) == ()
    assert evidence.list_missing_facts((LINK, OTHER), known, NOW, ledger.recheck) == (LINK, OTHER)


def test_what_was_found_since_is_not():
    ledger = rechecked()
    known = evidence.merge_known_facts(ledger, {LINK: Fact("ok", NOW)})
    assert evidence.list_missing_facts((LINK, OTHER), known, NOW, ledger.recheck) == (OTHER,)


def test_what_is_known_stays_meanwhile_so_that_no_stage_moves():
    assert len(rechecked().facts) == 2
    assert evidence.merge_known_facts(rechecked(), {})[LINK].state == "gone"


def test_the_wish_survives_a_restart():
    assert Ledger.from_json(rechecked().to_json()).recheck == NOW


def test_the_nominator_and_everybody_with_a_role_may():
    assert set(FEATURE.roles) == {"nominator", "representative", "reviewer", "maintainer"}
    assert FEATURE.own
