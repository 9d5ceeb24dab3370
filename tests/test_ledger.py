"""The ledger: what goes onto the board in a mark comes back the same, and holds no more than it may."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.file_notes import FileNote, ReviewStatus, digest
from bot.model.ledger import Ledger
from bot.model.ledger_entries import (
    Actor,
    OpenWait,
    Override,
    PullNote,
    Remark,
    Reminded,
    Round,
    Seat,
    StageChange,
    Undo,
    Verdict,
)
from bot.model.ledger_parts import Announcement, Clocks, Ending, PullRequests, Renewal, Requests, Review
from bot.text import marks
from tests.nominations import INDICATORS, LIN, MAYA, NOW, OMAR, change_ledger, nomination, view
from tests.story import records

FULL = Ledger(
    standard="1.1.6",
    serial=12,
    moves=(StageChange("submitted", NOW), StageChange("closed", NOW, LIN, "because", True, "spam")),
    noticed=2,
    review=Review(
        seats=(Seat(LIN, NOW), Seat(OMAR, NOW)),
        verdicts=(
            Verdict("1", LIN, "pass", NOW, 900, 7, "0123456789ab", "fine"),
            Verdict("9a", OMAR, "fail", NOW, 901, 12, "0" * 12),
        ),
    ),
    requests=Requests(answered=frozenset({(900, "", 0), (900, "2026-03-02T12:00:00+00:00", 1)})),
    pull_requests=PullRequests(
        ours={"candidate": PullNote(12, "merged", "abc", {"nominees/it.json": "0123"}, "success|abc|All 2 indicators passed")},
        overrides=(Override("candidate", None, NOW), Override("dpg", LIN, NOW, MAYA, "said so")),
    ),
    announcement=Announcement(
        channels={"comment": "sent", "chat": "unknown"},
        delivered={"comment": f"{NOW.isoformat()} https://github.com/registry/digital-public-goods/issues/7#issuecomment-9"},
        embargo=NOW,
        retraction="a mistake",
    ),
    ending=Ending(
        is_closed=True,
        appeal=Remark(LIN, NOW, 903, 7, "look again"),
        undo=Undo(NOW, "/ineligible", "closed", "ineligible", round=Round(NOW)),
        stays_closed=True,
    ),
    clocks=Clocks(
        waits=(OpenWait("question", "3", NOW, 60, NOW), OpenWait("answers", "", NOW)),
        reminded=(Reminded("question/3", "14", NOW, NOW, 60), Reminded("answers", "warning", NOW)),
    ),
    renewal=Renewal(round=Round(NOW, NOW, NOW, MAYA, "no"), rounds=2),
)

people = st.builds(Actor, st.integers(1, 10**9), st.text(min_size=1, max_size=39))
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
kinds = st.sampled_from(("candidate", "dpg"))
words = st.text(max_size=20)
ledgers = st.builds(
    partial(change_ledger, Ledger("1")),
    standard=words,
    serial=st.integers(0, 10**6),
    moves=st.lists(st.builds(StageChange, words, times, st.none() | people, words), max_size=3).map(tuple),
    seats=st.lists(st.builds(Seat, people, times), max_size=2).map(tuple),
    verdicts=st.lists(
        st.builds(
            Verdict,
            st.sampled_from(INDICATORS),
            people,
            st.sampled_from(("pass", "fail", "na")),
            times,
            st.integers(1),
            st.integers(1),
            words,
            words,
        ),
        max_size=3,
    ).map(tuple),
    answered=st.frozensets(st.tuples(st.integers(1), words, st.integers(0, 9)), max_size=3),
    ours=st.dictionaries(
        kinds,
        st.builds(
            PullNote,
            st.integers(1),
            st.sampled_from(("open", "merged", "closed")),
            words,
            st.dictionaries(words, words, max_size=2),
            words,
        ),
        max_size=2,
    ),
    overrides=st.lists(st.builds(Override, kinds, st.none() | people, times, st.none() | people, words), max_size=2).map(tuple),
    channels=st.dictionaries(words, words, max_size=2),
    facts=st.lists(st.tuples(words, words, words, times, words), max_size=2).map(tuple),
    noticed=st.integers(0, 99),
    is_closed=st.booleans(),
)


@given(ledgers)
def test_what_is_written_is_read_back_the_same(ledger: Ledger):
    assert Ledger.from_json(json.loads(json.dumps(ledger.to_json()))) == ledger


def test_it_survives_a_mark():
    mark = marks.Mark("board", 1, "a/b", 7, FULL.serial, "board", FULL.to_json())
    (read,) = marks.read(marks.write(mark, b"secret"), [b"secret"])
    assert Ledger.from_json(read.data or {}) == FULL


def test_a_ledger_written_before_something_was_remembered_can_be_read():
    old = {key: value for key, value in FULL.to_json().items() if key != "facts"}
    assert Ledger.from_json(old) == FULL


@pytest.mark.parametrize("key", list(FULL.to_json()))
@pytest.mark.parametrize("rubbish", [None, 7, "x", [7], [[7]], {"x": 7}])
def test_anything_else_is_refused_with_a_value_error_or_read(key, rubbish):
    with suppress(ValueError):
        assert isinstance(Ledger.from_json({**FULL.to_json(), key: rubbish}), Ledger)


def test_the_stage_is_the_last_move():
    assert (Ledger("1").stage, FULL.stage) == ("", "closed")


def test_a_long_reason_is_cut():
    assert len(FULL.add_stage_change(StageChange("closed", NOW, LIN, "x" * 999, ending="spam")).moves[-1].reason) == 200


def test_it_holds_no_answer_and_no_contact():
    seen = view("technical-review", [(LIN, "pass", "all"), (OMAR, "pass", "all")])
    text = json.dumps(seen.ledger.to_json())
    nominee, _ = records()
    assert nominee["name"] not in text
    assert "@" not in text
    assert nomination().body[:40] not in text


def test_a_review_by_five_reviewers_stays_far_below_what_a_comment_holds():
    people = [Actor(10**8 + n, f"reviewer-with-a-long-login-{n}") for n in range(5)]
    given = [(one, "fail", "all") for one in people]
    seen = view("technical-review", given)
    noted = tuple(replace(v, note=f"{n} {'reason ' * 28}"[:200]) for n, v in enumerate(seen.ledger.review.verdicts))
    moves = tuple(StageChange("screening", NOW + timedelta(hours=n), people[n % 5], f"reason {n}") for n in range(40))
    asked = frozenset((10**9 + n, "", 0) for n in range(200))
    mark = marks.Mark(
        "board",
        1,
        "a/b",
        7,
        1,
        "board",
        replace(seen.ledger, moves=moves)
        .with_parts(replace(seen.ledger.review, verdicts=noted), replace(seen.ledger.requests, answered=asked))
        .to_json(),
    )
    assert len(marks.write(mark, b"secret")) < 24_000


def test_a_file_that_a_person_changed_is_known_by_its_mark():
    assert FileNote("").follow("ours", ours=True) == digest("ours")
    assert FileNote(digest("ours")).follow("theirs", ours=False) == "~" + digest("ours")
    assert FileNote("").follow("theirs", ours=False) == "~"
    assert FileNote("~" + digest("ours")).follow("ours", ours=False) == digest("ours")
    assert FileNote(digest("ours")).follow("ours", ours=False) == digest("ours")
    assert digest(None) == ""
    assert FileNote(digest("ours")).follow(None, ours=False) == "~" + digest("ours")


def test_what_the_bot_said_last_counts_for_the_head_that_it_was_said_of():
    said = ReviewStatus.of("success", "0123456789abcdef", "All 2 indicators | passed")
    assert said == "success|0123456789ab|All 2 indicators | passed"
    assert (said.is_green, said.is_green_on("0123456789abcdef"), said.is_green_on("fedcba9876543210")) == (True, True, False)
    assert not ReviewStatus.of("pending", "0123456789ab", "success|").is_green
    assert not ReviewStatus("").is_green


def test_a_file_note_tells_who_has_changed_the_file():
    assert [FileNote(note).changed_by_hand for note in ("", digest("x"), "~", "~" + digest("x"))] == [False, False, True, True]
    assert [FileNote(note).is_written_by_us for note in ("", digest("x"), "~", "~" + digest("x"))] == [False, True, False, True]
