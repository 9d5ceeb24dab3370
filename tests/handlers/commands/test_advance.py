"""`/advance`: walks a transition that the workflow leaves to a person, and says what is in the way otherwise."""

from __future__ import annotations

import pytest

from bot.model.ledger_entries import StageChange
from handlers.commands.advance import FEATURE
from tests.nominations import LIN, MAYA, ask, done, flow, refused, run, view

BY_HAND = "transitions: [{from: screening, to: candidate, command: advance, when: {passed: candidate}}]"


def test_where_the_workflow_has_an_arrow_it_is_walked():
    seen = view(verdicts=[(LIN, "pass", "1 2")], flow=flow(BY_HAND))
    ledger = done(run(FEATURE, seen, "/advance all is well")).ledger
    assert ledger.moves[-1] == StageChange("candidate", ask("/x").request.at, LIN, "all is well", by_command=True)
    assert ledger.moves[:-1] == seen.ledger.moves


def test_what_is_still_unmet_is_told():
    assert refused(run(FEATURE, view(flow=flow(BY_HAND)), "/advance")).startswith("Not yet: not passed yet: 1 and 2.")


@pytest.mark.parametrize(
    ("by", "ways"),
    [(MAYA, "withdrawn|inactive|ineligible|duplicate|spam|excluded"), (LIN, "duplicate|spam")],
)
def test_where_the_bot_walks_by_itself_it_says_so_with_what_this_person_can_do(by, ways):
    assert refused(run(FEATURE, view(), "/advance", by)) == (
        f"A nomination in **screening** cannot be moved that way. From here you can use: `/close {ways} reason`."
    )
