"""`/reopen`: a nomination that had ended goes on with what still counts."""

from __future__ import annotations

import pytest

from bot.ledger import Move
from handlers.commands.reopen import FEATURE
from tests.nominations import LIN, MAYA, ask, done, refused, run, view


@pytest.mark.parametrize("stage", ["ineligible", "withdrawn", "inactive", "duplicate", "spam", "appeal"])
def test_it_starts_again_and_verdicts_count_on(stage):
    seen = view(stage, [(LIN, "pass", "1")])
    ledger = done(run(FEATURE, seen, "/reopen the appeal is right", MAYA)).ledger
    assert ledger.moves[-1] == Move("submitted", ask("/x").request.at, MAYA, "the appeal is right", by_command=True)
    assert ledger.verdicts == seen.ledger.verdicts


@pytest.mark.parametrize("stage", ["screening", "approved", "dpg"])
def test_what_has_not_ended_cannot_be_opened_again(stage):
    assert "cannot be moved that way" in refused(run(FEATURE, view(stage), "/reopen", MAYA))
