"""`dpgbot demo`: it plays a real record to the end, tells it to people and to machines, and refuses what it cannot play."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.__main__ import catalogue
from bot.cli import make
from bot.playground.demo.drafts import drafts
from bot.playground.demo.outcome import Outcome, outcome
from bot.playground.demo.play import Play
from bot.playground.demo.screen import Screen
from bot.playground.demo.step import Step
from bot.playground.scene import scene
from bot.text.form.form import parse
from bot.text.record.record import loads, without_contacts
from config import standard
from tests.profile import take_every
from tests.registry_records import NOMINEES, SCREENINGS, SHIPPED
from tests.story import LABELS, RECORD

STANDARD = standard.built_in("1.1.6")
SPREAD = take_every(4, sorted(SCREENINGS)[::5])
"""Every fifth record that has both files in a thorough run: a dozen where the sample is at hand."""
EMPTY_KEYS = {"glific", "global-healthsites-mapping-project", "ihris", "modular-open-source-identity-platform"}
EMPTY_KEYS |= {"product-catalog-management-tool", "project-aedes", "rapidpro"}
"""Records that say the same in the registry with another choice of empty keys; see tests/test_registry_bytes.py."""
TWO_NAMES = {"purple-hats"}
"""The real record has one name in one file and another in the other."""


def demo(*options: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in a pipe."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", *options],
        capture_output=True,
        encoding="utf-8",
        env={**inherited, "PYTHONPATH": str(root), "PYTHONUTF8": "1", **environment},
        cwd=cwd or root,
        timeout=60,
        check=False,
    )


def refuse(*options: str) -> str:
    """Run the command in this process, where it ends with exit code 1 and prints nothing but the reason; give the reason."""
    done = CliRunner().invoke(make(catalogue), ["demo", *options])
    assert (done.exit_code, done.stdout) == (1, "")
    return done.stderr


SET_UP = {"GITHUB_APP_ID": "12", "LOG_LEVEL": "loud", "WORKFLOW_FILE": "/none", "LEDGER_KEY": "short", "DATABASE_URL": "x"}
"""The environment of a machine where a bot is set up, and badly."""


@pytest.fixture(scope="module")
def timeline() -> list[dict[str, Any]]:
    """The timeline of the record that is shipped, played where a bot is set up."""
    done = demo("--json", "--fast", **SET_UP)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_last_line_for_machines_holds_the_stage_the_announcement_and_the_files(timeline):
    end = timeline[-1]
    assert end["stage"] == "dpg"
    assert end["paths"] == ["nominees/community-health-toolkit.json", "digitalpublicgoods/community-health-toolkit.json"]
    assert end["files"] is True
    assert "Community Health Toolkit is a digital public good" in end["announcement"]["text"]
    assert end["announcement"]["tag"] == "dpg-community-health-toolkit"
    assert end["announcement"]["url"].endswith("/releases/tag/dpg-community-health-toolkit")
    assert end["requests"]["reads"] > 0
    assert end["first_answer_ms"] > 0


def test_every_line_says_who_did_what_and_what_the_bot_changed(timeline):
    for step in timeline[:-1]:
        assert step["who"]
        assert step["does"]
        assert step["role"] in ("nominator", "reviewer", "maintainer")
        assert set(step["board"]) >= {"turn", "path", "todos", "indicators"}
    assert [step["at"] for step in timeline[:-1]] == sorted(step["at"] for step in timeline[:-1])


def test_the_nominator_fills_a_gap_that_the_bot_has_named(timeline):
    opened, filled = timeline[1:3]
    assert (opened["who"], opened["stage"], opened["turn"]) == ("amina", "submitted", "nominator")
    assert "leaves out the evidence for SDG 3" in opened["does"]
    assert len(opened["board"]["todos"]) == 1
    assert "SDG 3" in opened["board"]["todos"][0]
    assert (filled["who"], filled["stage"], filled["turn"]) == ("amina", "screening", "reviewer")
    assert filled["board"]["todos"] == []


def test_every_kind_of_change_on_github_is_told(timeline):
    kinds = {change["kind"] for step in timeline[:-1] for change in step["bot"]}
    assert kinds == {
        *("labels", "label", "board", "comment", "reaction"),
        *("branch", "commit", "pull request", "status", "release", "issue", "assigned"),
    }


def test_the_stages_come_in_the_order_of_the_line(timeline):
    stages = list(dict.fromkeys(step["stage"] for step in timeline))
    assert stages == ["", "submitted", "screening", "technical-review", "approved", "dpg"]


def test_the_board_grows_with_the_reviews(timeline):
    first, last = timeline[1]["board"], timeline[-2]["board"]
    assert (first["passed"], last["passed"]) == (0, last["of"])
    assert len(first["indicators"]) == 12
    assert last["indicators"][0]["reviews"] == ["passed", "passed"]


def test_a_pipe_gets_plain_text_without_control_codes_in_the_width_that_is_set():
    done = demo(COLUMNS="90")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "@amina, your answer is needed by 1 April 2026: answers are missing for" in done.stdout
    assert "#3 opened: Review queue" in done.stdout
    assert "byte for byte the real record" in done.stdout
    assert max(map(len, done.stdout.splitlines())) == 90


@pytest.fixture(scope="module")
def seen() -> tuple[list[Step], Outcome]:
    """The steps and the end of one play."""
    return asyncio.run(played(RECORD))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(seen, width):
    steps, end = seen
    screen = Screen(Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False))
    screen.begin("Community Health Toolkit")
    for step in steps:
        screen.act(step)
        screen.answer(step)
    screen.end(end)
    lines = screen.console.file.getvalue().splitlines()
    assert len(lines) > 100
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no record can be read from it"),
        ("[1]", "holds no JSON object"),
        ("{}", "the record is empty"),
        ('{"description": "A tool"}', 'has no "name"'),
        ('{"name": "  "}', 'has no "name"'),
        ('{"name": 3}', 'has no "name"'),
    ],
)
def test_what_is_no_record_is_refused_with_one_sentence(tmp_path, text, reason):
    (tmp_path / "record.json").write_text(text)
    reason_given = refuse("--json", "--nominee", str(tmp_path / "record.json"))
    assert reason in reason_given
    assert len(reason_given.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused_with_one_sentence(tmp_path):
    reason_given = refuse("--nominee", str(tmp_path / "none.json"))
    assert "No such file" in reason_given
    assert len(reason_given.splitlines()) == 1


def test_the_environment_of_a_bot_that_is_set_up_here_does_not_matter(timeline):
    assert timeline[-1]["stage"] == "dpg"


def test_a_screening_alone_is_refused(tmp_path):
    assert "--nominee" in refuse("--screening", str(SHIPPED / "zamba.screening.json"))


def test_a_nomination_that_is_too_long_for_github_is_refused_with_one_sentence(tmp_path):
    (tmp_path / "record.json").write_text(json.dumps({"name": "Long", "description": "word " * 14_000}))
    done = demo("--nominee", str(tmp_path / "record.json"))
    assert done.returncode == 1
    assert "too long" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_control_codes_and_markup_in_a_record_do_not_reach_the_terminal(tmp_path):
    hostile = {"name": "[bold]\x1b[31mRed\x07[/bold]", "description": "\x1b[2J\x9b31m", "SDGs": "three", "license": [1]}
    (tmp_path / "record.json").write_text(json.dumps(hostile))
    done = demo("--fast", "--nominee", str(tmp_path / "record.json"))
    assert done.returncode == 0
    assert "[bold]" in done.stdout
    assert not {"\x1b", "\x07", "\x9b"} & set(done.stdout)


async def played(name: str, *, with_screening: bool = True) -> tuple[list[Step], Outcome]:
    """Play a real record in a registry that has its labels; give the steps, and how it ends."""
    nominee = without_contacts(loads(NOMINEES[name]))
    screening = without_contacts(loads(SCREENINGS[name])) if with_screening else None
    async with scene(catalogue(), labels=LABELS) as stage:
        play = Play(stage, nominee, screening, STANDARD)
        return [step async for step in play.steps()], outcome(play)


@pytest.mark.parametrize("name", sorted(file.name.partition(".")[0] for file in SHIPPED.glob("*.screening.json")))
async def test_every_shipped_record_becomes_a_digital_public_good_byte_for_byte(name):
    _, end = await played(name)
    assert (end.stage, end.open) == ("dpg", "")
    assert [file.path for file in end.files] == [f"nominees/{name}.json", f"digitalpublicgoods/{name}.json"]
    assert all(file.exact for file in end.files)


@pytest.mark.parametrize("name", SPREAD)
async def test_every_real_record_becomes_a_digital_public_good(name):
    _, end = await played(name)
    assert (end.stage, end.open) == ("dpg", "")
    assert all(file.exact for file in end.files) == (name not in EMPTY_KEYS | TWO_NAMES)
    assert all(file.alike for file in end.files) == (name not in TWO_NAMES)


async def test_a_nominee_alone_becomes_a_candidate_and_the_end_says_what_could_follow():
    _, end = await played("openmrs", with_screening=False)
    assert (end.stage, end.open) == ("candidate", "")
    assert [file.path for file in end.files] == ["nominees/openmrs.json"]
    assert "--screening" in end.note
    assert end.as_json()["announcement"] is None


@pytest.mark.parametrize("name", SPREAD)
def test_the_last_draft_says_what_the_record_says_and_the_first_does_not(name):
    nominee, screening = loads(NOMINEES[name]), loads(SCREENINGS[name])
    text = drafts(nominee, screening, STANDARD)
    first, whole = parse(text.first, STANDARD), parse(text.whole, STANDARD)
    assert text.forgotten
    assert first.nominee != whole.nominee
    assert whole.name == nominee["name"].strip()
    assert (text.filled == text.whole) == (text.thin is None)


def test_a_record_without_evidence_has_its_licence_link_forgotten_instead():
    record = {
        "name": "x",
        "license": [{"spdx": "MIT", "licenseURL": "https://example.org/LICENSE"}],
        "SDGs": [{"SDGNumber": 3}],
    }
    assert drafts(record, None, STANDARD).forgotten == "the link to the licence MIT"
    assert drafts({"name": "x", "description": "y"}, None, STANDARD).forgotten == "the description"
    assert drafts({"name": "x"}, None, STANDARD).forgotten == ""
