"""The rules of the day of submission: a ledger keeps quorums and days, and they hold whatever the registry changes later."""

from __future__ import annotations

from bot.decide.rules_at_submission import apply_rules_at_submission, record_rules
from tests.nominations import WORKFLOW, flow

OTHER = flow("pulls: {dpg: {quorum: 3}}\nwaits: {answers: {days: 5}, review: {days: {candidate: 2, dpg: 9}}}")


def test_each_rule_has_a_name_that_ledgers_keep():
    rules = record_rules(OTHER)
    names = ("quorum/candidate", "quorum/dpg", "wait/answers", "wait/review/candidate", "wait/review/dpg")
    assert {name: rules[name] for name in names} == {
        "quorum/candidate": 1,
        "quorum/dpg": 3,
        "wait/answers": 5,
        "wait/review/candidate": 2,
        "wait/review/dpg": 9,
    }
    assert {name.partition("/")[0] for name in rules} == {"quorum", "wait"}


def test_the_rules_of_the_ledger_hold_though_the_registry_has_others_now():
    assert record_rules(apply_rules_at_submission(WORKFLOW, record_rules(OTHER))) == record_rules(OTHER)


def test_a_rule_that_the_ledger_does_not_have_is_the_workflows():
    kept = apply_rules_at_submission(WORKFLOW, {"quorum/dpg": 5})
    assert record_rules(kept) == {**record_rules(WORKFLOW), "quorum/dpg": 5}
    kept = apply_rules_at_submission(WORKFLOW, {"wait/review/dpg": 8})
    assert record_rules(kept) == {**record_rules(WORKFLOW), "wait/review/dpg": 8}


def test_the_same_rules_leave_the_very_same_workflow():
    assert apply_rules_at_submission(WORKFLOW, record_rules(WORKFLOW)) is WORKFLOW
    assert apply_rules_at_submission(WORKFLOW, {"quorum/of-a-kind-that-is-gone": 4}) is WORKFLOW
