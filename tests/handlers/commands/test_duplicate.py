"""`/duplicate`: names the other one, which has to be there, and walks to the end with a link to it."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from handlers.commands.duplicate import FEATURE

from bot.contracts import Wants
from bot.ledger import Move
from bot.nomination import UNKNOWN, Need
from tests.nominations import LIN, NUMBER, RIGHTS, URL, ask, done, refused, run, view

TWELVE = Need("issue", "12")
FILES = tuple(Need("file", f"{f}/moodle.json") for f in ("nominees", "digitalpublicgoods", "archive", "excluded-nominees"))


def seen(*there: Need, stage: str = "screening", unknown: tuple[Need, ...] = ()):
    answers = {need: "yes" if need in there else "no" for need in (TWELVE, *FILES)}
    return view(stage, facts=MappingProxyType({**RIGHTS, **answers, **dict.fromkeys(unknown, UNKNOWN)}))


@pytest.mark.parametrize("text", ["#12", "12", f"{URL.rpartition('/')[0]}/12", f"{URL.rpartition('/')[0]}/12#issuecomment-3"])
def test_the_other_nomination_is_named_by_its_number_or_its_address(text):
    move = done(run(FEATURE, seen(TWELVE), f"/duplicate {text}")).ledger.moves[-1]
    assert move == Move("duplicate", ask("/x").request.at, LIN, "#12", by_command=True)


@pytest.mark.parametrize(
    "text", ["moodle", "moodle.json", "archive/moodle.json", f"{URL.rpartition('/issues')[0]}/blob/main/archive/moodle.json"]
)
def test_a_project_of_the_registry_is_named_by_its_slug_or_its_file(text):
    move = done(run(FEATURE, seen(FILES[2]), f"/duplicate {text}")).ledger.moves[-1]
    assert (move.stage, move.reason) == ("duplicate", "archive/moodle.json")


def test_a_note_stands_after_it():
    assert done(run(FEATURE, seen(TWELVE), "/duplicate #12, same owner")).ledger.moves[-1].reason == "#12 same owner"


def test_what_is_not_known_yet_is_asked_for():
    assert run(FEATURE, view(), "/duplicate #12") == Wants((TWELVE,))
    assert run(FEATURE, view(), "/duplicate moodle") == Wants(FILES)


def test_one_that_is_not_there_is_refused():
    assert "neither a nomination nor a project" in refused(run(FEATURE, seen(), "/duplicate #12"))
    assert "neither a nomination nor a project" in refused(run(FEATURE, seen(), "/duplicate moodle"))


def test_when_github_does_not_tell_it_fails_closed():
    assert "try again" in refused(run(FEATURE, seen(unknown=(TWELVE,)), "/duplicate #12"))


def test_a_nomination_is_no_duplicate_of_itself():
    assert "this nomination itself" in refused(run(FEATURE, seen(), f"/duplicate #{NUMBER}"))


@pytest.mark.parametrize("text", ["", "#", "?", "https://github.com/other/registry/issues/12", "..", "a\\b"])
def test_without_the_other_one_it_asks_for_it_with_an_example(text):
    reason = refused(run(FEATURE, seen(), f"/duplicate {text}"))
    assert FEATURE.usage in reason
    assert FEATURE.example in reason


def test_a_path_that_climbs_is_only_a_name():
    assert run(FEATURE, view(), "/duplicate ../../../moodle") == Wants(FILES)


@pytest.mark.parametrize("stage", ["dpg", "withdrawn"])
def test_what_is_over_cannot_become_a_duplicate(stage):
    assert "cannot be moved that way" in refused(run(FEATURE, seen(TWELVE, stage=stage), "/duplicate #12"))


def test_reviewers_and_maintainers_may_and_nobody_on_their_own_nomination():
    assert set(FEATURE.roles) == {"reviewer", "maintainer"}
    assert not FEATURE.own
