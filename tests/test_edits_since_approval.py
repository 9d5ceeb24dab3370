"""Answers of a digital public good that were edited since its approval: they wait for its next renewal."""

from __future__ import annotations

from dataclasses import replace

from bot.model.ledger_entries import Round
from bot.review.renewal import has_edits_since_approval
from tests.nominations import NOW, view
from tests.story import complete_body
from tests.waiting import APPROVAL

OTHER = complete_body(description="Another sentence about the same project, for midwives and nurses.")


def test_what_was_edited_since_the_approval_waits_for_the_next_round_of_a_good_that_is_not_under_renewal():
    last = {"approvals": (APPROVAL,)}
    assert has_edits_since_approval(view("dpg", body=OTHER, ledger=last))
    for there in (
        view("dpg", ledger=last),
        view("dpg", body=OTHER),
        view("dpg", body=OTHER, ledger={"approvals": (replace(APPROVAL, answers=""),)}),
        view("approved", body=OTHER, ledger=last),
        view("dpg", body=OTHER, ledger={**last, "round": Round(NOW)}),
        view("dpg", body=OTHER, ledger=last, is_pull=True),
    ):
        assert not has_edits_since_approval(there)
