"""The licence check: open for the kind of project, whatever else is said."""

from __future__ import annotations

import pytest

from bot.contracts import Case
from bot.text.form import parse
from bot.text.submission import from_records
from handlers.checks.licence import FEATURE
from tests.nominations import STANDARD
from tests.story import complete_body, records


def findings(types: list[str], *licences: str):
    nominee = {**records()[0], "type": types, "license": [{"spdx": one, "licenseURL": "https://x.example"} for one in licences]}
    return list(FEATURE.run(Case(from_records(nominee, {}, STANDARD), STANDARD)))


@pytest.mark.parametrize(
    ("types", "licence"),
    [(["software"], "MIT"), (["data"], "CC-BY-4.0"), (["content"], "CC-BY-SA-4.0"), (["software", "content"], "MIT")],
)
def test_a_licence_that_one_of_the_categories_approves_is_fine(types, licence):
    assert findings(types, licence) == []


@pytest.mark.parametrize(
    ("types", "licence"), [(["software"], "CC-BY-NC-4.0"), (["content"], "CC-BY-ND-4.0"), (["software"], "Proprietary")]
)
def test_a_licence_that_none_approves_blocks_and_says_what_to_do(types, licence):
    (finding,) = findings(types, licence)
    assert (finding.indicator, finding.kind, finding.field) == ("2", "wrong", "license[0].spdx")
    assert licence in finding.reason
    assert finding.todo.endswith('Edit "Licences" in the issue above.')


def test_every_licence_is_looked_at():
    assert [f.field for f in findings(["software"], "MIT", "Nonsense", "Other")] == ["license[1].spdx", "license[2].spdx"]


def test_without_a_category_there_is_nothing_to_hold_it_to():
    assert findings([], "Nonsense") == []


def test_a_real_record_is_fine():
    assert list(FEATURE.run(Case(parse(complete_body(), STANDARD), STANDARD))) == []
