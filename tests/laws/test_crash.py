"""A bot that is killed between any two effects, and started again, ends where an undisturbed one ends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.review.board.announcements import WORDS
from tests.laws.playing import INELIGIBLE, LINE, WITHDRAWN, Fate, Step, differences, fits_law, play, playing, unseen
from tests.profile import take_every
from tests.receiving import ChatRoom, chat_room
from tests.story import LABELS, MAINTAINER, NOMINATOR, Story

PARTS = 8
"""The points of death are dealt out to this many tests, so that they can run side by side."""
LINES = {"line": LINE, "withdrawn": WITHDRAWN, "ineligible": INELIGIBLE}
_undisturbed: dict[str, tuple[dict[str, Any], int, int]] = {}


async def undisturbed(name: str) -> tuple[dict[str, Any], int, int]:
    """How it ends when nothing goes wrong, and how many changes the bot asks for and makes on the way."""
    if name not in _undisturbed:
        async with playing() as (story, fate):
            fate.watch()
            end = await play(story, LINES[name])
            fits_law(story)
            _undisturbed[name] = end, fate.asked, fate.done
    return _undisturbed[name]


async def killed(steps: Sequence[Step], point: int, *, committed: bool) -> dict[str, Any]:
    """The same with a bot that dies at one change: before GitHub makes it, or after, before it hears of that."""
    async with playing() as (story, fate):
        fate.watch(**{"after" if committed else "before": lambda number, _: number == point})
        end = await play(story, steps)
        assert fate.deaths == 1
        fits_law(story)
        return end


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_killed_at_any_change_of_the_line_the_bot_ends_as_if_undisturbed(committed: bool, part: int) -> None:
    end, asked, done = await undisturbed("line")
    for point in take_every(4, range(2 * committed, done if committed else asked))[part::PARTS]:
        assert differences(await killed(LINE, point, committed=committed), end) == "", f"killed at change {point}"


@pytest.mark.parametrize("name", ["withdrawn", "ineligible"])
@pytest.mark.parametrize("part", range(2))
async def test_killed_after_any_change_the_other_ends_are_reached_as_well(name: str, part: int) -> None:
    # A death before a change is one after the change before, for a bot that remembers nothing: the line is played both ways.
    end, _, done = await undisturbed(name)
    for point in take_every(5, range(done))[part::2]:
        assert differences(await killed(LINES[name], point, committed=True), end) == "", f"killed after change {point}"


@pytest.mark.parametrize("name", take_every(3, list(LINES)))
async def test_a_bot_that_dies_after_every_change_that_it_makes_for_the_first_time_gets_to_the_end(name: str) -> None:
    end, _, _ = await undisturbed(name)
    async with playing() as (story, fate):
        fate.watch(after=unseen())
        assert differences(await play(story, LINES[name]), end) == ""
        assert fate.deaths > 10
        fits_law(story)


async def test_killed_while_it_makes_the_labels_it_makes_the_rest_at_the_next_start() -> None:
    async with playing(started=False) as (story, fate):
        fate.watch(after=unseen())
        await fate.through(fate.scene.start())
        made = [(label.name, label.color, label.description) for label in story.repo.labels_defined.values()]
        assert made == [(label.name, label.colour, label.description) for label in LABELS]
        assert fate.deaths == len(LABELS)


@asynccontextmanager
async def announcing() -> AsyncIterator[tuple[Story, Fate, ChatRoom]]:
    """A nomination that only waits for its last merge; approvals are announced in a chat room, too."""
    async with chat_room() as room, playing(CHAT, {"CHAT_URL": room.url}) as (story, fate):
        for step in LINE[:-1]:
            await step(story)
        yield story, fate, room


CHAT = "channels: {comment: {kind: comment}, release: {kind: release}, chat: {kind: apprise, url: '${CHAT_URL}'}}\n"
SENT, DOUBT = "chat sent on 2 March 2026", "chat " + WORDS["unknown"].format(name="chat")


async def test_killed_before_any_change_of_the_announcement_no_message_is_sent_twice() -> None:
    heard: list[int] = []
    async with announcing() as (story, fate, room):
        fate.watch(before=lambda _number, _change: bool(heard.append(len(room.arrived))))
        end = repr(await play(story, LINE[-1:]))
        assert len(room.arrived) == 1
        assert SENT in story.board.text
    seen = set()
    # In any run also the first change after the message has arrived: a bot that dies then has not noted that it was sent.
    for point in sorted({*take_every(4, range(len(heard))), heard.index(1)}):
        async with announcing() as (story, fate, room):
            fate.watch(before=lambda number, _, at=point: number == at)
            found = repr(await play(story, LINE[-1:]))
            fits_law(story)
            assert fate.deaths == 1
            assert len(room.arrived) <= 1
            assert found == (end if SENT in found else end.replace(SENT, DOUBT)), f"killed before change {point}"
            seen.add((found == end, len(room.arrived)))
    # The chat is used right after its entry, before any other change: what dies before it arrives is looked at below.
    assert seen == {(True, 1), (False, 1)}, "in doubt it is never sent again"


async def test_killed_while_a_message_is_being_sent_the_board_says_that_it_is_not_certain() -> None:
    async with announcing() as (story, fate, room):

        async def dies() -> None:
            fate.doomed.set()
            await fate.dead.wait()

        room.on_arrival = dies
        await story.merges("dpg")
        assert fate.deaths == 1
        assert len(room.arrived) == 1
        assert DOUBT in story.board.text
        assert not story.is_open
        fits_law(story)
        await fate.scene.stop()
        await fate.scene.start()
        assert len(room.arrived) == 1


async def test_killed_right_after_it_has_closed_the_issue_the_bot_opens_it_for_an_appeal() -> None:
    async with playing() as (story, fate):
        for step in INELIGIBLE[:-1]:
            await step(story)
        fate.watch(after=lambda _, change: bool(change.body) and '"not_planned"' in json.dumps(change.body))
        await INELIGIBLE[-1](story)
        assert (fate.deaths, story.is_open) == (1, False)
        await story.says(NOMINATOR, "/appeal it is open now")
        assert (story.is_open, story.waits_for) == (True, "maintainer")
        await story.says(MAINTAINER, "/reopen it is")
        assert (story.is_open, story.stage) == (True, "technical review")
