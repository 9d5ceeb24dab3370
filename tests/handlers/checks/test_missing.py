"""The check of mandatory answers: what it yields is what the Standard's file asks for (see tests/test_answer_gaps.py)."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from bot.model.contracts import Case
from bot.review.answer_gaps import find_gaps
from bot.text.form.form import parse
from handlers.checks.missing import FEATURE
from tests.nominations import STANDARD
from tests.registry_records import ROOT, SAMPLE
from tests.story import body_with_gap, complete_body


def found(body: str):
    return list(FEATURE.run(Case(parse(body, STANDARD), STANDARD)))


def test_a_complete_nomination_lacks_nothing():
    assert found(complete_body()) == []


def test_each_gap_is_a_finding_that_asks_the_nominator():
    findings = found(body_with_gap())
    assert {(f.indicator, f.kind) for f in findings} == {("1", "missing")}
    assert [f.field for f in findings] == [f"SDGs[{index}].evidenceText" for index in range(3)]
    assert all(f.todo.endswith("in the issue above.") for f in findings)


def test_an_empty_text_lacks_everything_that_is_mandatory_for_everybody():
    submission = parse("", STANDARD)
    assert [f.field for f in found("")] == [gap.field for gap in find_gaps(STANDARD, submission)]
    assert {"name", "description", "license"} <= {f.field for f in found("")}


@pytest.mark.skipif(not SAMPLE.exists(), reason="the registry's sample is not beside the repository")
def test_nearly_all_that_was_added_to_real_submissions_is_asked_for_at_once_and_nothing_that_does_not_apply():
    spec = spec_from_file_location("gaps", ROOT / "bench" / "gaps.py")
    assert spec is not None
    assert spec.loader is not None
    bench = sys.modules["gaps"] = module_from_spec(spec)
    spec.loader.exec_module(bench)
    found = bench.measure()
    assert found.pairs >= 30
    assert found.added >= 50
    assert found.recall >= 0.98, found.unasked
    assert found.false_asks == []
