"""The issue form and its parser: what GitHub makes of the form is read back, whatever people do to it afterwards."""

from __future__ import annotations

import itertools

import pytest
import yaml

from bot.text.form.form import Submission, from_records, issue_form, parse, render
from bot.text.record.record import normalise
from config.standard import built_in
from tests.registry_records import ARCHIVED, NOMINEES, SCREENINGS, loads, nominee, screening

STANDARD = built_in("1.1.6")
FORM = yaml.safe_load(issue_form(STANDARD, name="Nomination", description="Nominate a project", labels=["nomination"]))
FIELDS = [element for element in FORM["body"] if element["type"] != "markdown"]
BOTH = sorted(NOMINEES.keys() & SCREENINGS.keys())


def as_github_writes(filled: dict[str, object]) -> str:
    """The body that GitHub makes of the form, when these fields (by id) are filled in and the others left alone."""
    return "\n\n".join(f"### {field['attributes']['label']}\n\n{_answer(field, filled.get(field['id']))}" for field in FIELDS)


def _answer(field, given):
    if field["type"] == "checkboxes":
        return "\n".join(f"- [{'X' if given else ' '}] {option['label']}" for option in field["attributes"]["options"])
    if field["type"] == "dropdown" and field["attributes"].get("multiple") and given:
        return ", ".join(option for option in field["attributes"]["options"] if option in given)
    return given or "_No response_"


def body(**sections: str) -> str:
    """A body with these answers, by question id with `_` for `-`; the other headings stand there without an answer."""
    given = {name.replace("_", "-"): text for name, text in sections.items()}
    return "\n\n".join(f"### {q.label}\n\n{given.get(q.id, '_No response_')}" for q in STANDARD.questions)


@pytest.mark.parametrize("name", [*NOMINEES, *ARCHIVED])
def test_a_nominee_record_comes_back_from_its_body(name):
    record = loads({**ARCHIVED, **NOMINEES}[name])
    read = parse(render(record, None, STANDARD), STANDARD)
    assert normalise(read.nominee) == normalise({**record, "stage": "nominee"})
    assert read.screening == {}
    assert read.is_form
    assert read.warnings == ()


@pytest.mark.parametrize("name", BOTH)
def test_both_records_come_back_from_their_body(name):
    first, second = nominee(name), screening(name)
    read = parse(render(first, second, STANDARD), STANDARD)
    assert normalise(read.nominee) == normalise({**first, "stage": "nominee"})
    assert normalise(read.screening) == normalise({**second, "name": first["name"]})
    assert dict(read.answers) == dict(from_records(first, second, STANDARD).answers)


def test_the_form_has_a_field_for_every_question_in_the_order_of_the_standard():
    assert [field["id"] for field in FIELDS] == [question.id for question in STANDARD.questions]
    assert [field["attributes"]["label"] for field in FIELDS] == [question.label for question in STANDARD.questions]


def test_the_form_is_what_github_takes():
    assert set(FORM) == {"name", "description", "labels", "body"}
    assert FORM["labels"] == ["nomination"]
    assert {field["type"] for field in FIELDS} == {"input", "textarea", "dropdown", "checkboxes"}
    for field in FIELDS:
        options = field["attributes"].get("options", [])
        texts = [option["label"] if isinstance(option, dict) else option for option in options]
        assert all(isinstance(text, str) for text in texts)
        assert len(set(texts)) == len(texts)


def test_yes_and_no_are_quoted_or_github_reads_them_as_booleans():
    text = issue_form(STANDARD, name="n", description="d", labels=[])
    assert "- 'Yes'\n" in text
    assert "- Yes\n" not in text


def test_only_what_everybody_must_answer_is_required():
    required = {field["id"] for field in FIELDS if field.get("validations", {}).get("required")}
    assert {"name", "description", "sdgs", "licences", "ownership", "personal-data"} <= required
    assert not {"ownership-link", "restricting-dependencies", "repositories", "attestation", "development-countries"} & required


def test_a_form_that_github_rendered_is_read():
    read = parse(
        as_github_writes(
            {
                "name": "OpenMRS",
                "categories": ["Open software", "Open data"],
                "sectors": ["Health", "Data Management & Policy"],
                "sdgs": "3 | Reduces maternal deaths, and more | https://example.org/3\n- SDG 10 | https://example.org/10",
                "licences": "mpl-2.0 | https://example.org/LICENSE",
                "organizations": "OpenMRS, Inc. | Owner | https://openmrs.org",
                "personal-data": "Yes",
                "personal-data-types": "names, addresses\n\n- dates of birth",
                "attestation": True,
            }
        ),
        STANDARD,
    )
    assert read.is_form
    assert read.attested
    assert read.warnings == ()
    assert read.nominee["type"] == ["software", "data"]
    assert read.nominee["sectors"] == ["Data Management & Policy", "Health"]
    assert read.nominee["SDGs"] == [
        {"SDGNumber": 3, "evidenceText": "Reduces maternal deaths, and more", "evidenceURL": "https://example.org/3"},
        {"SDGNumber": 10, "evidenceURL": "https://example.org/10"},
    ]
    assert read.nominee["license"] == [{"spdx": "MPL-2.0", "licenseURL": "https://example.org/LICENSE"}]
    assert read.nominee["organizations"][0]["name"] == "OpenMRS, Inc."
    assert read.nominee["organizations"][0]["org_type"] == "owner"
    assert read.nominee["stage"] == "nominee"
    assert read.screening["name"] == "OpenMRS"
    assert read.screening["doNoHarm"]["dataPrivacySecurity"]["typesOfDataCollected"] == ["names, addresses", "dates of birth"]


def test_a_form_left_empty_has_no_answers():
    read = parse(as_github_writes({}), STANDARD)
    assert read == Submission(is_form=True)


@pytest.mark.parametrize("empty", [None, "", "Hello, please add my project", "### Project name", "\r\n"])
def test_what_is_no_form_is_told_from_one(empty):
    read = parse(empty, STANDARD)
    assert not read.is_form
    assert read.nominee == {}


def test_windows_line_ends_make_no_difference():
    text = body(name="OpenMRS", aliases="one\ntwo")
    assert parse(text.replace("\n", "\r\n"), STANDARD) == parse(text, STANDARD)


def test_headings_of_people_stay_in_the_answer():
    read = parse(body(description="First\n\n### Our own heading\n\nSecond", name="x"), STANDARD)
    assert read.nominee["description"] == "First\n\n### Our own heading\n\nSecond"
    assert read.warnings == ()


def test_headings_are_known_in_any_case_and_with_white_space_around():
    assert parse("###   PROJECT NAME  \n\nx\n### Other NAMES\n### description\n\ny", STANDARD).answers == {
        "name": "x",
        "description": "y",
    }


def test_a_heading_of_the_form_typed_into_an_answer_does_not_break_the_form():
    read = parse(body(name="x", description="See below\n\n### Authority\n\nmine", website="https://x.org"), STANDARD)
    assert read.nominee["description"] == "See below\n\n### Authority\n\nmine"
    assert read.nominee["website"] == "https://x.org"
    assert read.warnings == (
        'Line 13: the heading "Authority" does not stand in its place in the form; it was read as part of the answer above it.',
    )


def test_of_a_heading_that_stands_twice_the_first_counts():
    read = parse(
        "### Project name\n\nfirst\n\n### Project name\n\nsecond\n\n### Description\n\nd\n\n### Website\n\nw", STANDARD
    )
    assert read.nominee["name"] == "first ### Project name second"
    assert len(read.warnings) == 1


def test_a_heading_in_a_code_block_is_no_heading():
    read = parse(body(name="x", description="```\n### Website\n```\nafter", website="https://x.org"), STANDARD)
    assert read.nominee["description"] == "```\n### Website\n```\nafter"
    assert read.nominee["website"] == "https://x.org"


def test_a_code_block_that_is_never_closed_swallows_nothing():
    read = parse(body(name="x", description="~~~~\ncode", website="https://x.org"), STANDARD)
    assert read.nominee["description"] == "~~~~\ncode"
    assert read.nominee["website"] == "https://x.org"


def test_headings_lost_in_a_code_block_are_told():
    read = parse(body(name="x", description="```\ncode", harm_description="```"), STANDARD)
    assert "code block" in read.warnings[0]
    assert read.is_form


def test_unseen_characters_are_taken_out():
    read = parse(body(name="Open\u202eSRM\u200b", description="na\u0308he\u2066 \ufefffine \u200dok"), STANDARD)
    assert read.nominee["name"] == "OpenSRM"
    assert read.nominee["description"] == "nähe fine \u200dok"


def test_a_row_that_cannot_be_read_is_told_with_what_is_expected():
    read = parse(body(sdgs="3 | good\n18 | too many\nhealth | no number"), STANDARD)
    assert [row["SDGNumber"] for row in read.nominee["SDGs"]] == [3]
    assert read.warnings == (
        'Sustainable Development Goals: "18 | too many": a number from 1 to 17 is expected first '
        "(a line reads `number | evidence | link`).",
        'Sustainable Development Goals: "health | no number": a number from 1 to 17 is expected first '
        "(a line reads `number | evidence | link`).",
    )


def test_a_licence_or_role_that_is_not_known_is_kept_and_told():
    read = parse(body(licences="EUPL-1.1 | https://x.org", organizations="Us | boss | https://us.org"), STANDARD)
    assert read.nominee["license"][0]["spdx"] == "EUPL-1.1"
    assert "write one of owner, maintainer, funder, implementer" in read.warnings[0]
    assert '"EUPL-1.1" is no approved SPDX identifier' in read.warnings[1]


@pytest.mark.parametrize("written", ["GPL-3.0-or-later", "gpl-3.0-only", "GPL-3.0+", "gpl-3.0"])
def test_todays_identifiers_of_the_gnu_licences_are_read_as_the_registrys(written):
    read = parse(body(licences=f"{written} | https://x.org"), STANDARD)
    assert read.nominee["license"][0]["spdx"] == "GPL-3.0"
    assert read.warnings == ()


def test_a_choice_that_does_not_exist_is_told_and_counts_as_none():
    read = parse(body(ownership="Maybe", content="yes", categories="Open software, Hardware"), STANDARD)
    assert read.answers == {"content": "Yes", "categories": ["software"]}
    assert read.warnings == (
        'Categories: "Hardware" is not one of the choices.',
        'Is ownership clearly defined?: "Maybe" is not one of Yes, No, Unknown.',
    )


@pytest.mark.parametrize("none", ["None", "_No response_", ""])
def test_a_drop_down_left_alone_is_no_answer(none):
    assert parse(body(ownership=none, categories=none), STANDARD).answers == {}


@pytest.mark.parametrize(
    ("written", "row"),
    [
        ("https://github.com/x/y", {"url": "https://github.com/x/y"}),
        ("main | https://github.com/x/y", {"name": "main", "url": "https://github.com/x/y"}),
        ("- main|https://github.com/x/y", {"name": "main", "url": "https://github.com/x/y"}),
        (r"a \| b | https://x.org", {"name": "a | b", "url": "https://x.org"}),
        ("a | b | https://x.org", {"name": "a | b", "url": "https://x.org"}),
        ("main", {"name": "main"}),
        ("- main | https://x.org\n  https://y.org", {"name": "main", "url": "https://x.org\nhttps://y.org"}),
    ],
)
def test_rows_are_read_as_people_write_them(written, row):
    assert parse(body(repositories=written), STANDARD).answers["repositories"] == [row]


def test_backslashes_of_people_stay_what_they_are():
    read = parse(body(description=r"C:\new\table \\server \d+", aliases="a\\b\n\\\\c"), STANDARD)
    assert read.nominee["description"] == r"C:\new\table \\server \d+"
    assert read.nominee["aliases"] == ["a\\b", "\\\\c"]


def test_contacts_and_unknown_keys_are_not_carried():
    record = {"name": "x", "contact_email": "a@b.org", "colour": "red", "organizations": [{"name": "o", "contact_name": "Ann"}]}
    text = render(record, None, STANDARD)
    assert "Ann" not in text
    assert "a@b.org" not in text
    assert parse(text, STANDARD).nominee["organizations"][0]["contact_name"] == ""


def test_the_box_is_the_attestation():
    assert parse(render({"name": "x"}, None, STANDARD), STANDARD).attested
    assert not parse(render({"name": "x"}, None, STANDARD, attested=False), STANDARD).attested


@pytest.mark.parametrize(
    "hostile",
    [
        "### Project name\n" * 4000,
        "### Authority\n### Project name\n" * 2000,
        "```a\n" * 13000,
        "".join("`" * n + "a\n" for n in range(3, 350)),
        "### Repositories\n" + "\\|" * 30000,
        "### Repositories\n- a\n" + "  b\n" * 15000,
        "### Description\n" + "\\" * 60000,
        "### Sectors\n" + "x," * 30000,
        "### Other names\n" + "- \n" * 20000,
        "\u202e" * 65000,
    ],
    ids=itertools.count(),
)
def test_a_hostile_body_is_read_without_complaint(hostile):
    read = parse(hostile, STANDARD)
    assert len(read.warnings) <= 20
