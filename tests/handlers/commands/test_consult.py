"""`/consult IND @expert question`: an expert is asked about one indicator, and only that one becomes theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.contracts import NeedsFacts
from bot.model.ledger_entries import Question, Remark
from bot.model.needs import UNKNOWN, Need
from bot.review.roles import holds_by_itself
from bot.review.turn_headline import write_headline
from handlers.commands.consult import FEATURE
from handlers.commands.verdict import PASS
from tests.asking import ACCOUNTS, ANA, asking, question
from tests.nominations import LIN, NOW, NUMBER, OMAR, RIGHTS, ask, done, flow, refused, run, view


def consulting(text: str, **changed):
    return run(FEATURE, asking(stage="technical-review", **changed), text)


def test_the_question_stands_with_its_expert_and_a_day():
    seen = asking(stage="technical-review")
    at = ask("/x").request.at
    prints = seen.reading.fingerprints["9a"]
    put = Question(1, "9a", LIN, at, 900, NUMBER, "is it lawful?", prints, due=at + timedelta(days=14), expert=ANA)
    assert done(run(FEATURE, seen, "/consult 9a @privacy-ana is it lawful?")).ledger == seen.ledger.with_parts(
        replace(seen.ledger.review, questions=(put,))
    )


def test_a_registry_may_leave_experts_their_time():
    seen = asking(stage="technical-review", flow=flow("waits: {expert: {days: null, late: null}}"))
    assert done(run(FEATURE, seen, "/consult 9a @privacy-ana why?")).ledger.review.questions[0].due is None


def test_the_expert_is_waited_for_and_the_reviewers_beside_them():
    seen = asking(stage="technical-review")
    after = replace(seen, ledger=done(run(FEATURE, seen, "/consult 9a @privacy-ana is it lawful?")).ledger)
    assert after.stage == "technical-review"
    assert write_headline(after) == (
        "**Waiting for `privacy-ana` until 16 March 2026:** question 1 about indicator 9a. "
        "**Waiting for a reviewer until 23 March 2026:** first review of indicators 1 to 9 and 9c; "
        "second review of indicators 1 to 9 and 9c. "
        "Nominator: nothing for you to do now."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@privacy-ana, is it lawful?", "is it lawful?"),
        ("is it lawful, @privacy-ana", "is it lawful,"),
        ('@privacy-ana is the "privacy policy" of #12 enough?', 'is the "privacy policy" of #12 enough?'),
        ("@privacy-ana please ask @rev-omar too", "please ask @rev-omar too"),
    ],
)
def test_no_word_of_the_question_is_lost(text, words):
    question = done(consulting(f"/consult 9a {text}")).ledger.review.questions[0]
    assert (question.expert, question.text) == (ANA, words)


def test_the_expert_holds_that_role_until_it_is_answered():
    seen = asking(stage="technical-review")
    after = replace(seen, ledger=done(run(FEATURE, seen, "/consult 9a @privacy-ana is it lawful?")).ledger)
    assert holds_by_itself(after, ANA, "expert")
    told = done(run(PASS, after, "/pass 9a yes, by article 6", ANA)).ledger
    assert not holds_by_itself(replace(after, ledger=told), ANA, "expert")
    assert [(v.by, v.advice) for v in told.review.verdicts] == [(ANA, True)]
    assert told.review.seats == ()


def test_other_indicators_are_not_theirs():
    seen = asking(question(1, expert=ANA))
    rights = Need("permission", ANA.login)
    assert isinstance(run(PASS, seen, "/pass 1 9a", ANA), NeedsFacts)
    for fact, words in (("read", "You were asked about indicator 9a"), (UNKNOWN, "try again")):
        told = replace(seen, nomination=replace(seen.nomination, facts={**RIGHTS, rights: fact}))
        assert words in refused(run(PASS, told, "/pass 1 9a", ANA))


@pytest.mark.parametrize(
    "text", ["/consult", "/consult 9a", "/consult 9a is it lawful?", "/consult 9a @privacy-ana", "/consult @privacy-ana why?"]
)
def test_without_an_indicator_an_expert_and_words_it_shows_how_it_is_used(text):
    reason = refused(consulting(text))
    assert all(part in reason for part in ("an indicator, an expert and the question", FEATURE.usage, FEATURE.example))


def test_what_is_not_known_of_the_expert_is_asked_for_first():
    assert run(FEATURE, view("technical-review"), "/consult 9a @privacy-ana why?") == NeedsFacts(
        (Need("account", "privacy-ana"),)
    )


@pytest.mark.parametrize(("fact", "words"), [(UNKNOWN, "try again"), ("none", "There is no account `privacy-ana` on GitHub.")])
def test_an_expert_of_whom_github_does_not_tell_is_not_asked(fact, words):
    seen = asking(stage="technical-review")
    facts = {**ACCOUNTS, Need("account", "privacy-ana"): fact}
    seen = replace(seen, nomination=replace(seen.nomination, facts=facts))
    assert words in refused(run(FEATURE, seen, "/consult 9a @privacy-ana why?"))


def test_nobody_with_an_interest_is_asked_as_an_expert():
    assert "own nomination" in refused(consulting("/consult 9a @amina why?"))
    aside = {"recused": (Remark(OMAR, NOW, 900, NUMBER, "worked there"),)}
    assert "has stepped aside" in refused(consulting("/consult 9a @rev-omar why?", ledger=aside))
