"""`decide` by values: no GitHub, no clock; what is yielded, in what order, and what is asked for first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import effects as fx
from bot.contracts import View
from bot.decide import Plan, decide, plan, project, view_of
from bot.ledger import Ledger, Move, Override, PullNote
from bot.nomination import Need, Nomination, Request
from bot.projection import Made
from config.models import Workflow
from tests.nominations import (
    AMINA,
    BOT,
    CATALOGUE,
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OMAR,
    OPENED,
    RIGHTS,
    STRANGER,
    WORKFLOW,
    bot_says,
    flow,
    nomination,
    pull,
    says,
)
from tests.story import body_with_gap, complete_body

GAP = body_with_gap()
HOUR = timedelta(hours=1)
COMMON = {"nomination", "type: software"}


def decided(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> Plan:
    return decide(seen, workflow, CATALOGUE, now)


def seen_by_rules(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> View:
    return view_of(seen, workflow, CATALOGUE, now)


def settled(seen: Nomination, workflow: Workflow = WORKFLOW, now: datetime = NOW) -> Nomination:
    """Every plan carried out as expected, until none is left."""
    for number in range(40):
        effects = decided(seen, workflow, now).effects
        if not effects:
            return seen
        for effect in effects:
            made = Made(id=1000 + number * 50 + effects.index(effect), head=f"head{number}", at=now)
            seen = project(seen, effect, made)
    raise AssertionError("it does not come to an end")


def kinds(effects: Iterable[object]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def replies(seen: Nomination, workflow: Workflow = WORKFLOW) -> list[str]:
    return [reply.text for reply in seen_by_rules(seen, workflow).replies]


# What a plan is made of.


def test_an_issue_that_is_no_nomination_is_left_alone():
    assert decided(nomination("The page is broken", comments=(says(LIN, "/pass 1"),))) == Plan()


def test_the_label_makes_a_nomination_and_so_does_the_forms_text():
    assert decided(nomination("anything", labels=frozenset({"Nomination"}))).effects
    assert decided(nomination(GAP)).effects


def test_one_with_gaps_gets_its_labels_and_its_board_and_nothing_else():
    assert kinds(decided(nomination(GAP)).effects) == ["AddLabels", "WriteBoard"]


def test_a_plan_ends_where_a_number_or_a_head_has_to_be_known_first():
    assert kinds(decided(nomination()).effects) == ["OpenPull"]


def test_the_rest_follows_once_the_pull_request_is_there():
    (opened,) = decided(nomination()).effects
    after = project(nomination(), opened, Made(id=12, head="abc"))
    assert kinds(decided(after).effects) == ["SetStatus", "AddLabels", "WriteBoard"]


def test_a_new_label_is_put_on_before_the_old_is_taken_off():
    there = nomination(GAP, labels=frozenset({*COMMON, "stage: submitted"}))
    effects = decided(there).effects
    assert effects[:2] == (fx.AddLabels(("stage: needs info",)), fx.RemoveLabel("stage: submitted"))


def test_the_board_comes_after_the_comments_that_it_counts_on():
    there = replace(settled(nomination(GAP)), comments=(says(LIN, "/pass 4 well done\n/status", 900),))
    effects = kinds(decided(there).effects)
    assert effects.index("PostComment") < effects.index("WriteBoard") < effects.index("React")


def test_what_failed_in_this_pass_is_left_out_and_the_rest_goes_on():
    there = nomination()
    assert kinds(decided(replace(there, stuck=frozenset({"OpenPull candidate"}))).effects) == ["AddLabels", "WriteBoard"]


def test_a_plan_carried_out_leaves_nothing_to_do():
    for seen in (nomination(), nomination(GAP), nomination(""), nomination(labels=frozenset({"nomination", "mine"}))):
        assert decided(settled(seen)).effects == ()


def test_time_alone_changes_nothing():
    there = settled(nomination())
    assert decided(there, now=NOW + timedelta(days=400)).effects == ()


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
    there = nomination(facts={}, comments=(says(LIN, "I/O looks fine\n> /pass 1\n\n`/pass 2`"),))
    assert decided(there).needs == ()


def test_what_everybody_may_do_asks_nothing():
    assert decided(nomination(facts={}, comments=(says(STRANGER, "/status"),))).needs == ()


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
    there = replace(settled(nomination()), ledger=Ledger("0.1", moves=(Move("screening", OPENED),)))
    assert seen_by_rules(there).standard.version == "1.1.6"


def test_a_stage_that_the_registry_has_removed_is_left_by_the_way_of_a_new_nomination():
    own = "stages: {pilot: {label: {name: 'stage: pilot'}, title: pilot, turn: reviewer, next_step: Look.}}"
    extra = flow(own + "\ntransitions: [{from: submitted, to: pilot}]")
    there = settled(nomination(), extra)
    assert there.ledger.stage == "pilot"
    assert settled(there).ledger.stage == "screening"
    assert settled(there).labels >= {"stage: screening"}


# Commands.


def test_commands_run_in_the_order_of_time_comment_and_position():
    late, early = says(LIN, "/fail 1 second", 900), says(LIN, "/pass 1 first", 901, at=NOW - 2 * HOUR)
    assert [v.note for v in seen_by_rules(nomination(comments=(late, early))).ledger.verdicts] == ["second"]
    same_time = says(LIN, "/pass 1 a", 900), says(LIN, "/pass 1 b\n/pass 1 c", 901)
    assert [v.note for v in seen_by_rules(nomination(comments=same_time[::-1])).ledger.verdicts] == ["c"]


def test_each_command_sees_what_the_one_before_it_did():
    there = nomination(comments=(says(MAYA, "/fail 2 closed\n/ineligible\n/withdraw", 900),))
    after = seen_by_rules(there)
    assert after.stage == "ineligible"
    assert len(replies(there)) == 1
    assert "`/withdraw` was not carried out" in replies(there)[0]


def test_a_command_is_carried_out_once():
    there = nomination(comments=(says(LIN, "/pass 1", 900),))
    once = settled(there)
    assert once.ledger.answered == {(900, "", 0)}
    assert decided(once).effects == ()
    assert [c.thumbs_up for c in once.comments if c.id == 900] == [1]


def test_a_refusal_stands_in_the_reply_and_needs_no_board():
    there = replace(settled(nomination()), comments=(says(STRANGER, "/pass 1", 900),))
    effects = decided(there).effects
    assert kinds(effects) == ["PostComment", "React"]
    assert (effects[0].key, effects[0].data) == ("reply/900/", {"answered": "0", "refused": "yes"})
    assert effects[1] == fx.React(900, "confused")
    assert decided(settled(there)).effects == ()


def test_a_pass_needs_the_board_and_a_reaction_only():
    there = replace(settled(nomination()), comments=(says(LIN, "/pass 1", 900),))
    assert kinds(decided(there).effects) == ["EditPull", "SetStatus", "WriteBoard", "React"]


def test_the_answer_is_given_where_the_command_was_written():
    there = replace(settled(nomination()), comments=(says(STRANGER, "/status", 900, thread=12),))
    (reply,) = [e for e in decided(there).effects if isinstance(e, fx.PostComment)]
    assert reply.thread == 12


def test_what_died_between_two_effects_is_taken_up_where_it_stopped():
    there = replace(settled(nomination()), comments=(says(LIN, "/pass 1\n/pass\n/status", 900),))
    whole = decided(there).effects
    for done in range(len(whole) + 1):
        after = there
        for effect in whole[:done]:
            after = project(after, effect, Made(id=990, head="h", at=NOW))
        end = settled(replace(after, ledger=after.stored))
        assert end.ledger.verdicts == settled(there).ledger.verdicts
        assert len([c for c in end.comments if c.is_ours]) == 1


def test_an_author_never_reviews_their_own_nomination():
    there = nomination(author=LIN, comments=(says(LIN, "/pass 1", 900),))
    assert seen_by_rules(there).ledger.verdicts == ()
    assert "Nobody reviews their own nomination" in replies(there)[0]


@pytest.mark.parametrize(("word", "near"), [("pas", "pass"), ("clame", "claim"), ("stauts", "status"), ("PASSS", "pass")])
def test_a_slash_word_near_to_a_command_is_answered_with_it(word, near):
    (reply,) = replies(nomination(comments=(says(LIN, f"/{word} 1", 900),)))
    assert f"Did you mean `/{near}`?" in reply


@pytest.mark.parametrize("word", ["tmp", "etc", "shrug", "usr", "home", "test", "merge"])
def test_other_slash_words_are_no_business_of_the_bot(word):
    there = replace(settled(nomination()), comments=(says(LIN, f"/{word} is where it lies", 900),))
    assert decided(there).effects == ()


def test_nobody_is_pointed_to_a_command_that_they_may_not_use():
    assert replies(nomination(comments=(says(STRANGER, "/overide because x", 900),))) == []
    assert "`/override`" in replies(nomination(comments=(says(MAYA, "/overide because x", 900),)))[0]


def test_a_hostile_command_line_is_quoted_harmlessly():
    (reply,) = replies(nomination(comments=(says(STRANGER, "/pass `1` @everyone <!-- x --> " + "y" * 500, 900),)))
    assert "@everyone" not in reply
    assert len(reply) < 400


def test_bots_and_accounts_that_are_gone_give_no_commands():
    there = replace(settled(nomination()), comments=(says(BOT, "/pass 1", 900, is_bot=True), says(None, "/pass 1", 901)))
    assert decided(there).effects == ()


# Requests that ride along, and edits.


def edit(number: int, by=LIN, before: str = "hm", body: str = "/pass 1", **changed) -> Request:
    return replace(Request(number, NUMBER, by, NOW - HOUR, body, before), **changed)


def edited(number: int, body: str = "/pass 1", by=LIN):
    return says(by, body, number, at=NOW - 5 * HOUR, edited_at=NOW - HOUR)


def test_the_own_edit_carries_out_only_what_is_new_in_it():
    riding = edit(900, before="/pass 1", body="/pass 1\n/pass 2")
    there = nomination(comments=(edited(900, "/pass 1\n/pass 2"),), requests=(riding,))
    assert [v.indicator for v in seen_by_rules(there).ledger.verdicts] == ["2"]


def test_a_comment_that_rides_along_and_is_listed_counts_once():
    riding = Request(900, NUMBER, LIN, NOW - HOUR, "/pass 1")
    there = nomination(comments=(says(LIN, "/pass 1", 900),), requests=(riding, riding))
    assert len(seen_by_rules(there).ledger.verdicts) == 1


def test_somebody_elses_edit_runs_nothing_and_gets_one_hint():
    riding = edit(900, by=MAYA, foreign=True)
    there = nomination(comments=(edited(900, by=STRANGER),), requests=(riding,))
    assert seen_by_rules(there).ledger.verdicts == ()
    assert ["edited" in reply for reply in replies(there)] == [True]
    assert [c.key for c in (m for c in settled(there).comments for m in c.marks)] == [f"hint/900/{(NOW - HOUR).isoformat()}"]
    assert decided(settled(there)).effects == ()


def test_an_edit_that_only_a_sweep_has_seen_runs_nothing_and_gets_a_hint():
    there = nomination(comments=(edited(900),), swept=True)
    assert seen_by_rules(there).ledger.verdicts == ()
    assert len(replies(there)) == 1
    assert decided(settled(there)).effects == ()


def test_an_edit_that_may_still_be_delivered_gets_no_hint_yet():
    assert replies(nomination(comments=(edited(900),))) == []


def test_a_typo_mended_after_the_command_was_carried_out_is_no_reason_for_a_hint():
    done = settled(nomination(comments=(says(LIN, "/pass 1", 900),)))
    later = tuple(replace(c, body="/pass 1\n\nthanks", edited_at=NOW) if c.id == 900 else c for c in done.comments)
    assert replies(replace(done, comments=later, swept=True)) == []


def test_a_command_added_to_an_answered_question_is_hinted_at():
    done = settled(nomination(comments=(says(LIN, "/pass 1\n/status", 900),)))
    later = tuple(replace(c, body="/pass 1\n/status\n/pass 2", edited_at=NOW) if c.id == 900 else c for c in done.comments)
    assert len(replies(replace(done, comments=later, swept=True))) == 1


def test_a_path_in_an_edited_comment_gets_no_hint():
    assert replies(nomination(comments=(edited(900, "/tmp is full"),), swept=True)) == []


# Pull requests and moves.


def noted(kind: str = "candidate", **changed) -> Ledger:
    note = replace(PullNote(12, status="success|candidate012|All 2 indicators settled"), **changed)
    return Ledger("1.1.6", moves=(Move("submitted", OPENED), Move("screening", OPENED)), pulls={kind: note})


def merged(**changed):
    return pull("candidate", "merged", closed_at=NOW - HOUR, merged_by=MAYA, **changed)


def test_a_merge_moves_the_stage_and_names_who_did_it():
    after = seen_by_rules(nomination(ledger=noted(), pulls={"candidate": merged()})).ledger
    (move,) = [m for m in after.moves if m.stage == "candidate"]
    assert (move.at, move.by) == (NOW - HOUR, MAYA)
    assert after.stage == "technical-review"
    assert after.overrides == ()


def test_a_merge_while_the_review_was_not_green_is_an_override_to_be_confirmed():
    there = nomination(ledger=noted(status="pending|candidate012|x"), pulls={"candidate": merged(status="pending")})
    assert seen_by_rules(there).ledger.overrides == (Override("candidate", MAYA, NOW - HOUR),)


def test_a_merge_of_another_head_than_the_green_one_is_an_override_too():
    there = nomination(ledger=noted(), pulls={"candidate": merged(head="ffffffffffffff")})
    assert len(seen_by_rules(there).ledger.overrides) == 1


def test_a_status_that_was_green_on_github_is_no_override():
    there = nomination(ledger=noted(status=""), pulls={"candidate": merged(status="success")})
    assert seen_by_rules(there).ledger.overrides == ()


def test_a_command_given_before_the_merge_is_judged_as_things_stood_then():
    before = says(LIN, "/fail 1 no evidence", 900, at=NOW - 2 * HOUR)
    there = nomination(ledger=noted(), comments=(before,), pulls={"candidate": merged()})
    ledger = seen_by_rules(there).ledger
    assert [v.value for v in ledger.verdicts] == ["fail"]
    assert ledger.stage == "technical-review"


def test_a_withdrawal_closes_the_pull_request_and_the_closing_is_no_news_afterwards():
    begun = settled(nomination())
    there = settled(replace(begun, comments=(says(AMINA, "/withdraw", 900),)))
    assert (there.ledger.stage, there.pulls["candidate"].state, there.is_open) == ("withdrawn", "closed", False)
    assert [move.stage for move in there.ledger.moves] == ["submitted", "screening", "withdrawn"]


def test_a_withdrawal_and_its_closing_in_the_same_second_stay_a_withdrawal():
    there = settled(nomination())
    asked = says(AMINA, "/withdraw", 900, at=NOW)
    closed = replace(there.pulls["candidate"], state="closed", closed_at=NOW)
    crashed = replace(there.with_pull(closed), comments=(*there.comments, asked))
    assert settled(crashed, now=NOW + timedelta(seconds=2)).ledger.stage == "withdrawn"


def test_a_merge_is_seen_even_when_githubs_clock_is_ahead_of_ours():
    ahead = replace(merged(), closed_at=NOW + timedelta(seconds=30))
    assert seen_by_rules(nomination(ledger=noted(), pulls={"candidate": ahead})).stage == "technical-review"


def test_a_file_changed_by_hand_is_noted_for_the_board():
    theirs = pull(files={"nominees/community-health-toolkit.json": "{}"}, head_is_ours=False)
    (value,) = seen_by_rules(nomination(ledger=noted(), pulls={"candidate": theirs})).ledger.pulls["candidate"].files.values()
    assert value.startswith("~")


def test_a_lost_board_is_built_again_from_what_is_there():
    lost = nomination(
        labels=frozenset({*COMMON, "stage: screening"}),
        comments=(says(LIN, "/pass 1 2", 900, thumbs_up=1), bot_says("stage/screening/2")),
        pulls={"candidate": pull(files={})},
    )
    again = settled(lost)
    assert {v.indicator for v in again.ledger.verdicts} == {"1", "2"}
    assert again.ledger.stage == "screening"
    assert len([c for c in again.comments if c.is_ours]) == 1


def test_an_announcement_is_not_repeated_after_a_lost_board():
    moves = (Move("submitted", OPENED), Move("screening", OPENED))
    lost = nomination(
        comments=(bot_says("announce/comment"),),
        ledger=None,
        pulls={k: pull(k, "merged", status="success") for k in ("candidate", "dpg")},
    )
    again = settled(lost)
    assert again.ledger.stage == "dpg"
    assert set(again.ledger.channels.values()) == {"sent"}
    assert moves


# Laws.

BODIES = st.one_of(st.text(max_size=200), st.sampled_from([GAP, complete_body(), GAP[:900], "### Project name\n\n|\n\n" * 3]))
TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["/pass 1 2", "/pass all", "/fail 3 x", "/withdraw", "/help\n/claim", "/ineligible", "/pas"]),
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
    assert sum(name.startswith("stage: ") for name in end.labels) == 1
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
    assert RIGHTS
