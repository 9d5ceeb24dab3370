"""Slash commands, carried out once each and never in silence: their order, their replies, and what an edit may do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.decide.command_dispatch import list_answered_positions
from bot.decide.decide import project
from bot.model import effects as fx
from bot.model.effects import Made
from bot.model.nomination import Request
from tests.asking import question
from tests.deciding import HOUR, decided, kinds, replies, seen_by_rules, settled
from tests.nominations import (
    AMINA,
    BOT,
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OMAR,
    STRANGER,
    bot_says,
    change_ledger,
    flow,
    nomination,
    says,
    view,
)
from tests.story import body_with_gap

GAP = body_with_gap()
HINT = (
    "That comment was edited, and I cannot tell from here who wrote which words, so I have carried out nothing of the edit. "
    "Please write the command in a new comment."
)


def test_commands_run_in_the_order_of_time_comment_and_position():
    late, early = says(LIN, "/fail 1 second", 900), says(LIN, "/pass 1 first", 901, at=NOW - 2 * HOUR)
    assert [v.note for v in seen_by_rules(nomination(comments=(late, early))).ledger.review.verdicts] == ["second"]
    same_time = says(LIN, "/pass 1 a", 900), says(LIN, "/pass 1 b\n/pass 1 c", 901)
    assert [v.note for v in seen_by_rules(nomination(comments=same_time[::-1])).ledger.review.verdicts] == ["c"]


def test_each_command_sees_what_the_one_before_it_did():
    there = nomination(comments=(says(MAYA, "/fail 2 closed\n/ineligible\n/withdraw", 900),))
    after = seen_by_rules(there)
    assert [move.ending for move in after.ledger.moves if move.ending] == ["ineligible"]
    assert len(replies(there)) == 1
    assert "`/withdraw` was not carried out" in replies(there)[0]


def test_a_word_that_a_registry_gives_an_ending_is_understood_as_the_command_that_closes():
    own = flow("endings: {spam: {words: [spam, rubbish]}}")
    there = nomination(comments=(says(MAYA, "/rubbish", 900), says(MAYA, "/pause", 901)))
    assert seen_by_rules(there, own).ledger.moves[-1].ending == "spam"
    assert seen_by_rules(there).stage == "screening"


def test_a_command_is_carried_out_once():
    there = nomination(comments=(says(LIN, "/pass 1", 900),))
    once = settled(there)
    assert once.ledger.requests.answered == {(900, "", 0)}
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
        assert end.ledger.review.verdicts == settled(there).ledger.review.verdicts
        assert len([c for c in end.comments if c.is_ours]) == 1


def test_an_author_never_reviews_their_own_nomination():
    there = nomination(author=LIN, comments=(says(LIN, "/pass 1", 900),))
    assert seen_by_rules(there).ledger.review.verdicts == ()
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


# Requests that come with it, and edits.


def edit(number: int, by=LIN, before: str = "hm", body: str = "/pass 1", **changed) -> Request:
    return replace(Request(number, NUMBER, by, NOW - HOUR, body, before), **changed)


def edited(number: int, body: str = "/pass 1", by=LIN):
    return says(by, body, number, at=NOW - 5 * HOUR, edited_at=NOW - HOUR)


def test_the_own_edit_carries_out_only_what_is_new_in_it():
    triggers = edit(900, before="/pass 1", body="/pass 1\n/pass 2")
    there = nomination(comments=(edited(900, "/pass 1\n/pass 2"),), requests=(triggers,))
    assert [v.indicator for v in seen_by_rules(there).ledger.review.verdicts] == ["2"]


def test_a_comment_that_rides_along_and_is_listed_counts_once():
    triggers = Request(900, NUMBER, LIN, NOW - HOUR, "/pass 1")
    there = nomination(comments=(says(LIN, "/pass 1", 900),), requests=(triggers, triggers))
    assert len(seen_by_rules(there).ledger.review.verdicts) == 1


def test_somebody_elses_edit_runs_nothing_and_gets_one_hint():
    triggers = edit(900, by=MAYA, foreign=True)
    there = nomination(comments=(edited(900, by=STRANGER),), requests=(triggers,))
    assert seen_by_rules(there).ledger.review.verdicts == ()
    (hint,) = seen_by_rules(there).replies
    assert (hint.thread, hint.data, hint.text) == (NUMBER, {"refused": "yes"}, HINT)
    assert [c.key for c in (m for c in settled(there).comments for m in c.marks)] == [f"hint/900/{(NOW - HOUR).isoformat()}"]
    assert decided(settled(there)).effects == ()


def test_an_edit_that_only_a_sweep_has_seen_runs_nothing_and_gets_a_hint():
    there = nomination(comments=(edited(900),), swept=True)
    assert seen_by_rules(there).ledger.review.verdicts == ()
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


# Requests that are over, and comments without a command.


def test_what_was_asked_up_to_the_moment_in_the_ledger_is_over_and_what_came_after_is_not():
    at = NOW - 2 * HOUR
    there = settled(nomination())
    ledger = change_ledger(there.ledger, settled=at)
    comments = (says(LIN, "/pass 1", 900, at=at), says(LIN, "/pass 2", 901, at=at + HOUR))
    ridden = Request(902, NUMBER, OMAR, at, "/pass 1")
    seen = seen_by_rules(replace(there, ledger=ledger, stored=ledger, comments=comments, requests=(ridden,)))
    assert [v.indicator for v in seen.ledger.review.verdicts] == ["2"]


def asked(*numbers: int):
    """A nomination whose nominator was asked these questions, and which stands still since."""
    there, prints = settled(nomination()), view().reading.fingerprints["9a"]
    ledger = change_ledger(
        there.ledger, questions=tuple(question(number, at=NOW - 3 * HOUR, answers=prints) for number in numbers)
    )
    return replace(there, ledger=ledger, stored=ledger)


def test_plain_words_of_the_nominator_answer_the_one_question_that_was_open_when_they_were_written():
    there = replace(asked(1), comments=(says(AMINA, "In  the\nform", 900),))
    (answered,) = seen_by_rules(there).ledger.review.questions
    assert (answered.state, answered.reply, answered.answer) == ("answered", "In the form", 900)
    for other in (says(LIN, "In the form", 900), says(AMINA, "x", 900, at=NOW - 3 * HOUR), says(AMINA, "x", 900, thread=12)):
        assert seen_by_rules(replace(there, comments=(other,))).ledger.review.questions[0].state == "open"


def test_plain_words_beside_two_questions_answer_neither_and_are_asked_about_once():
    there = replace(asked(1, 2), comments=(says(AMINA, "In the form", 900), says(AMINA, "And more", 901)))
    seen = seen_by_rules(there)
    assert [q.state for q in seen.ledger.review.questions] == ["open", "open"]
    assert [reply.text for reply in seen.replies] == [
        "Questions 1 and 2 are open, and I cannot tell which of them that comment answers. If it answers one, please write "
        "`/answer 1 …` with the answer."
    ]
    assert seen.ledger.requests.answered == {(900, "", -1), (901, "", -1)}, "boards remember them so"
    alone = change_ledger(seen.ledger, questions=seen.ledger.review.questions[:1])
    later = replace(there, ledger=alone, stored=alone)
    assert seen_by_rules(later).ledger.review.questions[0].state == "open", "nor do they answer the last one later"


def test_the_reply_to_a_request_tells_which_of_its_commands_are_answered():
    asked = Request(900, NUMBER, LIN, NOW - HOUR, "/status\n/status")
    of_it, of_an_edit = (
        bot_says("reply/900/", data={"answered": "0,2,x"}),
        bot_says("reply/900/later", 951, data={"answered": "1"}),
    )
    assert list_answered_positions(seen_by_rules(nomination(comments=(of_it, of_an_edit))), asked) == {0, 2}
    assert list_answered_positions(seen_by_rules(nomination(comments=(of_an_edit,))), asked) == frozenset()
    assert list_answered_positions(seen_by_rules(nomination(comments=(bot_says("reply/900/"),))), asked) == frozenset()


def test_several_commands_of_one_comment_are_answered_in_one_reply_a_paragraph_each():
    (first,), (second,) = (replies(nomination(comments=(says(STRANGER, text, 900),))) for text in ("/pass 1", "/fail 2 closed"))
    assert replies(nomination(comments=(says(STRANGER, "/pass 1\n/fail 2 closed", 900),))) == [f"{first}\n\n{second}"]
