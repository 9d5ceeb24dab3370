"""Registry records: names of files, bytes, sameness, shape and schema, measured against the registry's own files."""

from __future__ import annotations

import jsonschema
import pytest

from bot.text.record.canonical import canonical_nominee, canonical_screening
from bot.text.record.record import dumps, loads, normalise, safe_slug, schema, schema_errors, slug, without_contacts
from tests.registry_records import ARCHIVED, NOMINEES, SCREENINGS, nominee, screening

EVERY = [*NOMINEES.items(), *SCREENINGS.items(), *ARCHIVED.items()]
CANONICAL = ["community-health-toolkit", "mozilla-common-voice-dataset", "storyweaver", "zamba"]


@pytest.mark.parametrize("text", [text for _, text in EVERY], ids=[name for name, _ in EVERY])
def test_every_record_of_the_registry_is_read_and_written_byte_for_byte(text):
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("name", NOMINEES)
def test_the_slug_of_every_nominee_is_the_name_of_its_file(name):
    assert slug(nominee(name)["name"]) == name
    assert safe_slug(nominee(name)["name"], 7) == name


@pytest.mark.parametrize("name", NOMINEES)
def test_the_canonical_nominee_says_the_same_and_is_valid(name):
    record = nominee(name)
    assert normalise(canonical_nominee(record)) == normalise(record)
    assert schema_errors(canonical_nominee(record), "nominee") == ()


@pytest.mark.parametrize("name", SCREENINGS)
def test_the_canonical_screening_says_the_same_and_is_valid(name):
    record = screening(name)
    assert normalise(canonical_screening(record)) == normalise(record)
    assert schema_errors(canonical_screening(record), "screening") == ()


@pytest.mark.parametrize("name", CANONICAL)
def test_canonical_records_are_what_the_registry_wrote_byte_for_byte(name):
    assert dumps(canonical_nominee(nominee(name))) == dumps(without_contacts(nominee(name)))
    assert dumps(canonical_screening(screening(name))) == SCREENINGS[name]


def test_an_empty_record_has_the_canonical_shape():
    assert canonical_nominee({"name": "x", "colour": "red", "organizations": [{"name": "o", "contact_email": "a@b"}]}) == {
        "name": "x",
        "aliases": [""],
        "description": "",
        "website": "",
        "license": [],
        "SDGs": [],
        "sectors": [],
        "type": [],
        "repositories": [],
        "organizations": [{"name": "o", "website": "", "org_type": "", "contact_name": "", "contact_email": ""}],
        "stage": "nominee",
    }
    empty = canonical_screening({"name": "x"})
    assert list(empty) == list(schema("screening")["properties"])
    assert empty["doNoHarm"]["dataPrivacySecurity"]["typesOfDataCollected"] == [""]
    assert empty["clearOwnership"] == {"isOwnershipExplicit": "", "copyrightURL": ""}


def test_a_record_of_any_shape_becomes_canonical_without_failing():
    assert canonical_nominee({"license": None, "SDGs": ["x", 3], "aliases": "one"})["SDGs"] == []
    assert canonical_screening({"doNoHarm": "none", "privacy": []})["privacy"]["isPrivacyCompliant"] == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("  Côte d'Ivoire   Data ", "cote-divoire-data"),
        ("nmf.earth", "nmf.earth"),
        ("A -- B & C", "a-b-c"),
        ("Fix\tMy\nStreet", "fix-my-street"),
        ("情報", ""),
    ],
)
def test_the_slug_follows_the_registrys_rule(name, expected):
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "nomination-7"),
        ("情報", "nomination-7"),
        ("../../.github/workflows/x", "githubworkflowsx"),
        (".git", "git"),
        ("a\0b", "ab"),
        ("a....b", "a.b"),
        ("...", "nomination-7"),
        ("---", "nomination-7"),
        ("CON", "nomination-7"),
        ("nul.json", "nomination-7"),
        ("-2dhoxyd72jn", "2dhoxyd72jn"),
        ("🎉" * 300, "nomination-7"),
        ("x" * 300, "x" * 100),
        ("." + "a." * 80, ("a." * 50).rstrip(".")),
    ],
)
def test_a_safe_slug_is_always_one_harmless_piece_of_a_path(name, expected):
    made = safe_slug(name, 7)
    assert made == expected
    assert 0 < len(made) <= 100
    assert ".." not in made
    assert made[0] not in ".-"


def test_empty_text_empty_list_and_absent_key_are_one():
    full = {"a": "", "b": [""], "c": [], "d": {"e": [""]}, "f": ["x", ""], "g": [{"h": "", "contact_name": "Ann"}]}
    assert normalise(full) == {"f": ["x"]}
    assert normalise({"contact_email": "ann@example.org", "number": 0}) == {"number": 0}


def test_contacts_are_emptied_and_their_keys_kept():
    record = {"organizations": [{"name": "o", "contact_name": "Ann", "contact_email": "ann@example.org"}], "email": "x@y"}
    assert without_contacts(record) == {"organizations": [{"name": "o", "contact_name": "", "contact_email": ""}], "email": ""}


@pytest.mark.parametrize("text", ["[]", "3", "{", '{"a": NaN}', '{"a": 1e400}', '{"a": "\\ud800"}', "[" * 100_000, ""])
def test_a_file_that_is_no_record_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_schema_errors_say_where_and_what():
    wrong = {**nominee("zamba"), "license": [{"spdx": "EUPL-1.1"}], "type": [], "sectors": ["Health", "Health"], "stage": 3}
    assert sorted(schema_errors(wrong, "nominee")) == [
        'license[0].spdx: "EUPL-1.1" is not one of the values of the registry',
        "license[0]: licenseURL is missing",
        "sectors: the same entry stands here twice",
        'stage: 3 is not of type "string"',
        "stage: 3 is not one of the values of the registry",
        "type: at least one entry is needed",
    ]
    assert schema_errors({"name": "x"}, "screening")[0] == "the record: clearOwnership is missing"


@pytest.mark.parametrize("kind", ["nominee", "screening"])
def test_the_quick_validator_finds_as_many_errors_as_the_reference(kind):
    records = NOMINEES if kind == "nominee" else SCREENINGS
    reference = jsonschema.Draft7Validator(schema(kind))
    for text in list(records.values())[:8]:
        record = loads(text)
        for key in list(record):
            broken = {name: value for name, value in record.items() if name != key}
            broken["description"] = broken["locations"] = 3
            assert len(schema_errors(broken, kind)) == len(list(reference.iter_errors(broken)))
