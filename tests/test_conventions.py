"""The files that others look for in a repository: they can be read, and they agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
FORMS = [GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml" for name in ("bug", "idea")]
PAGES = [ROOT / "SECURITY.md", ROOT / "CODE_OF_CONDUCT.md", GITHUB / "PULL_REQUEST_TEMPLATE.md"]
WRITTEN = [ROOT / "publiccode.yml", *sorted(GITHUB.rglob("*.yml"))]
MANDATORY = [
    *("publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType"),
    *("description.en.shortDescription", "description.en.longDescription", "description.en.features"),
    *("legal.license", "maintenance.type", "maintenance.contacts", "localisation.availableLanguages"),
    "localisation.localisationReady",
]


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def under(tree: Any, key: str) -> Any:
    for part in key.split("."):
        tree = tree[part]
    return tree


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = loaded(ROOT / "publiccode.yml")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_yaml_file_can_be_read(path: Path) -> None:
    assert isinstance(loaded(path), dict)


@pytest.mark.parametrize("path", [*PAGES, *WRITTEN], ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_is_named_by_an_address(path: Path) -> None:
    assert not re.search(r"[\w.+-]+@[\w-]+\.[a-z]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", MANDATORY)
def test_publiccode_has_what_the_standard_asks_for(key: str) -> None:
    assert under(OWN, key)


def test_publiccode_keeps_to_the_lists_and_lengths_of_the_standard() -> None:
    words = OWN["description"]["en"]
    assert OWN["publiccodeYmlVersion"] == "0.4"
    assert OWN["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert OWN["softwareType"] == "standalone/backend"
    assert OWN["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in OWN["maintenance"]["contacts"])
    assert len(words["shortDescription"]) <= 150 <= len(words["longDescription"]) <= 10_000
    assert all((ROOT / picture).is_file() for picture in words["screenshots"])


def test_publiccode_says_what_the_package_says() -> None:
    assert OWN["softwareVersion"] == PROJECT["version"]
    assert OWN["legal"]["license"] == PROJECT["license"]
    assert OWN["description"]["en"]["shortDescription"] == PROJECT["description"]
    assert OWN["legal"]["mainCopyrightOwner"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["requires-python"] == f">={OWN['dependsOn']['open'][0]['versionMin']}"


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_has_what_github_asks_for(form: Path) -> None:
    made = loaded(form)
    assert made["name"]
    assert made["description"]
    fields = [field for field in made["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field["validations"]["required"] for field in fields)


def test_dependabot_looks_once_a_week_and_asks_once_for_each_kind() -> None:
    updates = {update["package-ecosystem"]: update for update in loaded(GITHUB / "dependabot.yml")["updates"]}
    assert set(updates) == {"pip", "github-actions"}
    assert all(update["schedule"]["interval"] == "weekly" and update["groups"] for update in updates.values())
