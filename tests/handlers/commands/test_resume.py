"""`/resume`: a nomination on hold goes on where it stood."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger import Hold
from handlers.commands.resume import FEATURE
from tests.nominations import LIN, NOW, done, refused, run, view


def test_the_hold_ends():
    seen = view(ledger={"hold": Hold(LIN, NOW, "travelling")})
    assert done(run(FEATURE, seen, "/resume")).ledger == replace(seen.ledger, hold=None)


def test_what_is_not_on_hold_is_told_to_be_not():
    assert refused(run(FEATURE, view(), "/resume")) == "This nomination is not on hold."


def test_people_may_write_it_as_the_opposite_of_hold():
    assert FEATURE.aliases == ("unhold",)
