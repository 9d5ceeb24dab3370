"""`/ineligible`: a maintainer confirms what reviewers have failed."""

from __future__ import annotations

from handlers.commands.ineligible import FEATURE

from tests.nominations import LIN, MAYA, done, refused, run, view


def test_with_a_failed_indicator_the_nomination_ends():
    seen = view(verdicts=[(LIN, "fail", "2")])
    move = done(run(FEATURE, seen, "/ineligible the licence forbids commercial use", MAYA)).ledger.moves[-1]
    assert (move.stage, move.by, move.reason) == ("ineligible", MAYA, "the licence forbids commercial use")


def test_without_a_failed_indicator_it_says_what_is_unmet_and_how_to_meet_it():
    reason = refused(run(FEATURE, view(verdicts=[(LIN, "pass", "2")]), "/ineligible", MAYA))
    assert reason.startswith("Not yet: no indicator stands failed")
    assert "`/fail`" in reason


def test_a_failed_verdict_on_answers_that_were_edited_since_does_not_count():
    seen = view(verdicts=[(LIN, "fail", "2")])
    edited = seen.ledger.verdicts[0].__class__("2", LIN, "fail", seen.now, 1, 7, "other answers")
    assert "Not yet" in refused(run(FEATURE, view(ledger={"verdicts": (edited,)}), "/ineligible", MAYA))


def test_a_digital_public_good_is_not_made_ineligible_this_way():
    seen = view("dpg", [(LIN, "fail", "2")])
    assert "digital public good" in refused(run(FEATURE, seen, "/ineligible", MAYA))


def test_the_refusal_names_what_is_possible_from_there():
    flow_less = view("screening")
    arrows = tuple(a for a in flow_less.workflow.transitions if a.command != "ineligible")
    other = flow_less.workflow.model_copy(update={"transitions": arrows})
    assert "`/withdraw`" in refused(run(FEATURE, view("screening", flow=other), "/ineligible", MAYA))
