"""`dpgbot check-record`: what it says of files, to people and to machines."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.__main__ import catalogue
from bot.cli.check_record import checked, kind_of
from bot.text.record.record import loads
from tests.nominations import CATALOGUE, STANDARD
from tests.registry_records import SAMPLE, SHIPPED
from tests.story import records
from tests.test_schema_agreement import REAL, broken

KEYS = ["file", "kind", "schema_errors", "findings"]


def run(*arguments: object):
    """The command's result; its output is the standard output alone."""
    return CliRunner().invoke(cli.make(catalogue), ["check-record", *map(str, arguments)])


def lines(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture
def write(tmp_path: Path):
    def written(name: str, content: object) -> Path:
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return file

    return written


def test_each_file_is_one_line_of_exactly_these_keys(write):
    nominee, screening = records()
    nominee["SDGs"][1] = {"SDGNumber": 3}
    screening["clearOwnership"]["copyrightURL"] = ""
    files = write("n.json", nominee), write("s.json", screening)
    first, second = lines(*files)
    assert list(first) == KEYS
    assert [(said["file"], said["kind"], said["schema_errors"]) for said in (first, second)] == [
        (str(files[0]), "nominee", []),
        (str(files[1]), "screening", []),
    ]
    assert {
        "indicator": "1",
        "field": "SDGs[1].evidenceText",
        "kind": "missing",
        "reason": "SDG 3 has no evidence and no link",
    } in first["findings"]
    assert [(f["indicator"], f["field"], f["kind"]) for f in second["findings"]] == [
        ("3", "clearOwnership.copyrightURL", "missing"),
        ("7", "privacy.adherenceSteps", "look"),
    ]


def test_a_record_is_held_only_to_the_questions_of_its_kind(write):
    nominee, _ = records()
    (alone,) = lines(write("n.json", {**nominee, "SDGs": []}))
    assert {finding["indicator"] for finding in alone["findings"]} <= {"1", "2", "project"}
    (other,) = lines(write("s.json", {"name": "x", "privacy": {}}))
    assert not {finding["indicator"] for finding in other["findings"]} & {"1", "2", "project"}
    assert {"3", "9c", "locations"} <= {finding["indicator"] for finding in other["findings"]}
    assert len(other["schema_errors"]) > 3


@pytest.mark.parametrize("shape", ["side by side", "under two keys"])
def test_both_halves_may_stand_in_one_file(write, shape):
    nominee, screening = records()
    both = {**screening, **nominee} if shape == "side by side" else {"nominee": nominee, "screening": screening}
    (said,) = lines(write("both.json", both))
    assert (said["kind"], said["schema_errors"]) == ("both", [])
    assert [f for f in said["findings"] if f["kind"] != "look"] == []


def test_schema_errors_and_findings_are_told_apart(write):
    nominee, _ = records()
    (said,) = lines(write("n.json", {**nominee, "license": [{"spdx": "CC-BY-ND-4.0"}]}))
    assert 'license[0].spdx: "CC-BY-ND-4.0" is not one of the values of the registry' in said["schema_errors"]
    assert ("license[0].spdx", "wrong") in [(f["field"], f["kind"]) for f in said["findings"]]


def test_files_that_cannot_be_read_are_named_the_others_are_checked_and_the_exit_code_is_1(write, tmp_path):
    good = write("good.json", records()[0])
    bad = [write("bad.json", "{"), write("list.json", "[1]"), tmp_path / "absent.json", tmp_path]
    result = run(*bad, good, "--json")
    assert result.exit_code == 1
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["kind"] for line in said] == ["unreadable"] * 4 + ["nominee"]
    assert all(list(line) == KEYS and len(line["schema_errors"]) == 1 for line in said[:4])


def test_findings_come_in_the_order_of_the_form(write):
    nominee, screening = records()
    screening["documentation"]["documentationURL"] = ["none"]
    screening["clearOwnership"]["copyrightURL"] = ""
    changed = {**nominee, "description": "", "website": "none", "SDGs": [{"SDGNumber": 18}]}
    (said,) = lines(write("both.json", {"nominee": changed, "screening": screening}))
    fields = [finding["field"] for finding in said["findings"]]
    assert fields[:4] == ["description", "website", "SDGs[0].evidenceText", "SDGs[0].SDGNumber"]
    assert fields[4:6] == ["clearOwnership.copyrightURL", "documentation.documentationURL"]


def test_findings_alone_are_no_failure(write):
    assert run(write("s.json", {"name": "x", "privacy": {}}), "--json").exit_code == 0


def test_a_record_of_another_layout_gets_one_clear_sentence(write):
    (said,) = lines(write("34.json", {"id": 34, "name": "x", "sdgs": [], "openlicenses": [], "userContent": {}}))
    assert (said["kind"], said["findings"]) == ("application", [])
    assert "application of the later web form" in said["schema_errors"][0]
    (other,) = lines(write("package.json", {"version": "1.0", "dependencies": {}}))
    assert (other["kind"], "no record of the registry" in other["schema_errors"][0]) == ("unknown", True)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the registry's sample is not beside the repository")
@pytest.mark.parametrize(
    ("folder", "kind"),
    [("nominees", "nominee"), ("archive", "nominee"), ("excluded-nominees", "nominee"), ("digitalpublicgoods", "screening"),
     ("webapp-applications", "application")],
)  # fmt: skip
def test_the_kind_of_every_real_record_is_told_by_its_keys(folder, kind):
    assert {kind_of(loads(file.read_text("utf-8"))) for file in (SAMPLE / folder).glob("*.json")} == {kind}


def test_people_get_a_table_and_a_sum(write):
    nominee, _ = records()
    nominee["license"][0]["spdx"] = "[red]\u001b[2J\u202eX"
    result = run(write("n.json", nominee), *sorted(SHIPPED.glob("storyweaver.*.json")))
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())  # a long path breaks the lines of a narrow terminal elsewhere
    assert "license[0].spdx" in said
    assert "nothing to say" in said
    assert "3 files, 2 of them valid and without anything missing or wrong" in said
    assert "[red]" in result.stdout
    assert not {"\u001b", "\u202e"} & set(result.stdout)


def test_many_files_are_checked_with_a_bar_that_leaves_the_output_alone(write):
    files = [write(f"{number}.json", records()[1]) for number in range(25)]
    result = run(*files)
    assert result.exit_code == 0
    assert "25 files" in result.stdout
    assert "Checking" not in result.stdout


def test_any_json_object_can_be_checked():
    dice = random.Random(11)
    pool = [loads(text) for _, _, text in REAL]
    for _ in range(600):
        said = checked(broken(dice.choice(pool), dice), STANDARD, CATALOGUE.checks)
        assert all(f.indicator in STANDARD.names and f.field and f.reason for f in said.findings)


def test_what_is_only_worth_a_look_never_tells_the_nominator_to_do_something():
    for name in ("nominee", "screening"):
        for file in SHIPPED.glob(f"*.{name}.json"):
            said = checked(loads(file.read_text("utf-8")), STANDARD, CATALOGUE.checks)
            assert said.schema_errors == ()
            assert [f for f in said.findings if f.kind != "look"] == []
            assert [f.todo for f in said.findings if f.kind == "look" and f.todo] == []
