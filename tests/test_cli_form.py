"""`dpgbot issue-form`: the form keeps to the rules under which GitHub shows one at all."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import catalogue
from bot.cli import make
from tests.nominations import STANDARD


@pytest.fixture
def form() -> dict[str, Any]:
    told = CliRunner().invoke(make(catalogue), ["issue-form"])
    assert told.exit_code == 0
    return yaml.safe_load(told.output)


INPUTS = {"input", "textarea", "dropdown", "checkboxes"}
MAY_STAND = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}


def test_the_form_has_what_github_wants_at_its_top(form):
    assert set(form) <= {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
    assert form["name"]
    assert form["description"]
    assert form["labels"] == ["nomination"]
    assert any(element["type"] in INPUTS for element in form["body"])


def test_every_element_has_a_type_and_only_attributes_that_github_knows(form):
    for element in form["body"]:
        assert set(element) <= {"type", "id", "attributes", "validations"}
        assert set(element["attributes"]) <= MAY_STAND[element["type"]]
        assert set(element.get("validations", {})) <= {"required"}


def test_ids_and_labels_are_there_once_and_ids_have_no_odd_signs(form):
    inputs = [element for element in form["body"] if element["type"] in INPUTS]
    ids, labels = [element["id"] for element in inputs], [element["attributes"]["label"] for element in inputs]
    assert len(set(ids)) == len(ids) == len(STANDARD.questions)
    assert len({label.casefold() for label in labels}) == len(labels)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_") for name in ids)
    assert all(label == label.strip() and "\n" not in label for label in labels)


def test_options_are_texts_there_once_and_never_the_word_none(form):
    for element in form["body"]:
        options = element["attributes"].get("options", [])
        texts = [option["label"] if isinstance(option, dict) else option for option in options]
        assert all(isinstance(text, str) and text for text in texts)
        assert len(set(texts)) == len(texts)
        assert "none" not in {text.lower() for text in texts}
        assert element["type"] not in ("dropdown", "checkboxes") or texts


def test_no_markdown_is_empty_and_nothing_is_read_as_another_type(form):
    for element in form["body"]:
        for value in element["attributes"].values():
            assert value is not None
            assert value != ""
            assert isinstance(value, str | bool | list)


def test_the_form_is_far_below_what_an_issue_may_hold(form):
    assert len(yaml.safe_dump(form)) < 65_536
