"""Packing: whatever the ledger holds comes back the same, older ones load, and broken ones are told by a ValueError."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.model.ledger import PART_OF_ENTRY, PARTS, Ledger
from bot.model.ledger_entries import (
    Actor,
    Approval,
    Hold,
    NominatingPullNote,
    OpenWait,
    Override,
    PullNote,
    Question,
    Remark,
    Reminded,
    ReviewedRecord,
    Round,
    Seat,
    Snooze,
    StageChange,
    TurnChange,
    Undo,
    Verdict,
)
from bot.model.ledger_parts import PullRequests
from bot.model.ledger_recovery import recover_ledger
from config.base import Holder, Side, WaitKind
from tests.nominations import BOT, NOW, NUMBER, REPO, bot_says, change_ledger
from tests.profile import count_examples

numbers = st.integers(-(10**12), 10**12)
texts = st.text(max_size=20)
times = st.integers(-(10**9), 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
people = st.builds(Actor, numbers, texts)
perhaps = st.none() | people
remarks = st.builds(Remark, people, times, numbers, numbers, texts)


def some(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(kind, max_size=2).map(tuple)


def mapping(values: st.SearchStrategy[Any], keys: st.SearchStrategy[str] = texts) -> st.SearchStrategy[Mapping[str, Any]]:
    return st.dictionaries(keys, values, max_size=2).map(MappingProxyType)


holders = st.sampled_from(get_args(Holder))
sides = st.sampled_from(get_args(Side))
waits = st.sampled_from(get_args(WaitKind))
kinds = st.sampled_from(["candidate", "dpg", "archive"])
rounds = st.builds(Round, times, st.none() | times, st.none() | times, perhaps, texts)
pull_notes = st.builds(
    PullNote,
    *(numbers, st.sampled_from(["open", "merged", "closed"]), texts, st.dictionaries(texts, texts, max_size=2), texts),
    *(numbers, st.booleans(), st.booleans()),
)
questions = st.builds(
    Question,
    *(numbers, texts, people, times, numbers, numbers, texts, texts, st.none() | times, perhaps),
    st.sampled_from(["open", "answered", "accepted", "rejected", "closed"]),
    *(st.none() | times, numbers, texts),
)
verdicts = st.builds(
    Verdict,
    *(texts, people, st.sampled_from(["pass", "fail", "na", "concern"]), times, numbers, numbers, texts, texts),
    *(st.booleans(), st.booleans(), st.booleans()),
)
undos = st.builds(
    Undo,
    *(times, texts, texts, texts, some(verdicts), st.none() | remarks, some(remarks), st.none() | times, st.none() | rounds),
)
LEDGER = {
    "standard": texts,
    "serial": numbers,
    "written": st.none() | times,
    "moves": some(st.builds(StageChange, texts, times, perhaps, texts, st.booleans(), texts)),
    "seats": some(st.builds(Seat, people, times, numbers, perhaps)),
    "verdicts": some(verdicts),
    "records": some(st.builds(ReviewedRecord, numbers, mapping(texts), mapping(texts, st.sampled_from(("candidate", "dpg"))))),
    "shown": texts,
    "answered": st.frozensets(st.tuples(numbers, texts, numbers), max_size=3),
    "ours": mapping(pull_notes, kinds),
    "overrides": some(st.builds(Override, texts, perhaps, times, perhaps, texts)),
    "channels": mapping(texts),
    "delivered": mapping(texts),
    "embargo": st.none() | times,
    "retraction": texts,
    "facts": some(st.tuples(texts, texts, texts, times, texts)),
    "questions": some(questions),
    "hold": st.none() | st.builds(Hold, people, times, texts, st.none() | times),
    "recused": some(remarks),
    "notes": some(remarks),
    "representative": perhaps,
    "proposed": perhaps,
    "priority": st.booleans(),
    "nominating": some(st.builds(NominatingPullNote, numbers, texts, some(texts))),
    "rules": mapping(numbers),
    "assigned": st.frozensets(st.tuples(numbers, texts), max_size=3),
    "recheck": st.none() | times,
    "noticed": numbers,
    "is_closed": st.booleans(),
    "earlier": numbers,
    "settled": st.none() | times,
    "turns": some(st.builds(TurnChange, holders, times)),
    "spent": mapping(numbers, holders),
    "waits": some(st.builds(OpenWait, waits, texts, times, numbers, st.none() | times)),
    "reminded": some(st.builds(Reminded, texts, texts, times, st.none() | times, numbers)),
    "snoozes": some(st.builds(Snooze, people, times, sides)),
    "reminders": some(st.builds(Remark, people, times, numbers, numbers, texts)),
    "approvals": some(st.builds(Approval, times, times, texts, texts, some(texts))),
    "past": st.frozensets(numbers, max_size=3),
    "rounds": numbers,
    "round": st.none() | rounds,
    "appeal": st.none() | remarks,
    "back": st.none() | remarks,
    "undo": st.none() | undos,
    "retracted": st.none() | times,
    "denied": st.none() | times,
    "stays_closed": st.booleans(),
    "silent": texts,
    "slug": texts,
    "routed": st.frozensets(texts, max_size=3),
    "warned": texts,
    "typical": texts,
    "concerns": some(remarks),
}
ledgers = st.fixed_dictionaries(LEDGER).map(lambda entries: change_ledger(Ledger("1"), **entries))
LARGE = settings(max_examples=count_examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For laws about whole ledgers: they have so many fields that drawing one takes a while on a busy machine."""


def through_json(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_the_law_below_looks_at_every_field_of_the_ledger():
    of_parts = {entry.name for part in PARTS for entry in fields(part)}
    assert {entry.name for entry in fields(Ledger)} - set(PARTS.values()) | of_parts == set(LEDGER)


def read_entry(ledger: Ledger, name: str) -> object:
    return getattr(getattr(ledger, PART_OF_ENTRY[name]) if name in PART_OF_ENTRY else ledger, name)


@given(ledgers)
@LARGE
def test_every_ledger_comes_back_the_same(ledger):
    assert Ledger.from_json(through_json(ledger.to_json())) == ledger


STORED = {"ours": "pulls", "nominating": "intakes"}
"""Fields whose name in a mark is another one."""


@given(ledgers, st.lists(st.sampled_from(list(LEDGER)[1:]), max_size=20))
@LARGE
def test_a_ledger_from_before_a_field_was_there_takes_its_default(ledger, unknown_then):
    gone = {STORED.get(name, name) for name in unknown_then}
    older = {name: data for name, data in ledger.to_json().items() if name not in gone}
    read = Ledger.from_json(through_json(older))
    for name in LEDGER:
        assert read_entry(read, name) == read_entry(Ledger("1") if name in unknown_then else ledger, name)


def test_a_field_that_this_version_does_not_know_is_passed_over():
    assert Ledger.from_json({"standard": "1", "colour": "green"}) == Ledger("1")
    assert Ledger.from_json({"standard": "1", "review": 7, "seats": [], "pull_requests": {"ours": 7}}) == Ledger("1")


def test_the_pull_requests_of_a_nomination_stand_under_the_name_that_they_had_in_earlier_versions():
    ledger = Ledger("1", pull_requests=PullRequests(nominating=(NominatingPullNote(8, "success|0123456789ab|words"),)))
    assert through_json(ledger.to_json()) == {
        "standard": "1",
        "intakes": [{"number": 8, "status": "success|0123456789ab|words"}],
    }
    assert Ledger.from_json({"standard": "1", "intakes": [{"number": 8, "status": "success|0123456789ab|words"}]}) == ledger


def test_defaults_are_left_out():
    assert Ledger("1").to_json() == {"standard": "1"}
    (move,) = Ledger("1", moves=(StageChange("submitted", NOW),)).to_json()["moves"]
    assert move == {"stage": "submitted", "at": int(NOW.timestamp())}


def test_equal_sets_are_written_alike():
    assert Ledger("1", pull_requests=PullRequests(past=frozenset({3, 1, 2}))).to_json()["past"] == [1, 2, 3]


def test_nobody_can_change_a_mapping_that_was_read():
    read = Ledger.from_json({"standard": "1", "pulls": {"dpg": {"number": 3, "files": {"a.json": "0"}}}})
    assert isinstance(read.pull_requests.ours, MappingProxyType)
    assert isinstance(read.pull_requests.ours["dpg"].files, MappingProxyType)


json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats() | texts | st.sampled_from([1e400, -1e400, 10**400, "9" * 5000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(LEDGER)), json_values, max_size=4), json_values)
@settings(max_examples=count_examples(200))
def test_what_is_no_ledger_is_told_by_a_value_error(data, other):
    for broken in ({"standard": "1", **data}, other):
        with suppress(ValueError):
            assert isinstance(Ledger.from_json(broken), Ledger)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"standard": "1", "moves": 7},
        {"standard": "1", "moves": [{"stage": "submitted"}]},
        {"standard": "1", "moves": [{"stage": "submitted", "at": 10**30}]},
        {"standard": "1", "moves": [{"stage": "submitted", "at": -(10**14)}]},
        {"standard": "1", "moves": [{"stage": "submitted", "at": float("inf")}]},
        {"standard": "1", "moves": [{"stage": "submitted", "at": "yesterday"}]},
        {"standard": "1", "turns": [{"at": 0, "holder": "somebody"}]},
        {"standard": "1", "answered": [[1, ""]]},
        {"standard": "1", "pulls": "none"},
        {"standard": "1", "serial": float("inf")},
        {"standard": "1", "questions": [{"number": 1}]},
        {"standard": "1", "hold": {"by": {"id": 1}}},
    ],
)
def test_a_board_with_a_broken_ledger_is_a_board_whose_memory_is_lost(broken):
    with pytest.raises(ValidationError):
        Ledger.from_json(broken)
    board = bot_says("board", 950, data=broken, kind="board")
    memory = recover_ledger([board])
    assert memory.ledger is None
    assert memory.board is not None
    assert memory.board.id == 950
    assert (board.author, REPO, NUMBER) == (BOT, "registry/digital-public-goods", 7)
