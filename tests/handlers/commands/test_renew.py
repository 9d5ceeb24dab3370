"""`/renew`: the renewal is submitted."""

from __future__ import annotations

from handlers.commands.renew import FEATURE
from tests.nominations import AMINA, done, run, view


def test_the_review_of_the_renewal_begins():
    assert done(run(FEATURE, view("renewal-due"), "/renew", AMINA)).ledger.stage == "technical-review"


def test_it_is_for_those_who_speak_for_the_project_while_the_renewal_is_due():
    assert FEATURE.stages == ("renewal-due",)
    assert set(FEATURE.roles) == {"nominator", "representative", "maintainer"}
