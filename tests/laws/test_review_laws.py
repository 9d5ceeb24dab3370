"""Laws of the review: legal commands stay inside the workflow, the plan comes to rest, and the memory stays small."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.command_dispatch import run_command
from bot.model import effects as fx
from bot.model.contracts import CommandRequest, Done, View
from bot.model.ledger import Ledger
from bot.model.ledger_entries import Verdict
from bot.model.needs import Need
from bot.model.nomination import Request
from bot.review.permissions import check_permission
from bot.text import commands, marks
from bot.text.marks import Mark
from config.models import Workflow
from tests.laws.reviewing import EVERYBODY, FOURTH, Review, review, sayings
from tests.noise import noise
from tests.nominations import AMINA, CATALOGUE, INDICATORS, LIN, MAYA, NUMBER, OMAR, REPO, WORKFLOW, Facts, flow
from tests.profile import count_examples
from tests.story import body_with_gap, complete_body

KEY = b"the key of these tests only"
MOST = 24_000
BY_COMMAND = flow(
    "transitions:\n"
    "  - {from: submitted, to: screening, when: {complete: [project]}}\n"
    "  - {from: screening, to: technical-review, command: advance, when: {passed: candidate}}\n"
    "  - {from: technical-review, to: approved, command: advance}\n"
    "  - {from: [screening, technical-review, approved], to: closed, command: close, as: [withdrawn]}\n"
    "  - {from: closed, to: submitted, when: {back: true}}\n"
)
"""A registry with transitions of its own."""
flows = st.sampled_from([WORKFLOW, WORKFLOW, BY_COMMAND])
plain = st.sampled_from(["", "clear evidence", "because of the licence", "see #12", "the owner moves"])
elsewhere = st.one_of(
    st.tuples(st.just("edits"), st.sampled_from([complete_body(), complete_body("openmrs"), body_with_gap()])),
    st.tuples(st.sampled_from(["merges", "closes", "reopens"]), st.sampled_from(["candidate", "dpg"])),
    st.tuples(st.just("waits"), st.integers(1, 40)),
    st.tuples(st.just("loses board")),
)
acts = st.lists(sayings(plain) | sayings(plain) | elsewhere, max_size=8)


def legal_moves(flow: Workflow, command: str, stage: str) -> set[tuple[str, str]]:
    """Where the workflow lets a command lead from a stage, and with which ending."""
    transitions = [transition for transition in flow.leaves(stage) if transition.command == command]
    return {(transition.to, ending) for transition in transitions for ending in transition.endings or ("",)}


def tried(seen: View, played: Review) -> None:
    """Every command that anybody may use now, one by one, with all that GitHub could tell."""
    rights = {Need("permission", person.login): right for person, right in played.rights.items()}
    accounts = {Need("account", person.login): str(person.id) for person in EVERYBODY}
    facts = Facts({**seen.nomination.facts, **rights, **accounts, Need("issue", "12"): "yes"})
    seen = replace(seen, nomination=replace(seen.nomination, facts=facts))
    for person in EVERYBODY:
        for command in CATALOGUE.commands.values():
            line = commands.parse(command.example)[0]
            ask = CommandRequest(Request(5000, NUMBER, person, played.now, command.example), line)
            if check_permission(seen, person, command) is not None:
                continue
            outcome = run_command(seen, ask)
            if not isinstance(outcome, Done):
                continue
            stage = outcome.ledger.stage
            assert stage in seen.workflow.stages
            if stage != seen.stage and command.name not in ("override", "undo"):
                assert (stage, outcome.ledger.moves[-1].ending) in legal_moves(seen.workflow, command.name, seen.stage)
            assert Ledger.from_json(outcome.ledger.to_json()) == outcome.ledger


@given(flows, acts)
@settings(max_examples=count_examples(40), deadline=None)
def test_from_wherever_people_have_brought_it_every_legal_command_leads_to_a_stage_of_the_workflow(
    flow: Workflow, acts: list[tuple[Any, ...]]
) -> None:
    played = review(flow)
    for act in acts:
        played.act(act)
        assert played.view.stage in flow.stages
    tried(played.view, played)


@given(flows, acts)
@settings(max_examples=count_examples(40), deadline=None)
def test_whatever_happens_in_a_review_the_plan_comes_to_rest_and_every_command_has_its_answer(
    flow: Workflow, acts: list[tuple[Any, ...]]
) -> None:
    played = review(flow)
    for act in acts:
        played.act(act)
    for comment in played.nomination.comments:
        known = [line for line in commands.parse(comment.body) if CATALOGUE.command(line.name)]
        if known and not comment.is_bot:
            assert comment.thumbs_up or comment.confused


def three_rounds(played: Review) -> None:
    """Each indicator is asked about three times and answered; four reviewers change their minds; holds, moves and notes."""
    reviewers, question = (LIN, OMAR, FOURTH, MAYA), 0
    for number in range(3):
        for place, name in enumerate(INDICATORS):
            question += 1
            played.write(LIN, f"/ask {name} {noise(question)} in 14 days")
            played.write(AMINA, f"/answer {question} {noise(question + 500)}")
            played.write(LIN, f"/reject {question} {noise(question + 900)}")
            played.write(AMINA, f"/answer {question} {noise(question + 700)}")
            played.write(LIN, f"/accept {question}")
            for person in reviewers:
                value = "fail" if (place + number) % 4 == 0 else "concern"
                played.write(person, f"/{value} {name} {noise(place * 7 + number)}")
            played.write(MAYA, f"/note {noise(number * 40 + place)}")
        for hold in range(8):
            played.write(MAYA, f"/hold {noise(hold)}")
            played.write(MAYA, "/resume")
            played.write(LIN, f"/recheck {noise(hold + 50)}")
            played.write(MAYA, f"/priority {'off' if hold % 2 else 'on'}")
        played.rest()


def size(ledger: Ledger) -> int:
    return len(marks.write(Mark("board", 1, REPO, NUMBER, ledger.serial, "board", ledger.to_json()), KEY))


def merged() -> Review:
    """A nomination in technical review."""
    played = review(WORKFLOW)
    played.act(("says", LIN, "/pass 1 2"))
    played.act(("merges", "candidate"))
    assert played.view.stage == "technical-review"
    return played


def test_five_hundred_requests_and_three_rounds_fit_into_the_board_and_nothing_that_decides_is_lost() -> None:
    played = merged()
    three_rounds(played)
    extra = 500 - len(played.nomination.comments)
    for number in range(max(extra, 0) + 60):
        played.write(LIN, f"/pass {INDICATORS[number % 3]} {noise(number)}")
    played.rest()
    stored = played.nomination.stored
    assert stored is not None
    asked = sum(not comment.is_bot for comment in played.nomination.comments)
    assert asked >= 500
    boards = [effect for effect in played.done if isinstance(effect, fx.WriteBoard)]
    assert max(size(board.ledger) for board in boards) < MOST
    assert max(len(board.text) + size(board.ledger) for board in boards) < 65_536
    assert {(v.indicator, v.by) for v in stored.review.verdicts} == {
        (name, who) for name in INDICATORS for who in (LIN, OMAR, FOURTH, MAYA)
    }
    assert max(question.number for question in stored.review.questions) == 36
    assert stored.requests.settled is not None
    assert len(stored.requests.answered) <= 300


def answers_of(played: Review) -> list[str]:
    return [effect.key for effect in played.done if isinstance(effect, fx.PostComment)]


def test_what_was_settled_long_ago_never_runs_again_though_the_ledger_names_it_no_more() -> None:
    played = merged()
    old = played.write(STRANGER_WITHOUT_RIGHT, "/pass 4 I had no right then")
    played.rest()
    three_rounds(played)
    stored = played.nomination.stored
    assert stored is not None
    assert (old, "", 0) not in stored.requests.answered
    before, said = played.view.ledger, answers_of(played)
    played.rights = {**played.rights, STRANGER_WITHOUT_RIGHT: "triage"}
    comments = [comment for comment in played.nomination.comments if not any("reply" in mark.key for mark in comment.marks)]
    again = tuple(
        Request(c.id, NUMBER, c.author, c.at, c.body)
        for c in comments
        if c.author and not c.is_bot and c.at < before.requests.settled
    )
    played.nomination = replace(played.nomination, comments=tuple(comments), requests=again, facts=Facts(), swept=True)
    played.rest()
    assert played.view.ledger.review.verdicts == before.review.verdicts
    assert played.view.ledger.review.questions == before.review.questions
    assert len(answers_of(played)) == len(said)


STRANGER_WITHOUT_RIGHT = EVERYBODY[-1]


def test_what_is_new_runs_all_the_same() -> None:
    played = merged()
    three_rounds(played)
    played.now += timedelta(days=2)
    number = played.write(OMAR, "/pass 4 at last")
    played.rest()
    stored = played.nomination.stored
    assert stored is not None
    assert (number, "", 0) in stored.requests.answered
    assert [v.value for v in stored.review.verdicts if (v.indicator, v.by) == ("4", OMAR)] == ["pass"]


def test_verdicts_by_many_reviewers_with_the_longest_notes_fit_too() -> None:
    played = merged()
    ledger = played.nomination.stored
    assert ledger is not None
    people = [replace(LIN, id=900 + n, login=f"a-reviewer-with-a-very-long-login-{n:05}") for n in range(8)]
    verdicts = tuple(
        Verdict(name, who, "fail", played.now, 10**9 + n * 7919, NUMBER, f"{n * 7919:016x}", noise(n))
        for n, (name, who) in enumerate((name, who) for name in INDICATORS for who in people)
    )
    played.nomination = replace(played.nomination, ledger=ledger.with_parts(replace(ledger.review, verdicts=verdicts)))
    played.rest()
    stored = played.nomination.stored
    assert stored is not None
    assert size(stored) < MOST
    assert len(stored.review.verdicts) == len(verdicts)
    assert all(verdict.note for verdict in stored.review.verdicts)
