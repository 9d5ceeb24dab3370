"""The announcement: only channels whose entry stands on the board are used, each once."""

from __future__ import annotations

from dataclasses import replace

from bot.model.effects import EditComment, EditRelease, PostComment, PublishRelease, Send
from handlers.rules.announcement import FEATURE
from tests.nominations import flow, view

CHAT = 'channels: {chat: {kind: apprise, url: "${CHAT_URL}"}}'


def announced(channels: dict[str, str], on_board: dict[str, str], workflow: str = "") -> list[object]:
    seen = view("dpg", flow=flow(workflow), ledger={"channels": channels})
    board = seen.ledger.with_parts(replace(seen.ledger.announcement, channels=on_board))
    return list(FEATURE.run(replace(seen, nomination=replace(seen.nomination, stored=board))))


def test_nothing_goes_out_before_its_entry_stands_on_the_board():
    assert announced({"comment": "sending"}, {}) == []


def test_each_channel_that_stands_there_is_used_and_what_cannot_be_asked_afterwards_first_and_alone():
    sending = {"comment": "sending", "release": "sending", "chat": "sending"}
    assert [type(effect) for effect in announced(sending, sending, CHAT)] == [Send]
    rest = {**sending, "chat": "sent"}
    assert [type(effect) for effect in announced(rest, rest, CHAT)] == [PostComment, PublishRelease]


def test_what_is_to_be_edited_or_taken_back_is():
    states = {"comment": "editing", "release": "retracting", "chat": "stays"}
    assert [type(effect) for effect in announced(states, states, CHAT)] == [EditComment, EditRelease]
    assert announced(states, {**states, "comment": "sent", "release": "sent"}, CHAT) == []


def test_what_was_sent_failed_or_is_uncertain_is_not_sent_again():
    states = {"comment": "sent", "release": "failed", "chat": "unknown"}
    assert announced(states, states, CHAT) == []


def test_a_channel_that_the_registry_has_removed_since_is_passed_over():
    sending = {"chat": "sending"}
    assert announced(sending, sending) == []
