"""`/spam`: closed by a maintainer, in silence, and it can be taken back."""

from __future__ import annotations

import pytest
from handlers.commands.spam import FEATURE

from handlers.commands.reopen import FEATURE as REOPEN
from tests.nominations import MAYA, WORKFLOW, done, refused, run, view


@pytest.mark.parametrize("stage", ["submitted", "needs-info", "screening", "inactive"])
def test_it_ends_the_nomination(stage):
    move = done(run(FEATURE, view(stage), "/spam", MAYA)).ledger.moves[-1]
    assert (move.stage, move.by) == ("spam", MAYA)


@pytest.mark.parametrize("stage", ["candidate", "approved", "dpg", "spam"])
def test_what_a_reviewer_has_passed_already_is_no_spam(stage):
    assert "cannot be moved that way" in refused(run(FEATURE, view(stage), "/spam", MAYA))


def test_it_closes_as_not_planned_without_a_word():
    stage = WORKFLOW.stages["spam"]
    assert (stage.closes, stage.notice) == ("not_planned", None)


def test_a_mistake_is_taken_back():
    assert done(run(REOPEN, view("spam"), "/reopen", MAYA)).ledger.stage == "submitted"


def test_only_maintainers_may():
    assert FEATURE.roles == ("maintainer",)
    assert not FEATURE.own
