"""Paths, branches, titles and messages of pull requests: whatever a project is called, nothing leads elsewhere or does anything."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model import effects as fx
from bot.model.ledger_entries import StageChange
from bot.review.pulls.path_conflicts import encode_record, is_same_project
from bot.text.record.record import dumps, safe_slug
from bot.text.record.shape import line_of
from handlers.rules.record_moves import FEATURE as MOVES
from handlers.rules.stage_pulls import FEATURE
from tests.nominations import MAYA, OPENED, pull, view
from tests.story import complete_body, records

PATH = re.compile(r"(nominees|digitalpublicgoods|archive|excluded-nominees)/[a-z0-9][a-z0-9.-]{0,99}\.json")
HOSTILE = (
    "../../.github/workflows/x",
    "a\0b",
    ".git",
    "CON",
    "🎉" * 300,
    "Fixes #12",
    "@someone",
    "<img src=x onerror=alert(1)>",
    "x\n\nCo-authored-by: a <a@b.c>",
    "${name} | [x](javascript:y)",
    "nominees/other",
    "-rf",
    "a" * 500,
)


def written(name: str) -> list[object]:
    """Everything that the two rules would write for a project of that name, in its life."""
    body = complete_body(name=name)
    merged = {"candidate": pull("candidate", "merged")}
    gone, out = (
        view(
            ending,
            body=body,
            ledger={"moves": (StageChange("submitted", OPENED), StageChange("closed", OPENED, MAYA, name, True, ending))},
            pulls=merged,
        )
        for ending in ("removed", "excluded")
    )
    first, second = view("screening", body=body), view("technical-review", body=body, pulls=merged)
    return [*FEATURE.run(first), *FEATURE.run(second), *MOVES.run(gone), *MOVES.run(out)]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_elsewhere_or_does_anything(name: str) -> None:
    found = written(name)
    opened = [one for one in found if isinstance(one, fx.OpenPull)]
    moved = [one for one in found if isinstance(one, fx.MoveRecord)]
    assert (len(opened), len(moved)) == (2, 2)
    for one in opened:
        assert all(PATH.fullmatch(path) for path in one.files)
    for one in moved:
        assert all(PATH.fullmatch(path) for pair in one.moves.items() for path in pair if path)
        assert one.row is None or ("\n" not in one.row.line and one.row.line.count(" | ") == 2)
    for one in (*opened, *moved):
        assert re.fullmatch(r"nomination/7/(candidate|dpg|archive)", one.branch)
        for text in (one.title, one.message, one.body):
            assert "@someone" not in text
            assert "Fixes #12" not in text
        assert not re.search(r"(?<!\\)<img", one.body), "titles and messages are shown as they are"
        assert "\n" not in one.title + one.message
        assert len(one.title) <= 256


@given(st.text(max_size=400))
@example("日本語")
@example("..\u200b/..")
def test_any_name_is_one_file_in_each_folder(name: str) -> None:
    made = safe_slug(name, 7)
    assert re.fullmatch(r"[a-z0-9-][a-z0-9.-]{0,99}", made)
    assert not made.startswith((".", "-"))
    assert ".." not in made


def test_two_names_with_one_file_name_and_a_slug_that_a_maintainer_settled() -> None:
    assert (
        view(body=complete_body(name="Purple hAts")).slug
        == view(body=complete_body(name="PURPLE  HATS!")).slug
        == "purple-hats"
    )
    assert view(body=complete_body(name="Purple hAts"), ledger={"slug": "purple-a11y"}).slug == "purple-a11y"


keys = st.text(alphabet="abcXYZ", min_size=1, max_size=4)
values = st.recursive(
    st.one_of(st.none(), st.text(max_size=6), st.integers()),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(keys, inside, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=5))
def test_the_line_of_a_key_is_the_line_where_it_stands(record: dict[str, object]) -> None:
    lines = dumps(record).split("\n")
    for key, value in record.items():
        assert lines[line_of(record, key) - 1].startswith(f"  {json.dumps(key)}:")
        if isinstance(value, dict):
            for inner in value:
                assert lines[line_of(record, f"{key}.{inner}") - 1].startswith(f"    {json.dumps(inner)}:")
    assert line_of(record, "not there") == 1


def test_the_line_of_a_row_of_a_real_record() -> None:
    nominee, _ = records()
    lines = dumps(nominee).splitlines()
    for index, licence in enumerate(nominee["license"]):
        assert licence["spdx"] in lines[line_of(nominee, f"license[{index}].spdx") - 1]
    assert lines[line_of(nominee, "license[99].spdx") - 1].strip() == '"license": ['


@pytest.mark.parametrize(
    ("there", "same"),
    [
        ({}, True),
        ({"name": "Other"}, True),
        ({"website": "http://www.Example.org/"}, True),
        ({"repositories": [{"url": "https://github.com/a/b.git"}, "no mapping"]}, True),
        ({"organizations": [{"name": " mine  LTD ", "contact_email": "a@example.org"}]}, True),
        ({"organizations": [{"name": "Mine Ltd"}, {"name": "A funder", "org_type": "funder"}]}, True),
        ({"website": "https://elsewhere.example.org"}, False),
        ({"website": ""}, False),
        ({"repositories": [{"url": "https://github.com/a/b"}, {"url": "https://github.com/a/c"}]}, False),
        ({"repositories": []}, False),
        ({"organizations": [{"name": "Theirs"}]}, False),
        ({"organizations": "nobody"}, False),
        ({"website": "", "repositories": [], "organizations": []}, False),
    ],
)
def test_what_makes_two_records_one_project(there: dict[str, object], same: bool) -> None:
    here = {
        "name": "Mine",
        "website": "https://example.org",
        "repositories": [{"url": "https://github.com/a/b"}],
        "organizations": [{"name": "Mine Ltd", "org_type": "owner"}],
    }
    assert is_same_project(json.loads(encode_record({**here, **there})), here) is same


def test_two_records_with_a_name_alone_are_not_known_to_be_one_project() -> None:
    assert not is_same_project(json.loads(encode_record({"name": "Mine"})), {"name": "Mine"})


def test_the_answer_about_a_place_holds_no_contact_data() -> None:
    told = encode_record({"name": "x", "organizations": [{"contact_email": "secret@example.org"}], "contact_name": "Ada"})
    assert "secret" not in told
    assert "Ada" not in told
