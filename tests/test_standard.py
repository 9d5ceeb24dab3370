"""The DPG Standard as data: complete, free of contradictions, and true to the registry's schemas."""

from __future__ import annotations

import pytest

from bot.text.record.record import schema
from config.load import ConfigError
from config.standard import FOLDER, Standard, built_in, read_standard, versions

STANDARD = built_in("1.1.6")
TEXT = (FOLDER / "1.1.6.yml").read_text("utf-8")


def refused(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(ConfigError) as caught:
        read_standard(TEXT.replace(old, new, 1), "1.1.6.yml")
    return str(caught.value)


def leaves(group, path=()):
    for key, inner in group["properties"].items():
        yield from leaves(inner, (*path, key)) if "properties" in inner else [".".join((*path, key))]


def asked(record):
    return {question.path for question in STANDARD.questions if question.record == record}


def test_it_has_the_nine_indicators_and_the_three_parts_of_the_ninth():
    assert [each.id for each in STANDARD.indicators] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "9a", "9b", "9c"]
    assert STANDARD.names == {each.id for each in STANDARD.indicators} | {"project", "locations"}


def test_every_indicator_has_questions():
    assert all(STANDARD.of[name] for name in STANDARD.names)


def test_every_key_of_the_screening_schema_is_asked_for_once():
    assert asked("screening") == set(leaves(schema("screening"))) - {"name"}


def test_every_key_of_the_nominee_schema_but_the_stage_is_asked_for_once():
    assert asked("nominee") == set(schema("nominee")["properties"]) - {"stage"}


def test_columns_are_the_keys_of_the_schema_without_contacts():
    for question in STANDARD.questions:
        if question.kind == "rows":
            known = set(schema("nominee")["properties"][question.path]["items"]["properties"])
            assert {column.key for column in question.columns} == known - {"contact_name", "contact_email"}


def test_the_licences_are_those_that_the_schema_takes():
    enum = schema("nominee")["properties"]["license"]["items"]["properties"]["spdx"]["enum"]
    assert set(STANDARD.licence_ids) == set(enum)


def test_licences_go_by_category():
    licences = STANDARD.licences
    assert len(licences["software"]) == 102
    assert "MIT" in licences["software"]
    assert "MIT" not in licences["data"]
    assert "CC-BY-NC-4.0" in licences["content"]
    assert "CC-BY-NC-4.0" not in licences["data"]
    assert "ODbL-1.0" in licences["data"]
    assert not any("ND" in name.split("-") for name in STANDARD.licence_ids)


def test_an_ai_model_may_use_the_licences_of_code_and_of_data():
    assert set(STANDARD.licences["aimodel"]) == {*STANDARD.licences["software"], *STANDARD.licences["data"]}


def test_choices_are_those_of_the_schema():
    properties = schema("nominee")["properties"]
    assert [option.value for option in STANDARD.question["sectors"].options] == properties["sectors"]["items"]["enum"]
    assert {option.value for option in STANDARD.question["categories"].options} == set(properties["type"]["items"]["enum"])


def test_how_personal_data_are_protected_is_asked_of_everybody_who_collects_them():
    assert STANDARD.question["data-protection-description"].when == {"personal-data": ("Yes",)}
    assert STANDARD.question["sharing-circumstances"].when == {"sharing": ("Yes",)}


def test_only_open_standards_are_not_accepted_alone():
    assert [name for name, category in STANDARD.categories.items() if not category.accepted] == ["standard"]


def test_every_mandatory_question_says_what_to_do():
    assert not [question.id for question in STANDARD.questions if question.mandatory and not question.ask]


def test_a_standard_is_compared_and_hashed_by_identity():
    assert built_in("1.1.6") is STANDARD
    assert read_standard(TEXT, "1.1.6.yml") != STANDARD
    assert isinstance(hash(STANDARD), int)


def test_versions_are_listed_and_an_unknown_one_is_told():
    assert "1.1.6" in versions()
    with pytest.raises(ConfigError, match=r"there are: 1\.1\.6"):
        built_in("../../etc/passwd")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("indicator: locations", "indicator: lokations", "no such indicator: lokations"),
        ("gate: personal-data", "gate: private-data", "no such question: private-data"),
        ("when: {sharing:", "when: {shares:", "no such question: shares"),
        ('when: {sharing: ["Yes"]}', 'when: {sharing: ["Perhaps"]}', "no such answer of that question: Perhaps"),
        ('when: {independence: ["Yes"]}', 'when: {personal-data: ["Yes"]}', "must be asked before it"),
        ("label: Other names", "label: project NAME", "the same label as in number 1"),
        ("id: aliases", "id: name", "the same id as in number 1"),
        ("categories: [software, aimodel]", "categories: [softwear]", "no such category: softwear"),
        ("  data: [CC-BY-4.0", "  dataa: [CC-BY-4.0", "no such category: dataa"),
        ('["@software", "@data"]', '["@hardware"]', "no such list of licences: @hardware"),
        ("any_of: [evidenceText", "any_of: [evidence", "no such column: evidence"),
        ("label: Open software}\n      - {value: data", 'label: "Software, open"}\n      - {value: data', "comma"),
        ("label: Open software}\n      - {value: data", "label: None}\n      - {value: data", "None"),
    ],
)
def test_a_contradiction_is_told_with_its_place(old, new, reason):
    told = refused(old, new)
    assert reason in told
    line = told.split(":")[1]
    assert line.isdigit()
    assert 1 < int(line) <= TEXT.count("\n")


def test_it_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        STANDARD.title = "mine"  # type: ignore[misc]
    assert isinstance(STANDARD, Standard)
