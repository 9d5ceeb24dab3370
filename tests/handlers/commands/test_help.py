"""`/help`: what this person may do here now comes first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from markdown_it import MarkdownIt

from bot.decide.command_dispatch import run_command
from bot.model.contracts import NeedsFacts, Refused
from bot.model.ledger_entries import Actor, Round
from bot.model.needs import Need
from handlers.commands.help import FEATURE
from tests.nominations import AMINA, CATALOGUE, LIN, MAYA, NOW, STRANGER, ask, done, flow, run, view


def halves(seen, by: Actor) -> tuple[set[str], set[str]]:
    """The names of the commands that the person may use now, and of the others."""
    text = done(run(FEATURE, seen, "/help", by)).reply or ""
    now, _, others = text.partition("<details>")
    return set(re.findall(r"^\| `/([a-z-]+)", now, re.MULTILINE)), set(re.findall(r"^\| `/([a-z-]+)", others, re.MULTILINE))


def test_every_command_stands_in_it_once():
    for person in (AMINA, LIN, MAYA, STRANGER):
        now, others = halves(view("screening"), person)
        assert now | others == set(CATALOGUE.commands)
        assert not now & others


def test_it_lists_what_each_person_may_do_here_now():
    public = {"help", "status"}
    review = {"claim", "pass", "fail", "na", "reset"}
    assert public <= halves(view("screening"), STRANGER)[0]
    assert not halves(view("screening"), STRANGER)[0] & (review | {"close", "override"})
    assert public | review <= halves(view("screening"), LIN)[0]
    assert public | review | {"close", "override"} <= halves(view("screening"), MAYA)[0]
    assert "close" in halves(view("screening"), AMINA)[0]


@pytest.mark.parametrize(
    ("stage", "person", "usage"),
    [
        ("screening", AMINA, "/close withdrawn reason"),
        ("screening", LIN, "/close duplicate\\|spam reason"),
        ("screening", MAYA, "/close withdrawn\\|inactive\\|ineligible\\|duplicate\\|spam\\|excluded reason"),
        ("screening", STRANGER, None),
        ("dpg", AMINA, None),
        ("dpg", LIN, None),
        ("dpg", MAYA, "/close removed reason"),
        ("spam", MAYA, "/close ineligible\\|duplicate\\|excluded reason"),
    ],
)
def test_the_endings_that_a_person_may_give_here_stand_in_the_usage(stage, person, usage):
    text = done(run(FEATURE, view(stage), "/help", person)).reply or ""
    now, _, others = text.partition("<details>")
    mine = [line for line in now.splitlines() if line.startswith("| `/close")]
    summary = "End the nomination, and say why; during a renewal, refuse it"
    example = "`/close duplicate #12`" if "duplicate" in (usage or "") else ""
    assert mine == ([f"| `{usage}` | {summary} | {example} |"] if usage else [])
    assert others.count("| `/close REASON text` |") == (0 if usage else 1)


def test_in_a_renewal_the_nominator_may_withdraw_it():
    now = Round(NOW - timedelta(days=9))
    text = done(run(FEATURE, view("dpg", ledger={"round": now, "rounds": 1}), "/help", AMINA)).reply or ""
    assert "| `/close withdrawn reason` |" in text.partition("<details>")[0]


MEANT = "I do not know `/{word}`. Did you mean `/{near}`? `/help` lists what you can do here."


@pytest.mark.parametrize(
    ("stage", "person", "word", "near"),
    [
        ("screening", MAYA, "ineligibel", "ineligible"),
        ("screening", LIN, "ineligibel", None),
        ("screening", AMINA, "ineligibel", None),
        ("screening", AMINA, "witdraw", "withdraw"),
        ("dpg", AMINA, "witdraw", None),
        ("screening", LIN, "duplicat", "duplicate"),
        ("screening", AMINA, "duplicat", None),
        ("dpg", MAYA, "remov", "remove"),
        ("screening", MAYA, "remov", None),
        ("screening", MAYA, "spm", "spam"),
        ("spam", MAYA, "spm", None),
        ("screening", AMINA, "clos", "close"),
        ("dpg", AMINA, "clos", None),
        ("screening", STRANGER, "explane", "explain"),
    ],
)
def test_a_mistyped_word_gets_the_nearest_that_this_person_may_use_here_now(stage, person, word, near):
    outcome = run_command(view(stage), ask(f"/{word} #12", person))
    assert outcome == (Refused(MEANT.format(word=word, near=near)) if near else None)


def test_a_word_that_somebody_may_not_use_on_their_own_nomination_is_not_suggested():
    assert run_command(view(author=MAYA), ask("/ineligibel", MAYA)) is None


def test_a_reviewer_who_nominated_the_project_is_not_told_to_review_it():
    now, _ = halves(view("screening", author=LIN), LIN)
    assert not now & {"claim", "pass", "fail", "na", "reset"}


def test_what_belongs_to_another_stage_is_listed_with_that_stage():
    text = done(run(FEATURE, view("dpg"), "/help", LIN)).reply or ""
    assert "claim" not in halves(view("dpg"), LIN)[0]
    (line,) = [line for line in text.splitlines() if line.startswith("| `/claim")]
    assert "reviewer" in line
    assert "in submitted, screening, candidate, technical review" in line


def test_a_command_that_is_switched_off_is_not_listed_at_all():
    now, others = halves(view("screening", flow=flow("commands: {claim: {enabled: false}}")), LIN)
    assert "claim" not in now | others


def test_without_the_rights_it_asks_for_them_first():
    outcome = run(FEATURE, view(facts={}), "/help", STRANGER)
    assert isinstance(outcome, NeedsFacts)
    assert Need("permission", STRANGER.login) in outcome.needs


def test_it_changes_nothing():
    seen = view()
    assert done(run(FEATURE, seen, "/help", LIN)).ledger == seen.ledger


def test_a_bar_in_a_usage_does_not_break_the_table_in_two():
    text = done(run(FEATURE, view("screening"), "/help", MAYA)).reply or ""
    rows = [line for line in text.splitlines() if line.startswith("| `/")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {5}


def test_every_row_of_its_tables_has_three_cells():
    text = done(run(FEATURE, view("screening"), "/help", MAYA)).reply or ""
    rows = " ".join(token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)).split("tr_open")[1:]
    assert len(rows) == 2 + len(CATALOGUE.commands)
    assert {row.split("tr_close")[0].count("td_open") + row.split("tr_close")[0].count("th_open") for row in rows} == {3}
