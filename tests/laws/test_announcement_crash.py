"""A bot that is killed at any step of an announcement through every kind of channel: nothing is sent twice, nothing is lost.

What cannot be asked afterwards is put to a maintainer, whose `/announce retry` brings out what had not gone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product

import pytest

from bot.model.ledger import Ledger
from bot.playground.scene import BOT
from bot.review.announcement.channel_states import read_delivery
from bot.sandbox.faults import Kind
from bot.text import marks
from tests.announcing import BLOG, CATALOGUE, CONFIG, Ears, ears
from tests.laws.playing import LINE, Fate, fits_law, playing
from tests.profile import take_every
from tests.story import MAINTAINER, Story

PARTS = 4
BLIND = {"chat", "list", "catalogue"}
"""Channels of which nobody can say afterwards whether they were used."""
PATHS = ("/releases$", "/issues/1/comments$", "/dispatches$", "/blog/pulls$", "/blog/git/refs$", "/blog/contents/")


@asynccontextmanager
async def announcing(*, patient: bool = True) -> AsyncIterator[tuple[Story, Fate, Ears]]:
    """A nomination that only waits for its last merge."""
    async with ears() as there, playing(CONFIG, there.secrets, patient=patient) as (story, fate):
        for repo in (BLOG, CATALOGUE):
            story.gh.add_repo(repo, files={"README.md": "# Here\n"}, collaborators={BOT: "write"})
        for step in LINE[:-1]:
            await step(story)
        yield story, fate, there


def ledger(story: Story) -> Ledger:
    (board,) = story.boards
    service = story.scene.service
    assert service is not None
    (mark,) = marks.read(board.body, service.settings.ledger_keys)
    return Ledger.from_json(mark.data or {})


def states(story: Story) -> dict[str, str]:
    return dict(ledger(story).announcement.channels)


def arrivals(story: Story, there: Ears) -> dict[str, int]:
    """How often each was heard; a partner keeps one entry for each id, however often it is told."""
    return {
        "chat": len(there.room.arrived),
        "list": len(there.office.arrived),
        "hook": len(there.partner.ids),
        "catalogue": len(story.gh.repo(CATALOGUE).dispatches),
        "blog": len(story.gh.repo(BLOG).pulls),
        "comment": story.announced[0],
        "release": story.announced[1],
    }


def at_most_once(story: Story, there: Ears) -> None:
    """The law while the bot dies and comes back: nothing twice, and what is not known to have gone out is asked about."""
    fits_law(story)
    heard, told = arrivals(story, there), states(story)
    assert max(heard.values()) == 1
    for name, state in told.items():
        assert state == "sent" or (state == "unknown" and name in BLIND), (name, state)
        assert heard[name] == 1 or state == "unknown", f"{name} is said to be sent and was lost"
    assert sum(state == "unknown" for state in told.values()) <= 1, "what was never tried is not in doubt"
    assert set(told) == set(heard)
    assert not story.is_open
    assert len({mail["Message-ID"] for mail in there.office.arrived}) == len(there.office.arrived)


async def nothing_lost(story: Story, there: Ears) -> None:
    """A maintainer answers for what is in doubt: what arrived is said to have, what did not is tried again."""
    for name, state in states(story).items():
        if state == "unknown":
            await story.says(MAINTAINER, f"/announce {'sent' if arrivals(story, there)[name] else 'retry'} {name}")
    assert set(arrivals(story, there).values()) == {1}
    assert set(states(story).values()) == {"sent"}
    assert all(read_delivery(ledger(story), name)[0] for name in states(story))


_undisturbed: list[tuple[int, int]] = []


async def undisturbed() -> tuple[int, int]:
    """How many changes the bot asks for, and makes, when nothing goes wrong; played once a process."""
    if not _undisturbed:
        _undisturbed.append(await played())
    return _undisturbed[0]


async def played() -> tuple[int, int]:
    async with announcing() as (story, fate, there):
        fate.watch()
        await story.merges("dpg")
        assert set(states(story).values()) == {"sent"}
        assert set(arrivals(story, there).values()) == {1}
        return fate.asked, fate.done


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
async def test_killed_at_any_change_on_github_nothing_is_sent_twice_and_nothing_is_lost(committed: bool, part: int) -> None:
    asked, done = await undisturbed()
    for point in take_every(4, range(2 * committed, done if committed else asked))[part::PARTS]:
        async with announcing() as (story, fate, there):
            fate.watch(**{"after" if committed else "before": lambda number, _, at=point: number == at})
            await story.merges("dpg")
            assert fate.deaths == 1, f"change {point}"
            at_most_once(story, there)
            await nothing_lost(story, there)


@pytest.mark.parametrize("where", ["office", "partner", "room"])
async def test_killed_while_it_hands_over_a_message_it_is_not_sent_again_unless_the_receiver_knows_it(where: str) -> None:
    async with announcing() as (story, fate, there):

        async def dies() -> None:
            if not fate.deaths:
                fate.doomed.set()
                await fate.dead.wait()

        getattr(there, where).on_arrival = dies
        await story.merges("dpg")
        assert fate.deaths == 1
        at_most_once(story, there)
        assert (len(there.partner.arrived), len(there.partner.ids)) == ((2, 1) if where == "partner" else (1, 1))
        await nothing_lost(story, there)


async def test_killed_again_and_again_while_it_edits_and_takes_back_it_ends_as_if_undisturbed() -> None:
    async with announcing() as (story, fate, there):
        await story.merges("dpg")
        for command in ("/announce edit", "/announce retract it was a mistake"):
            first = fate.done
            fate.watch(after=lambda number, _, at=first: number < at + 5)
            await story.says(MAINTAINER, command)
            for _ in range(6):  # the issue is closed, so that the bot looks at it again only when something happens there
                await story.says(MAINTAINER, "/status")
        assert fate.deaths == 10
        told = states(story)
        assert {name for name, state in told.items() if state == "retracted"} == {"comment", "release", "hook", "blog"}
        assert {name for name, state in told.items() if state == "stays"} == BLIND
        assert [release.name for release in story.repo.releases] == ["Taken back: Community Health Toolkit"]
        assert [pull.state for pull in story.gh.repo(BLOG).pulls.values()] == ["closed"]
        assert len(there.partner.ids) == 2
        assert (len(there.office.arrived), len(there.room.arrived)) == (1, 1)


@pytest.mark.parametrize(("path", "kind"), take_every(4, list(product(PATHS, ("502", "lost_after", "timeout")))))
async def test_githubs_trouble_doubles_nothing_and_puts_no_other_channel_in_doubt(kind: Kind, path: str) -> None:
    async with announcing(patient=False) as (story, _, there):
        spoilt = story.gh.faults.add(kind=kind, method="PUT" if "contents" in path else "POST", path=path)
        await story.merges("dpg")
        assert spoilt.fired == 1
        at_most_once(story, there)
        in_doubt = {name for name, state in states(story).items() if state == "unknown"}
        assert in_doubt == ({"catalogue"} if "dispatches" in path else set())
        await nothing_lost(story, there)
