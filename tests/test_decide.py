"""`decide` by values: no GitHub, no clock; what is yielded, in what order, and what is asked for first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.decide import Plan, decide, plan, project
from bot.model import effects as fx
from bot.model.effects import Made
from bot.model.ledger import Ledger
from bot.model.ledger_entries import StageChange
from bot.model.needs import Fact, Need
from tests.deciding import HOUR, decided, kinds, seen_by_rules, settled
from tests.nominations import (
    AMINA,
    CATALOGUE,
    LIN,
    MAYA,
    NOW,
    OMAR,
    OPENED,
    STRANGER,
    WORKFLOW,
    Facts,
    flow,
    nomination,
    says,
)
from tests.story import body_with_gap, complete_body

GAP = body_with_gap()
COMMON = {"nomination", "type: software"}


def test_an_issue_that_is_no_nomination_is_left_alone():
    assert decided(nomination("The page is broken", comments=(says(LIN, "/pass 1"),))) == Plan()


def test_the_label_makes_a_nomination_and_so_does_the_forms_text():
    assert decided(nomination("anything", labels=frozenset({"Nomination"}))).effects
    assert decided(nomination(GAP)).effects


def test_one_with_gaps_gets_its_labels_and_its_board_and_nothing_else():
    assert kinds(decided(nomination(GAP)).effects) == ["WriteBoard", "AddLabels"]


def test_a_plan_ends_where_a_number_or_a_head_has_to_be_known_first():
    assert kinds(decided(nomination()).effects) == ["OpenPull"]


def test_the_rest_follows_once_the_pull_request_is_there():
    (opened,) = decided(nomination()).effects
    after = project(nomination(), opened, Made(id=12, head="abc"))
    assert kinds(decided(after).effects) == ["SetStatus", "WriteBoard", "AddLabels"]


def test_the_labels_of_a_stage_come_after_the_ledger_that_holds_it():
    assert kinds(decided(nomination(GAP)).effects)[:2] == ["WriteBoard", "AddLabels"]


def test_a_new_label_is_put_on_before_the_old_is_taken_off():
    there = nomination(GAP, labels=frozenset({*COMMON, "awaiting: reviewer"}))
    effects = decided(there).effects
    assert effects[1:] == (fx.AddLabels(("stage: submitted", "awaiting: nominator")), fx.RemoveLabel("awaiting: reviewer"))


def test_the_board_comes_after_the_comments_that_it_counts_on():
    there = replace(settled(nomination()), comments=(says(LIN, "/pass 1 well done\n/status", 900),))
    effects = kinds(decided(there).effects)
    assert effects.index("PostComment") < effects.index("WriteBoard") < effects.index("React")


def test_what_failed_in_this_pass_is_left_out_and_the_rest_goes_on():
    there = nomination()
    assert kinds(decided(replace(there, stuck=frozenset({"OpenPull candidate"}))).effects) == ["WriteBoard", "AddLabels"]


def test_a_plan_carried_out_leaves_nothing_to_do():
    for seen in (nomination(), nomination(GAP), nomination(""), nomination(labels=frozenset({"nomination", "mine"}))):
        assert decided(settled(seen)).effects == ()


def test_time_alone_changes_nothing_but_the_label_of_what_is_late():
    there = settled(nomination())
    assert decided(there, now=NOW + timedelta(days=6)).effects == ()
    assert decided(there, now=NOW + timedelta(days=400)).effects == (fx.AddLabels(("late",)),)


# Facts.


def test_rights_that_are_not_known_are_asked_for_before_anything_is_done():
    there = nomination(facts={}, comments=(says(LIN, "/pass 1"), says(OMAR, "/pass 2", 901)))
    asked = decided(there)
    assert asked.effects == ()
    assert set(asked.needs) == {Need("permission", LIN.login), Need("permission", OMAR.login)}


def test_each_fact_is_asked_for_once():
    there = nomination(facts={}, comments=(says(LIN, "/pass 1\n/pass 2\n/claim"),))
    assert decided(there).needs == (Need("permission", LIN.login),)


def test_comments_without_a_command_ask_nothing():
    there = nomination(facts=Facts(), comments=(says(LIN, "I/O looks fine\n> /pass 1\n\n`/pass 2`"),))
    assert decided(there).needs == ()


def test_what_everybody_may_do_asks_nothing():
    assert decided(nomination(facts=Facts(), comments=(says(STRANGER, "/accept-role"),))).needs == ()


def test_a_reviewer_settles_with_a_pass_what_an_answer_leaves_open():
    there = settled(replace(settled(nomination(GAP)), comments=(says(LIN, "/pass 1 accepted as it is", 900),)))
    assert there.ledger.stage == "screening"


# The Standard.


def test_the_version_of_the_standard_is_frozen_with_the_first_board():
    there = settled(nomination())
    assert there.ledger.standard == "1.1.6"
    later = WORKFLOW.model_copy(update={"standard": "9.9"})
    both = replace(
        CATALOGUE, standards={**CATALOGUE.standards, "9.9": CATALOGUE.standards["1.1.6"].model_copy(update={"version": "9.9"})}
    )
    assert decide(there, later, both, NOW).effects == ()
    assert decide(nomination(), later, both, NOW).effects[0].body.endswith("It can be merged when `dpg-review` is green.")
    assert "DPG Standard 9.9" in decide(nomination(), later, both, NOW).effects[0].body


def test_a_version_that_the_bot_does_not_know_any_more_gives_way_to_the_workflows():
    there = replace(settled(nomination()), ledger=Ledger("0.1", moves=(StageChange("screening", OPENED),)))
    assert seen_by_rules(there).standard.version == "1.1.6"


def test_a_stage_that_the_registry_has_removed_is_left_by_the_way_of_a_new_nomination():
    own = "stages: {pilot: {label: {name: 'stage: pilot'}, title: pilot}}"
    extra = flow(own + "\ntransitions: [{from: submitted, to: pilot, when: {complete: [project]}}]")
    there = settled(nomination(), extra)
    assert there.ledger.stage == "pilot"
    assert settled(there).ledger.stage == "screening"
    assert settled(there).labels >= {"stage: screening"}


# Laws.

BODIES = st.one_of(st.text(max_size=200), st.sampled_from([GAP, complete_body(), GAP[:900], "### Project name\n\n|\n\n" * 3]))
TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["/pass 1 2", "/pass all", "/fail 3 x", "/withdraw", "/help\n/claim", "/close ineligible", "/pas"]),
)
PEOPLE = st.sampled_from([AMINA, LIN, OMAR, MAYA, STRANGER])


@settings(max_examples=60, deadline=None)
@given(BODIES, st.lists(st.tuples(PEOPLE, TEXTS), max_size=4))
def test_any_text_comes_to_an_end_with_one_board_and_each_reply_once(body: str, said: list):
    comments = tuple(says(by, text, 900 + n) for n, (by, text) in enumerate(said))
    there = nomination(body, labels=frozenset({"nomination"}), comments=comments)
    end = settled(there)
    marks = [mark.key for comment in end.comments for mark in comment.marks]
    assert len(marks) == len(set(marks))
    assert end.board is not None
    assert sum(name.startswith(("stage: ", "closed: ")) for name in end.labels) == 1
    assert settled(end) == end


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PEOPLE, TEXTS), max_size=5), st.randoms())
def test_the_order_in_which_comments_are_listed_does_not_matter(said: list, chance):
    comments = [says(by, text, 900 + n, at=NOW - HOUR + timedelta(minutes=n)) for n, (by, text) in enumerate(said)]
    shuffled = list(comments)
    chance.shuffle(shuffled)
    one, other = (seen_by_rules(nomination(comments=tuple(listed))) for listed in (comments, shuffled))
    assert one.ledger == other.ledger
    assert {reply.key: reply.text for reply in one.replies} == {reply.key: reply.text for reply in other.replies}


def test_plan_and_view_of_agree_with_decide():
    assert plan(seen_by_rules(nomination())) == decided(nomination()).effects


def test_evidence_that_a_check_asks_for_is_kept_in_the_ledger_and_no_other():
    asked, other = decided(settled(nomination())).wants[0], Need("link", "https://elsewhere.example.net/")
    there = nomination(found={asked: Fact("ok", NOW, "MIT"), other: Fact("ok", NOW)})
    assert settled(there).ledger.facts == ((asked.kind, asked.subject, "ok", NOW, "MIT"),)
