"""Holding a nomination, for good or until a day, and letting it go on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground.scene import NOMINATOR
from tests.stories.outcomes import carried_out, refused
from tests.story import L1, L2, MAINTAINER, Story, body_with_gap, complete_body


async def test_a_hold_without_a_day_lasts_until_somebody_resumes(screening: Story) -> None:
    await carried_out(screening, L1, "/hold the owner is moving the project to a foundation")

    assert screening.board.turn == "nobody"
    assert f"On hold, by `{L1}`: the owner is moving the project to a foundation" in screening.board.text
    screening.days_pass(300)
    await screening.restarts()
    assert screening.board.turn == "nobody"

    await carried_out(screening, L2, "/resume")
    assert screening.board.turn == "reviewer"


async def test_a_hold_until_a_day_ends_by_itself_when_the_day_is_over(screening: Story) -> None:
    await carried_out(screening, L1, "/hold until 14 April 2026 the owner is moving the project")
    assert "On hold until 14 April 2026" in screening.board.text
    before = screening.writes

    now = screening.gh.clock.now()
    screening.gh.clock.move(now.replace(month=4, day=14, hour=23, minute=0) - now)
    assert screening.scene.service is not None
    screening.scene.service.queue.look()
    await screening.scene.settle()
    assert (screening.board.turn, screening.writes) == ("nobody", before)

    screening.gh.clock.move(timedelta(hours=2))
    screening.scene.service.queue.look()
    await screening.scene.settle()
    assert screening.board.turn == "reviewer"
    assert "On hold" not in screening.board.text
    assert "**Waiting for a reviewer until 21 April 2026:** first review of indicators 1 and 2." in screening.board.headline

    await refused(screening, L1, "/resume", "This nomination is not on hold.")


async def test_a_hold_whose_day_passed_while_the_bot_was_down_is_over(screening: Story) -> None:
    await screening.says(L1, "/hold in 2 weeks we wait for the licence file")
    await screening.scene.stop()
    screening.days_pass(20)
    await screening.scene.start()

    assert screening.board.turn == "reviewer"


async def test_on_hold_nothing_moves_by_itself_but_a_merge(screening: Story) -> None:
    await screening.says(L1, "/hold until tomorrow a meeting")
    await screening.edits(body_with_gap())
    assert screening.stage == "screening"
    await screening.edits(complete_body())

    await screening.says(L1, "/pass 1 2")
    await screening.merges("candidate")
    assert screening.stage == "candidate"
    screening.days_pass(2)
    await screening.restarts()
    assert screening.stage == "technical review"


async def test_days_are_counted_anew_after_a_hold(screening: Story) -> None:
    await screening.says(L1, "/hold we wait")
    screening.days_pass(60)
    await screening.says(L1, "/resume")

    assert "**Waiting for a reviewer until 8 May 2026:** first review of indicators 1 and 2." in screening.board.headline


@pytest.mark.parametrize(
    ("who", "command", "why"),
    [
        (L1, "/hold", "It needs a reason"),
        (L1, "/hold until 14 April 2026", "It needs a reason"),
        (L1, "/hold until 31 April 2026 we wait", "is no day of the calendar"),
        (L1, "/hold until 2020-01-01 we wait", "is not a day within the next 400 days"),
        (NOMINATOR, "/hold we need time", "Only a reviewer or a maintainer can do this."),
        (L1, "/resume", "This nomination is not on hold."),
    ],
)
async def test_a_hold_that_cannot_be_had_says_why(screening: Story, who: str, command: str, why: str) -> None:
    await refused(screening, who, command, why)


async def test_what_has_ended_cannot_be_held(screening: Story) -> None:
    await screening.says(NOMINATOR, "/withdraw")
    await refused(screening, L1, "/hold we wait", "Nobody is waited for here, so there is nothing to hold.")


async def test_a_hold_ends_with_what_it_held_so_that_no_good_escapes_its_renewal(screening: Story) -> None:
    story = screening
    await story.to_approved()
    await story.says(L1, "/hold the owner is moving the project")
    await story.merges("dpg")
    assert "A digital public good until" in story.board.headline

    await story.says(L2, "/concern the repository was made private last week")
    await carried_out(story, L1, "/hold we ask the owner")
    assert "On hold" in story.board.headline
    await carried_out(story, MAINTAINER, "/settle it is public again")
    assert "On hold" not in story.board.headline

    await story.lives(308)
    assert story.board.turn == "nominator", "its renewal begins"
