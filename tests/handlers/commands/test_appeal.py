"""`/appeal reason`: a decision goes to the maintainers again."""

from __future__ import annotations

import pytest

from bot.ledger import Move
from handlers.commands.appeal import FEATURE
from tests.nominations import AMINA, ask, done, refused, run, view


@pytest.mark.parametrize("stage", ["ineligible", "duplicate", "spam", "inactive", "removed"])
def test_it_goes_to_the_maintainers_with_the_reason(stage):
    seen = view(stage)
    ledger = done(run(FEATURE, seen, "/appeal the licence is MIT now", AMINA)).ledger
    assert ledger.moves == (*seen.ledger.moves, Move("appeal", ask("/x").request.at, AMINA, "the licence is MIT now", True))
    assert seen.workflow.stages["appeal"].turn == "maintainer"


@pytest.mark.parametrize("text", ["/appeal", "/appeal   "])
def test_the_reason_is_needed(text):
    assert refused(run(FEATURE, view("ineligible"), text, AMINA)).startswith("It needs the reason: `/appeal reason`")


@pytest.mark.parametrize("stage", ["screening", "dpg", "appeal", "withdrawn"])
def test_where_nothing_was_decided_there_is_nothing_to_appeal(stage):
    assert "cannot be moved that way" in refused(run(FEATURE, view(stage), "/appeal it is wrong", AMINA))
