"""Stage pull requests that people merge, close or change, and boards that are lost: what `decide` makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.ledger import Ledger
from bot.model.ledger_entries import Override, PullNote, Question, StageChange
from bot.model.ledger_parts import PullRequests
from bot.review.waits import list_all_waits
from tests.deciding import HOUR, seen_by_rules, settled
from tests.nominations import (
    AMINA,
    LIN,
    MAYA,
    NOW,
    NUMBER,
    OPENED,
    bot_says,
    change_ledger,
    nomination,
    pull,
    says,
)

COMMON = {"nomination", "type: software"}


def noted(kind: str = "candidate", **changed) -> Ledger:
    note = replace(PullNote(12, status="success|candidate012|All 2 indicators passed"), **changed)
    return Ledger(
        "1.1.6",
        moves=(StageChange("submitted", OPENED), StageChange("screening", OPENED)),
        pull_requests=PullRequests(ours={kind: note}),
    )


def merged(**changed):
    return pull("candidate", "merged", closed_at=NOW - HOUR, merged_by=MAYA, **changed)


def test_a_merge_moves_the_stage_and_names_who_did_it():
    after = seen_by_rules(nomination(ledger=noted(), pulls={"candidate": merged()})).ledger
    (move,) = [m for m in after.moves if m.stage == "candidate"]
    assert (move.at, move.by) == (NOW - HOUR, MAYA)
    assert after.stage == "technical-review"
    assert after.pull_requests.overrides == ()


def test_a_merge_while_the_review_was_not_green_is_an_override_to_be_confirmed():
    there = nomination(ledger=noted(status="pending|candidate012|x"), pulls={"candidate": merged(status="pending")})
    assert seen_by_rules(there).ledger.pull_requests.overrides == (Override("candidate", MAYA, NOW - HOUR),)


def test_a_merge_of_another_head_than_the_green_one_is_an_override_too():
    there = nomination(ledger=noted(), pulls={"candidate": merged(head="ffffffffffffff")})
    assert len(seen_by_rules(there).ledger.pull_requests.overrides) == 1


def test_a_merge_while_a_question_is_open_is_an_override_too():
    asked = change_ledger(noted(status=""), questions=(Question(1, "2", LIN, OPENED, 900, NUMBER, "Which one?", ""),))
    there = nomination(ledger=asked, pulls={"candidate": merged(status="pending")})
    assert [o.kind for o in seen_by_rules(there).ledger.pull_requests.overrides] == ["candidate"]


def test_a_move_to_a_stage_by_hand_hides_no_merge_that_comes_later():
    by_hand = change_ledger(noted(status=""), overrides=(Override("candidate", MAYA, OPENED, MAYA, "agreed"),))
    there = nomination(ledger=by_hand, pulls={"candidate": merged(status="pending")})
    assert [o.reason for o in seen_by_rules(there).ledger.pull_requests.overrides] == ["agreed", ""]


def test_a_status_that_was_green_on_github_is_no_override():
    there = nomination(ledger=noted(status=""), pulls={"candidate": merged(status="success")})
    assert seen_by_rules(there).ledger.pull_requests.overrides == ()


def test_a_command_given_before_the_merge_is_judged_as_things_stood_then():
    before = says(LIN, "/fail 1 no evidence", 900, at=NOW - 2 * HOUR)
    there = nomination(ledger=noted(), comments=(before,), pulls={"candidate": merged()})
    ledger = seen_by_rules(there).ledger
    assert [v.value for v in ledger.review.verdicts] == ["fail"]
    assert ledger.stage == "technical-review"


def test_a_withdrawal_closes_the_pull_request_and_the_closing_is_no_news_afterwards():
    begun = settled(nomination())
    there = settled(replace(begun, comments=(says(AMINA, "/withdraw", 900),)))
    assert (there.ledger.stage, there.pulls["candidate"].state, there.is_open) == ("closed", "closed", False)
    assert [(m.stage, m.ending) for m in there.ledger.moves] == [("submitted", ""), ("screening", ""), ("closed", "withdrawn")]


def test_a_withdrawal_and_its_closing_in_the_same_second_stay_a_withdrawal():
    there = settled(nomination())
    asked = says(AMINA, "/withdraw", 900, at=NOW)
    closed = replace(there.pulls["candidate"], state="closed", closed_at=NOW)
    crashed = replace(there.with_pull(closed), comments=(*there.comments, asked))
    last = settled(crashed, now=NOW + timedelta(seconds=2)).ledger.moves[-1]
    assert (last.stage, last.ending) == ("closed", "withdrawn")


def test_one_that_somebody_closes_by_hand_moves_no_stage_and_a_maintainer_decides():
    there = settled(nomination())
    closed = there.with_pull(replace(there.pulls["candidate"], state="closed", closed_at=NOW))
    seen = seen_by_rules(closed, now=NOW + HOUR)
    assert seen.stage == "screening"
    assert [(wait.key, wait.still) for wait in list_all_waits(seen)] == [
        ("decision/candidate pull request", False),
        ("review/1", True),
    ]


def test_a_merge_is_seen_even_when_githubs_clock_is_ahead_of_ours():
    ahead = replace(merged(), closed_at=NOW + timedelta(seconds=30))
    assert seen_by_rules(nomination(ledger=noted(), pulls={"candidate": ahead})).stage == "technical-review"


def test_a_file_changed_by_hand_is_noted_for_the_board():
    theirs = pull(files={"nominees/community-health-toolkit.json": "{}"}, head_is_ours=False)
    (value,) = (
        seen_by_rules(nomination(ledger=noted(), pulls={"candidate": theirs}))
        .ledger.pull_requests.ours["candidate"]
        .files.values()
    )
    assert value.startswith("~")


def test_a_lost_board_is_built_again_from_what_is_there():
    lost = nomination(
        labels=frozenset({*COMMON, "stage: screening"}),
        comments=(says(LIN, "/pass 1 2", 900, thumbs_up=1), bot_says("stage/screening/2")),
        pulls={"candidate": pull(files={})},
    )
    again = settled(lost)
    assert {v.indicator for v in again.ledger.review.verdicts} == {"1", "2"}
    assert again.ledger.stage == "screening"
    assert len([c for c in again.comments if c.is_ours]) == 1


def test_an_announcement_is_not_repeated_after_a_lost_board():
    lost = nomination(
        comments=(bot_says("announce/comment"),),
        ledger=None,
        pulls={k: pull(k, "merged", status="success") for k in ("candidate", "dpg")},
    )
    again = settled(lost)
    assert again.ledger.stage == "dpg"
    assert set(again.ledger.announcement.channels.values()) == {"sent"}
