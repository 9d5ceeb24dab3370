"""Which channels are due, and what the ledger says of each: as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.contracts import View
from bot.model.ledger_entries import Override, StageChange
from bot.review.announcement.channel_states import enter_channels, find_embargo_end, is_over, list_channels_to_use
from tests.nominations import LIN, NOW, OPENED, bot_says, flow, stored, view

CHAT = flow('channels: {chat: {kind: apprise, url: "${CHAT_URL}"}, hook: {kind: webhook, url: "${H_URL}", secret: "${H_KEY}"}}')
ALL = ("comment", "release", "chat", "hook")


def seen(channels: dict[str, str], **changed) -> View:
    """As the board says it, at a later look."""
    return stored(view("dpg", flow=CHAT, ledger={"channels": channels}, **changed))


def test_a_new_approval_enters_every_channel():
    assert dict(enter_channels(seen({})).announcement.channels) == dict.fromkeys(ALL, "sending")


def test_what_a_crash_left_under_way_is_looked_for_or_put_to_a_maintainer():
    assert dict(enter_channels(seen(dict.fromkeys(ALL, "sending"))).announcement.channels) == {
        "comment": "sending",
        "release": "sending",
        "chat": "unknown",
        "hook": "sending",
    }


def test_what_was_entered_in_this_very_pass_is_no_crash():
    assert (
        enter_channels(
            seen({**dict.fromkeys(ALL, "sent"), "chat": "sending"}, in_flight=frozenset({"chat"}))
        ).announcement.channels["chat"]
        == "sending"
    )


def test_when_the_board_was_lost_what_cannot_be_asked_is_not_sent_again():
    assert dict(enter_channels(view("dpg", flow=CHAT)).announcement.channels) == {
        "comment": "sending",
        "release": "sending",
        "chat": "unknown",
        "hook": "sending",
    }


@pytest.mark.parametrize("state", ["sending", "failed", "unknown"])
def test_a_comment_that_is_found_was_sent_and_is_told_with_its_place(state):
    there = seen({**dict.fromkeys(ALL, "sent"), "comment": state}, comments=(bot_says("announce/comment", 990),))
    ledger = enter_channels(there)
    assert ledger.announcement.channels["comment"] == "sent"
    assert ledger.announcement.delivered["comment"] == f"{NOW.isoformat()} {there.nomination.url}#issuecomment-990"


@pytest.mark.parametrize("state", ["editing", "retracting", "retracted", "stays", "sent"])
def test_what_became_of_it_afterwards_stays(state):
    channels = {**dict.fromkeys(ALL, "sent"), "comment": state}
    there = seen(channels, comments=(bot_says("announce/comment", 990),))
    assert dict(enter_channels(there).announcement.channels) == channels


@pytest.mark.parametrize(
    "ledger",
    [
        {"embargo": NOW + timedelta(seconds=1)},
        {"overrides": (Override("dpg", LIN, NOW),)},
        {"moves": (StageChange("approved", OPENED),)},
    ],
    ids=["embargo", "held", "approved"],
)
def test_nothing_is_entered_before_its_time(ledger):
    there = stored(view("dpg", flow=CHAT, ledger=ledger))
    assert dict(enter_channels(there).announcement.channels) == {}
    assert is_over(there) is ("moves" in ledger)


def test_an_embargo_that_is_over_holds_nothing_and_lifts_the_workflows_own_wait():
    waiting = stored(view("dpg", flow=flow("embargo_days: 365")))
    assert find_embargo_end(waiting) == waiting.ledger.moves[-1].at + timedelta(days=365)
    lifted = replace(waiting, ledger=waiting.ledger.with_parts(replace(waiting.ledger.announcement, embargo=NOW)))
    assert find_embargo_end(lifted) is None
    assert set(enter_channels(lifted).announcement.channels.values()) == {"sending"}


def test_only_what_stands_on_the_board_is_used():
    there = seen({"comment": "sending", "release": "editing", "chat": "sent"})
    assert list_channels_to_use(there) == (("comment", "sending"), ("release", "editing"))
    ahead = replace(
        there,
        ledger=there.ledger.with_parts(
            replace(there.ledger.announcement, channels={"comment": "retracting", "release": "sending"})
        ),
    )
    assert list_channels_to_use(ahead) == ()


def test_a_channel_that_the_registry_has_removed_keeps_what_became_of_it():
    there = stored(
        view("dpg", ledger={"channels": {"comment": "sent", "release": "sent", "old": "failed", "older": "sending"}})
    )
    assert dict(enter_channels(there).announcement.channels) == {"comment": "sent", "release": "sent", "old": "failed"}


def test_the_days_before_an_announcement_are_counted_from_the_approval_whatever_came_before_it():
    moves = tuple(
        StageChange(stage, OPENED + timedelta(days=day)) for stage, day in (("submitted", 0), ("candidate", 3), ("dpg", 9))
    )
    assert find_embargo_end(view("dpg", flow=flow("embargo_days: 7"), ledger={"moves": moves})) == OPENED + timedelta(days=16)
