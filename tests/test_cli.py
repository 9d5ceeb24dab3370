"""The command line: what people type, what they read, and the exit code that a script sees."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import catalogue
from bot.cli import COMMANDS, make
from bot.text.form.form import parse
from bot.text.record.record import normalise
from config.strict_yaml import read
from config.workflow import BUILT_IN
from tests.nominations import STANDARD, WORKFLOW
from tests.story import RECORD, RECORDS, records

Run = Callable[..., Result]
VARIABLES = [
    "GITHUB_WEBHOOK_SECRET",
    "REGISTRY_REPO",
    "GITHUB_TOKEN",
    "GITHUB_APP_ID",
    "GITHUB_PRIVATE_KEY",
    "LEDGER_KEY",
    "WORKFLOW_FILE",
    "DATABASE_URL",
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Types a command in an empty folder, without any environment."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    app = make(catalogue)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def registry(tmp_path: Path) -> Callable[[str], str]:
    """Writes the registry's configuration and gives its path."""

    def write(text: str) -> str:
        file = tmp_path / ".github" / "dpg-bot.yml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return ".github/dpg-bot.yml"

    return write


def test_without_a_word_it_lists_its_commands(run):
    text = run().output
    for name in ("serve", "sweep", "explain", "check-config", "schema", "diagram", "issue-form", "issue-body"):
        assert name in text
    assert "--install-completion" not in text


def test_it_says_its_version(run):
    told = run("--version")
    assert told.exit_code == 0
    assert told.output == f"dpgbot {version('dpgbot')}\n"


def test_every_command_helps_itself(run):
    _, _, listed = run("--help").output.partition("Commands:\n")
    names = [command.__name__.replace("_", "-") for command in COMMANDS]
    assert [line.split()[0] for line in listed.splitlines()] == names
    assert "..." not in listed, "the first sentence of a command is short enough to stand in the list as a whole"
    for name in names:
        told = run(name, "--help")
        assert told.exit_code == 0
        assert told.output.startswith("Usage: ")


def test_its_help_loads_nothing_that_only_its_commands_need():
    heavy = ("aiohttp", "pydantic", "yaml", "rich", "structlog", "handlers", "config.models", "bot.model")
    script = (
        "import sys\nfrom bot.__main__ import main\nsys.argv = ['dpgbot', '--help']\n"
        f"try:\n    main()\nexcept SystemExit:\n    sys.exit(str([name for name in {heavy} if name in sys.modules]))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stdout.startswith("Usage: ")
    assert ended.stderr == "[]\n"


# check-config


def test_an_empty_configuration_is_fine(run, registry):
    registry("")
    told = run("check-config")
    assert told.exit_code == 0
    assert told.output == (
        f".github/dpg-bot.yml is fine: {len(WORKFLOW.stages)} stages, {len(WORKFLOW.transitions)} transitions, Standard 1.1.6.\n"
    )


def test_every_mistake_is_told_with_its_place_and_exit_code_1(run, registry):
    registry("waits: {answers: {then: nowhere}}\nchannels:\n  chat: {kind: pigeon}\n")
    told = run("check-config")
    assert told.exit_code == 1
    assert told.stdout == ""
    one, two = told.stderr.splitlines()
    assert one.startswith(".github/dpg-bot.yml:1:19: waits.answers.then: no such ending: nowhere (known: ")
    assert two.startswith(".github/dpg-bot.yml:3:10: channels.chat.kind: no such kind of channel: pigeon (known: apprise, ")


def test_a_channel_whose_library_is_not_installed_is_named_though_the_file_is_fine(run, registry, monkeypatch):
    registry('channels: {chat: {kind: apprise, url: "${CHAT_URL}"}}\n')
    assert run("check-config").stderr == ""
    monkeypatch.setitem(sys.modules, "apprise", None)
    told = run("check-config")
    assert told.exit_code == 0
    assert told.stderr == (
        ".github/dpg-bot.yml: channels.chat: apprise is not installed where the bot runs; pip install 'dpgbot[chat]' brings it\n"
    )
    assert told.stdout.startswith(".github/dpg-bot.yml is fine: ")


def test_mistakes_about_time_are_told_with_their_places(run, registry):
    registry("waits:\n  question:\n    remind: [14, 40]\nreminders: {hours: [17, 9]}\n")
    (first,) = run("check-config").stderr.splitlines()
    assert first.startswith(".github/dpg-bot.yml:4:13: reminders.hours: the first hour has to be before the second")
    registry("waits:\n  question:\n    remind: [14, 40]\nlabels: {late: {name: 'review queue'}}\n")
    one, two = run("check-config").stderr.splitlines()
    assert one.startswith(".github/dpg-bot.yml:3:18: waits.question.remind[1]: the date has passed by then: it is 30 days")
    assert ": the label is taken by " in two


def test_what_a_change_makes_wrong_elsewhere_is_told_in_the_registrys_own_file(run, registry):
    registry("endings:\n  spam: {words: [spam, remove]}\n")
    (line,) = run("check-config").stderr.splitlines()
    assert line == ".github/dpg-bot.yml:1:1: endings.removed.words[0]: the word is taken by endings.spam already"


def test_a_file_that_is_not_there_is_told_in_one_line(run):
    told = run("check-config")
    assert (told.exit_code, len(told.stderr.splitlines())) == (1, 1)
    assert told.stderr.startswith(".github/dpg-bot.yml: cannot be read: ")


def test_a_file_that_is_no_text_is_told_in_one_line(run, tmp_path):
    (tmp_path / "picture.yml").write_bytes(b"\xff\xfe\x00rubbish")
    told = run("check-config", "picture.yml")
    assert (told.exit_code, len(told.stderr.splitlines())) == (1, 1)


# schema


@pytest.fixture
def schema(run) -> dict[str, Any]:
    told = run("schema")
    assert told.exit_code == 0
    return json.loads(told.output)


def judged(schema: dict[str, Any], text: str) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(read(text).data)]


def test_the_schema_is_one_and_takes_the_built_in_workflow(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert judged(schema, BUILT_IN.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "waits: {review: {days: {dpg: 14}}, merge: {days: 3}, answers: {then: null}}",
        "stages: {screening: {notice: null}}",
        "endings: {spam: {words: [rubbish]}}",
        "reminders: {zone: Africa/Nairobi}",
        "reviewers: {away: [{person: 7, until: 2026-12-24}], conflicts: [{person: 7, organizations: [It]}]}",
        "commands: {claim: {roles: [maintainer]}}",
        "pulls: {dpg: {quorum: 1}}",
        'channels: {chat: {kind: apprise, url: "${CHAT_URL}"}}',
        "transitions: [{from: [a, b], to: c, command: close, as: [d]}, {from: a, to: b, when: {silent: true}}]",
        "messages: {status.text: Hello}",
        "roles: {editor: {title: editor, people: [7]}}",
    ],
)
def test_the_schema_takes_a_few_keys_alone(schema, text):
    assert judged(schema, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "stagse: {}",
        "stages: {screening: {titel: x}}",
        "waits: {answer: {days: 3}}",
        "waits: {answers: {days: 0}}",
        "waits: {review: {days: {first: 3}}}",
        "endings: {spam: {needs: proof}}",
        "transitions: []",
        "transitions: [{from: a}]",
        "transitions: [{from: a, to: b, command: claim}]",
        "reviewers: {away: [{person: 7}]}",
        "pulls: {dpg: {quorum: many}}",
        "messages: {status.txet: Hello}",
        "labels: {nomination: {colour: red}}",
    ],
)
def test_the_schema_refuses_mistakes(schema, text):
    assert judged(schema, text) != []


def test_the_schema_says_what_every_part_is_for(schema):
    assert set(read(BUILT_IN.read_text(encoding="utf-8")).data) == set(schema["properties"])
    assert [name for name, model in schema["$defs"].items() if not model.get("description")] == []


# diagram


def test_the_diagram_is_mermaid(run):
    told = run("diagram")
    assert told.exit_code == 0
    assert told.output.startswith("stateDiagram-v2\n")


def test_the_diagram_of_a_registrys_own_file_shows_its_arrows(run, registry):
    registry("transitions: [{from: submitted, to: dpg, when: {merged: dpg}}, {from: open, to: closed, when: {silent: true}}]")
    drawn = [line.strip() for line in run("diagram", ".github/dpg-bot.yml").output.splitlines() if "-->" in line]
    assert drawn == [
        "[*] --> submitted",
        "submitted --> dpg: dpg pull request merged",
        "approved --> closed: no answer after a last reminder (from every open stage)",
    ]


def test_with_all_the_diagram_shows_what_leads_out_of_every_open_stage_and_back(run):
    usual, everything = run("diagram").output.splitlines(), run("diagram", "--all").output.splitlines()
    assert set(usual[:-1]) < set(everything)
    assert "    submitted --> closed: no answer after a last reminder or /close" in everything
    assert "    closed --> candidate: candidate pull request merged and taken up again" in everything


def test_a_diagram_of_a_broken_file_is_refused(run, registry):
    registry("transitions: [{from: submitted, to: nowhere, when: {silent: true}}]")
    told = run("diagram", ".github/dpg-bot.yml")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "no such stage" in told.stderr


# issue-body


def test_the_body_of_two_records_is_read_back_as_them(run):
    nominee, screening = (str(RECORDS / f"{RECORD}.{kind}.json") for kind in ("nominee", "screening"))
    told = run("issue-body", "--nominee", nominee, "--screening", screening)
    submission = parse(told.output, STANDARD)
    wanted_nominee, wanted_screening = records()
    assert normalise({**submission.nominee, "stage": wanted_nominee["stage"]}) == normalise(wanted_nominee)
    assert normalise(submission.screening) == normalise(wanted_screening)


def test_the_body_of_the_first_record_alone_leaves_the_rest_open(run):
    told = run("issue-body", "--nominee", str(RECORDS / f"{RECORD}.nominee.json"))
    assert parse(told.output, STANDARD).screening == {}


def test_the_body_holds_no_contact(run, tmp_path):
    owner = {"name": "X", "org_type": "owner", "contact_name": "Ada", "contact_email": "ada@x.example"}
    (tmp_path / "n.json").write_text(json.dumps({"name": "It", "organizations": [owner]}))
    assert "ada" not in run("issue-body", "--nominee", "n.json").output.lower()


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"name": NaN}', "[" * 100_000, None])
def test_a_record_that_cannot_be_read_is_told_in_one_sentence(run, tmp_path, text):
    if text is not None:
        (tmp_path / "n.json").write_text(text)
    told = run("issue-body", "--nominee", "n.json")
    assert (told.exit_code, told.stdout, len(told.stderr.splitlines())) == (1, "", 1)
    assert told.stderr.startswith("n.json: ")


def test_a_record_that_is_no_text_is_told_in_one_sentence(run, tmp_path):
    (tmp_path / "n.json").write_bytes(b"\xff\xfe{}")
    told = run("issue-body", "--nominee", "n.json")
    assert (told.exit_code, len(told.stderr.splitlines())) == (1, 1)


# What needs an environment.


@pytest.mark.parametrize("words", [("serve",), ("sweep",), ("explain", "7")])
def test_without_its_environment_it_lists_all_that_is_missing(run, words):
    told = run(*words)
    assert (told.exit_code, told.stdout) == (1, "")
    for name in ("GITHUB_WEBHOOK_SECRET: missing", "REGISTRY_REPO: missing", "GITHUB_TOKEN: missing"):
        assert name in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("secret", ["short", "${OTHER}"])
def test_a_secret_that_is_too_short_is_refused_and_never_shown(run, monkeypatch, secret):
    monkeypatch.setenv("GITHUB_WEBHOOK_SECRET", secret)
    told = run("serve")
    assert told.exit_code == 1
    assert "GITHUB_WEBHOOK_SECRET" in told.stderr
    assert secret not in told.stderr


def test_a_workflow_file_that_cannot_be_used_stops_the_start_with_its_place(run, monkeypatch, registry):
    for name, value in {"GITHUB_WEBHOOK_SECRET": "x" * 32, "REGISTRY_REPO": "a/b", "GITHUB_TOKEN": "t" * 20}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WORKFLOW_FILE", registry("channels: {chat: {kind: pigeon}}"))
    told = run("serve")
    assert told.exit_code == 1
    assert "dpg-bot.yml:1:19: channels.chat.kind: no such kind of channel: pigeon" in told.stderr


def test_explain_wants_a_number(run):
    assert run("explain", "seven").exit_code == 2
    assert run("explain", "0").exit_code == 2
