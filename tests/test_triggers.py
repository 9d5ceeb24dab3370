"""Triggers merge field by field, and work merges only with work of its kind."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.model.ledger_entries import Actor
from bot.model.needs import Fact, Need
from bot.model.nomination import Edited, Relabelled, Request
from bot.reconcile.queue.work import ConfigurationWork, NominationWork, OutputWork, ReminderWork
from bot.reconcile.queue.work_queue import MemoryQueue
from bot.reconcile.triggers import LOOK, SWEPT, BoardOverwritten, OwnCommentCreated, Triggers
from tests.handling import REPO, Handling

AT, LIN = datetime(2026, 1, 1, tzinfo=UTC), Actor(5, "lin")
ENTRIES = {
    "requests": [Request(number, 7, LIN, AT, "/pass 1") for number in (1, 2, 3)],
    "edits": [Edited(LIN, AT, (label,)) for label in "abc"],
    "label_changes": [Relabelled(LIN, AT, label, added=True) for label in "abc"],
    "created_comments": [OwnCommentCreated(number) for number in (1, 2, 3)],
    "deleted_comments": [1, 2, 3],
    "overwritten_boards": [BoardOverwritten(number, "text", LIN, AT) for number in (1, 2, 3)],
    "unclassified": ["head", "next", ""],
    "second_record_candidates": [8, 9, 10],
    "evidence": [(Need("link", "https://a.example/"), fact) for fact in (None, Fact("ok", AT), Fact("gone", AT))],
}
SIGNS = ("stands_alone", "from_sweep", "may_remind", "unconditional")
TRIGGERS = st.builds(
    Triggers,
    **{name: st.lists(st.sampled_from(every), unique=True).map(tuple) for name, every in ENTRIES.items()},  # type: ignore[arg-type]
    **{name: st.booleans() for name in SIGNS},
)


def test_every_field_is_known_here():
    assert {one.name for one in fields(Triggers)} == {*ENTRIES, *SIGNS}


@given(TRIGGERS, TRIGGERS, TRIGGERS)
def test_nothing_is_lost_or_doubled_whatever_merges_first(first, second, third):
    merged = first.merge(second).merge(third)
    assert merged == first.merge(second.merge(third))
    for name in ENTRIES:
        every = [entry for one in (first, second, third) for entry in getattr(one, name)]
        assert list(getattr(merged, name)) == list(dict.fromkeys(every))
    for name in SIGNS:
        assert getattr(merged, name) == any(getattr(one, name) for one in (first, second, third))
    assert merged.count == sum(len(getattr(merged, name)) for name in ENTRIES)


@given(TRIGGERS)
def test_merging_with_itself_or_with_nothing_changes_nothing(triggers):
    assert triggers.merge(triggers) == triggers == triggers.merge(Triggers()) == Triggers().merge(triggers)


def test_a_new_comment_of_the_bot_is_all_there_is_until_something_else_happens():
    created = Triggers(created_comments=(OwnCommentCreated(1),))
    assert created.merge(Triggers(created_comments=(OwnCommentCreated(2),))).are_only_created_comments
    assert not Triggers().are_only_created_comments
    assert not created.merge(LOOK).are_only_created_comments
    assert not created.merge(SWEPT).are_only_created_comments


def test_a_pull_request_is_only_classified_until_it_is_looked_at_for_another_reason():
    unclassified = Triggers(unclassified=("head",))
    assert unclassified.merge(SWEPT).merge(Triggers(stands_alone=True)).ask_only_for_classification
    assert not SWEPT.ask_only_for_classification
    assert not unclassified.merge(LOOK).ask_only_for_classification
    assert not unclassified.merge(Triggers(second_record_candidates=(9,))).ask_only_for_classification


async def test_each_kind_of_work_in_a_repository_waits_by_itself_and_merges_with_its_own():
    queue, handling = MemoryQueue(), Handling()
    again = [ConfigurationWork(REPO.upper()), ReminderWork(REPO, issue_changed=True), OutputWork(REPO)]
    for work in (ConfigurationWork(REPO), ReminderWork(REPO), OutputWork(REPO), NominationWork(REPO, 7), *again):
        await queue.put(work)
    await queue.put(ReminderWork(REPO))

    assert queue.size() == 4
    async with queue.running(handling):
        await queue.idle()
    assert handling.seen == [
        ConfigurationWork(REPO),
        ReminderWork(REPO, issue_changed=True),
        OutputWork(REPO),
        NominationWork(REPO, 7),
    ]


async def test_the_newer_reason_counts_unless_there_is_none():
    older, newer = NominationWork(REPO, 7, LOOK, "time"), NominationWork(REPO, 7, SWEPT, "sweep")
    assert older.merge(newer) == NominationWork(REPO, 7, LOOK.merge(SWEPT), "sweep")
    assert older.merge(NominationWork(REPO, 7)).reason == "time"
