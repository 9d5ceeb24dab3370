"""What the bot costs its hourly quota at GitHub: reads and writes, counted by the local GitHub, 304s left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.playground.scene import BOT, NOMINATOR, REPO
from tests.story import L1, L2, MAINTAINER, Story, body_with_gap, complete_body

OUTSIDER = "otto"


@dataclass
class Bill:
    """Requests of the bot in one act, filled in when the act is over."""

    reads: int = 0
    writes: int = 0


@contextmanager
def bill(story: Story) -> Iterator[Bill]:
    """Count what happens inside."""
    start, counted = len(story.gh.requests), Bill()
    yield counted
    found = story.gh.count(BOT, since=start)
    counted.reads, counted.writes = found.reads, found.writes


async def test_a_nomination_that_is_opened_costs_one_read_and_two_writes(story: Story) -> None:
    with bill(story) as cost:
        await story.opens(body=body_with_gap())
    assert (cost.reads, cost.writes) == (1, 2), "the issue; labels and board"


async def test_a_verdict_costs_two_reads_and_two_writes_and_one_more_read_for_a_right_that_is_not_cached(story: Story) -> None:
    await story.opens(body=body_with_gap())
    with bill(story) as first:
        await story.says(L1, "/pass 3")
    with bill(story) as second:
        await story.says(L1, "/pass 4")
    assert (first.reads, first.writes) == (3, 2), "issue, comments, right; board, reaction"
    assert (second.reads, second.writes) == (2, 2), "issue, comments; board, reaction"


async def test_an_open_stage_pull_request_adds_at_most_two_reads_and_what_really_changes_on_it(story: Story) -> None:
    await story.opens()
    with bill(story) as elsewhere:
        await story.says(L1, "/pass 3")
    with bill(story) as first:
        await story.says(L1, "/pass 1")
    with bill(story) as last:
        await story.says(L1, "/pass 2")
    assert (elsewhere.reads, elsewhere.writes) == (4, 2), "issue, comments, right, pull request; board, reaction"
    assert (first.reads, first.writes) == (2, 4), "the pull request is as it was; its body and status, board, reaction"
    assert (last.reads, last.writes) == (4, 7), (
        "issue, comments, pull request, what its branch changes; the board before the status turns green; a maintainer is waited for now, which two labels say"
    )


async def test_comments_on_the_stage_pull_request_are_its_second_read(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 3", story.pull("candidate").number)
    with bill(story) as cost:
        await story.says(L1, "/pass 1", story.pull("candidate").number)
    assert (cost.reads, cost.writes) == (4, 4), "issue, comments; the pull request, its comments"


async def test_the_verdict_that_completes_a_stage_costs_its_label_as_well(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass all")
    with bill(story) as cost:
        await story.says(L2, "/pass all")
    assert story.stage == "approved"
    assert cost.reads <= 5
    assert cost.writes == 8, (
        "the board before the status turns green, body and status of the pull request, two labels added at once, two removed, board, reaction"
    )


async def test_a_refused_command_costs_at_most_two_writes(story: Story) -> None:
    await story.opens(body=body_with_gap())
    for who, text in ((NOMINATOR, "/pass 1"), (OUTSIDER, "/ineligible"), (L1, "/fail 1"), (MAINTAINER, "/override it is late")):
        if who == OUTSIDER:
            story.gh.add_user(OUTSIDER)
        with bill(story) as cost:
            await story.says(who, text)
        assert cost.reads <= 3
        assert cost.writes == 2, f"{text}: reply and reaction"


async def test_a_comment_without_a_command_costs_nothing(story: Story) -> None:
    await story.opens(body=body_with_gap())
    with bill(story) as cost:
        await story.says(L1, "How nice.\n\n> /pass 1\n\n`/pass 2`, see https://example.org/pass")
    assert (cost.reads, cost.writes) == (0, 0)


async def test_what_the_nominator_says_without_a_command_costs_no_write(story: Story) -> None:
    await story.opens(body=body_with_gap())
    with bill(story) as cost:
        await story.says(NOMINATOR, "Thank you, I will look into it.")
    assert cost.writes == 0
    assert cost.reads <= 2


async def test_what_is_no_nomination_costs_nothing(story: Story) -> None:
    with bill(story) as cost:
        number = story.gh.as_user(NOMINATOR).open_issue(REPO, "A question", "How does this work?\n\n/help")
        await story.scene.settle()
        await story.says(L1, "/help", number)
        await story.says(L1, "/pass 1", number)
        story.gh.as_user(MAINTAINER).edit_issue(REPO, number, body="Something else")
        await story.scene.settle()
    assert (cost.reads, cost.writes) == (0, 0)


async def test_a_command_that_is_delivered_again_costs_no_write(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1")
    await story.says(NOMINATOR, "/pass 2")
    for delivery in list(story.gh.deliveries):
        with bill(story) as cost:
            await story.gh.redeliver(delivery)
            await story.scene.settle()
        assert cost.writes == 0, (delivery.event, delivery.action)


async def test_an_edit_that_fills_a_gap_costs_what_it_changes(story: Story) -> None:
    await story.opens(body=body_with_gap())
    with bill(story) as cost:
        await story.edits(complete_body())
    assert story.stage == "screening"
    assert cost.writes == 9, "branch, file, pull request, status; two labels added at once, two removed; the notice; the board"
    assert cost.reads <= 8


@pytest.mark.parametrize("nominations", [1, 5])
async def test_a_sweep_with_nothing_to_do_writes_nothing(story: Story, nominations: int) -> None:
    for _ in range(nominations):
        await story.opens(body=body_with_gap())
    with bill(story) as first:
        await story.scene.service.sweeps.sweep()
        await story.scene.settle()
    with bill(story) as second:
        await story.scene.service.sweeps.sweep()
        await story.scene.settle()
    assert first.writes == second.writes == 0
    assert second.reads <= 1, "everything is answered 304 but for a configuration file that is not there"
