"""Which features there are, written down by hand, and what happens to a file that is none."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.decide.catalogue import CatalogueError, discover_features
from bot.model.contracts import Phase
from config.models import BUILT_IN_ROLES
from config.waits import SIDES
from tests.nominations import CATALOGUE, WORKFLOW

REVIEW = ("reviewer", "maintainer")
JUDGING = (*REVIEW, "expert")
PROJECT = ("nominator", "representative")
MAINTAINER, PUBLIC = ("maintainer",), ("public",)
INVOLVED = (*PROJECT, "expert", *REVIEW)
LOOKING = ("screening", "candidate", "technical-review")
REVIEWED = ("submitted", *LOOKING, "approved", "review")
ENDED = ("closed", "expired", "dpg")

# name -> aliases, roles, stages and waits (none: all), may it be used on one's own nomination
COMMANDS = {
    "accept": ((), REVIEW, (), False),
    "accept-role": ((), PUBLIC, (), True),
    "advance": ((), REVIEW, (), False),
    "announce": ((), MAINTAINER, (), False),
    "answer": ((), PROJECT, (), True),
    "appeal": ((), PROJECT, ENDED, True),
    "ask": (("clarify",), REVIEW, REVIEWED, False),
    "assign": ((), MAINTAINER, ("submitted", *LOOKING, "review"), False),
    "claim": ((), REVIEW, ("submitted", *LOOKING, "review"), False),
    "close": (
        ("withdraw", "duplicate", "spam", "ineligible", "exclude", "remove"),
        ("nominator", "reviewer", "maintainer"),
        (),
        True,
    ),
    "confirm": ((), REVIEW, REVIEWED, False),
    "concern": ((), REVIEW, (*REVIEWED, "dpg", "expired"), False),
    "consult": ((), REVIEW, REVIEWED, False),
    "fail": ((), JUDGING, REVIEWED, False),
    "help": (("commands",), PUBLIC, (), True),
    "hold": ((), REVIEW, (), False),
    "migrate": ((), REVIEW, (), False),
    "na": (("not-applicable",), JUDGING, REVIEWED, False),
    "note": ((), REVIEW, (), True),
    "override": ((), MAINTAINER, (), False),
    "pass": (("approve",), JUDGING, REVIEWED, False),
    "pool": ((), MAINTAINER, (), False),
    "priority": ((), MAINTAINER, (), False),
    "recheck": ((), (*PROJECT, *REVIEW), (), True),
    "recuse": ((), REVIEW, (), True),
    "reject": ((), REVIEW, (), False),
    "remind": ((), INVOLVED, (), True),
    "rename-record": ((), MAINTAINER, (*REVIEWED, "decision"), False),
    "renew": ((), (*PROJECT, "maintainer"), ("dpg", "expired"), True),
    "reopen": ((), ("nominator", "maintainer"), ENDED, True),
    "representative": ((), ("nominator",), (), True),
    "reset": ((), REVIEW, REVIEWED, False),
    "resume": (("unhold",), REVIEW, (), False),
    "settle": ((), MAINTAINER, (), False),
    "snooze": ((), INVOLVED, (), True),
    "status": (("explain", "why"), PUBLIC, (), True),
    "unclaim": ((), REVIEW, (), True),
    "undo": ((), MAINTAINER, (), False),
}
CHECKS = {
    *("contacts", "contradictions", "description", "duplicates", "extraction", "junk", "licence", "licence_page", "links"),
    *("locations", "missing", "ownership", "repository", "sdgs"),
}
RULES = {
    "announcement": Phase.ANNOUNCEMENT,
    "assignees": Phase.LABELS,
    "board": Phase.BOARD,
    "nominating-pulls": Phase.ANSWERS,
    "by-hand": Phase.ANSWERS,
    "record-moves": Phase.REGISTRY,
    "routes": Phase.ANSWERS,
    "closing": Phase.CLOSING,
    "labels": Phase.LABELS,
    "reactions": Phase.REACTIONS,
    "reminders": Phase.ANSWERS,
    "reopening": Phase.ISSUE,
    "replies": Phase.ANSWERS,
    "stage-pulls": Phase.REGISTRY,
}
ASKS_BACK = {
    "apprise": False,
    "blog": True,
    "comment": True,
    "dispatch": False,
    "mail": False,
    "release": True,
    "webhook": True,
}


def test_these_are_the_commands_with_their_names_roles_and_stages():
    found = {c.name: (c.aliases, c.roles, c.stages, c.own) for c in CATALOGUE.commands.values()}
    assert found == COMMANDS


def test_these_are_the_checks():
    assert {check.name for check in CATALOGUE.checks} == CHECKS


def test_these_are_the_rules_and_the_phases_they_run_in():
    assert {rule.name: rule.phase for rule in CATALOGUE.rules} == RULES


def test_these_are_the_channels_and_which_of_them_can_be_asked_whether_it_was_done():
    assert {channel.name: channel.asks_back for channel in CATALOGUE.channels.values()} == ASKS_BACK


def test_every_command_helps_itself():
    for command in CATALOGUE.commands.values():
        assert command.usage.split()[0] == command.example.split()[0] == f"/{command.name}"
        assert command.summary
        assert not command.summary.endswith(".")
        assert "|" not in command.summary


def test_every_role_stage_and_wait_that_a_command_names_is_in_the_built_in_workflow():
    for command in CATALOGUE.commands.values():
        assert set(command.roles) <= {*WORKFLOW.roles, *BUILT_IN_ROLES}
        assert set(command.stages) <= {*WORKFLOW.stages, *SIDES}


def test_every_word_of_an_ending_is_understood():
    words = [word for ending in WORKFLOW.endings.values() for word in ending.words]
    assert [word for word in words if CATALOGUE.command(word) is not CATALOGUE.commands["close"]] == []


def test_the_commands_stand_in_no_more_files_than_was_meant():
    assert len(list((Path(__file__).parent.parent / "handlers" / "commands").glob("[a-z]*.py"))) <= 28


def test_every_channel_of_the_built_in_workflow_is_there():
    assert {use.kind for use in WORKFLOW.channels.values()} <= set(CATALOGUE.channels)


def test_a_command_answers_to_its_name_and_its_aliases():
    assert CATALOGUE.command("commands") is CATALOGUE.command("help") is CATALOGUE.commands["help"]
    assert CATALOGUE.command("nothing") is None


def test_every_sentence_has_a_key_of_its_own():
    features = [*CATALOGUE.commands.values(), *CATALOGUE.rules, *CATALOGUE.channels.values()]
    assert len(CATALOGUE.sentences) == sum(len(feature.sentences) for feature in features)


# What a package of features may get wrong.

Package = Callable[..., ModuleType]
COMMAND = """
from bot.model.contracts import Command, Done
FEATURE = Command(name={name!r}, summary="s", usage="/u", example="/u", roles=("public",), aliases={aliases!r},
                  run=lambda view, ask: Done(view.ledger))
"""
CHECK = "from bot.model.contracts import Check\nFEATURE = Check(name={name!r}, run=lambda case: ())\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """Writes a package of features: "folder/file" -> source."""
    monkeypatch.syspath_prepend(tmp_path)
    name = "features_of_a_test"

    def make(**files: str) -> ModuleType:
        for folder in ("", "commands", "checks", "rules", "channels"):
            (tmp_path / name / folder).mkdir(exist_ok=True)
            (tmp_path / name / folder / "__init__.py").write_text("")
        for place, source in files.items():
            folder, _, file = place.partition("__")
            (tmp_path / name / folder / f"{file}.py").write_text(source)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield make
    for module in [m for m in sys.modules if m.partition(".")[0] == name]:
        del sys.modules[module]


def command(name: str, *aliases: str) -> str:
    return COMMAND.format(name=name, aliases=aliases)


def refusal(features: ModuleType) -> str:
    with pytest.raises(CatalogueError) as caught:
        discover_features(features, {})
    return str(caught.value)


def test_an_empty_package_has_no_features(package: Package):
    found = discover_features(package(), {})
    assert (found.commands, found.checks, found.rules, found.channels) == ({}, (), (), {})


def test_features_are_found_in_the_order_of_their_files(package: Package):
    found = discover_features(package(checks__b=CHECK.format(name="x"), checks__a=CHECK.format(name="y")), {})
    assert [check.name for check in found.checks] == ["y", "x"]


def test_a_file_whose_name_begins_with_an_underscore_is_no_feature(package: Package):
    assert discover_features(package(commands___shared="VALUE = 1"), {}).commands == {}


def test_a_file_without_a_feature_stops_the_start(package: Package):
    assert refusal(package(commands__wave="x = 1")) == (
        "features_of_a_test.commands.wave must export FEATURE, a Command or a tuple of Commands; it has NoneType"
    )


TWO = "from bot.model.contracts import Command\n" + "".join(
    f"{name.upper()} = Command({name!r}, 's', '/u', '/u', ('public',), lambda view, ask: None)\n" for name in ("wave", "greet")
)


def test_commands_that_belong_together_may_share_a_file(package: Package):
    found = discover_features(package(commands__both=f"{TWO}FEATURE = (WAVE, GREET)\n"), {})
    assert list(found.commands) == ["wave", "greet"]


@pytest.mark.parametrize(("exported", "has"), [("()", "tuple"), ("(WAVE, 'greet')", "str"), ("[WAVE, GREET]", "list")])
def test_a_file_that_exports_something_else_beside_a_command_stops_the_start(package: Package, exported: str, has: str):
    told = refusal(package(commands__both=f"{TWO}FEATURE = {exported}\n"))
    assert told.endswith(f"must export FEATURE, a Command or a tuple of Commands; it has {has}")


def test_a_name_taken_twice_in_one_file_stops_the_start(package: Package):
    assert "both take the name 'wave'" in refusal(package(commands__both=f"{TWO}FEATURE = (WAVE, WAVE)\n"))


def test_only_commands_share_a_file(package: Package):
    check = f"{CHECK.format(name='x')}FEATURE = (FEATURE,)\n"
    assert "must export FEATURE, a Check; it has tuple" in refusal(package(checks__both=check))


def test_a_feature_in_the_wrong_folder_stops_the_start(package: Package):
    assert refusal(package(rules__wave=command("wave"))) == (
        "features_of_a_test.rules.wave must export FEATURE, a Rule; it has Command"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (command("wave"), command("wave")),
        (command("wave"), command("greet", "wave")),
        (command("wave", "hello"), command("greet", "hello")),
        (command("wave", "hello"), command("hello")),
    ],
)
def test_a_name_or_alias_taken_twice_stops_the_start_with_both_files_named(package: Package, one: str, other: str):
    told = refusal(package(commands__first=one, commands__second=other))
    assert "features_of_a_test.commands.first" in told
    assert "features_of_a_test.commands.second" in told
    assert "'wave'" in told or "'hello'" in told


def test_a_check_taken_twice_stops_the_start_too(package: Package):
    told = refusal(package(checks__a=CHECK.format(name="x"), checks__b=CHECK.format(name="x")))
    assert told == "features_of_a_test.checks.b and features_of_a_test.checks.a both take the name 'x'"


def test_a_command_whose_alias_is_its_own_name_stops_the_start(package: Package):
    assert "both take" in refusal(package(commands__wave=command("wave", "wave")))
