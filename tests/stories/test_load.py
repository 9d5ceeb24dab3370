"""Who has how much to do: GitHub's assignees, the limit of open reviews, absences, and whom the bot suggests."""

from __future__ import annotations

from bot.playground.scene import REPO
from tests.story import L1, L2, MAINTAINER, Story, complete_body, telling

ANOTHER = {"name": "Another project", "aliases": [], "website": "https://another.example.org"}


async def another(story: Story) -> None:
    repositories = [{"name": "code", "url": "https://codeberg.org/another/project"}]
    await story.opens(body=complete_body(**ANOTHER, repositories=repositories))


async def test_githubs_assignees_follow_the_seats(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    assert story.repo.issues[story.number].assignees == (L1,)
    await story.says(L1, "/unclaim")
    assert story.repo.issues[story.number].assignees == ()


async def test_whom_somebody_else_has_assigned_is_left_alone(story: Story) -> None:
    await story.opens()
    story.gh.as_user(MAINTAINER).assign(REPO, story.number, L2)
    await story.says(L1, "/claim")
    await story.says(L1, "/unclaim")
    assert story.repo.issues[story.number].assignees == (L2,)


async def test_a_verdict_without_a_claim_assigns_nobody(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1")
    assert story.repo.issues[story.number].assignees == ()


async def test_with_a_limit_nobody_takes_more_than_it_allows() -> None:
    async with telling("reviewers: {at_once: 1}\n") as story:
        await story.opens()
        await story.says(L1, "/claim")
        await another(story)
        comment = await story.says(L1, "/claim")
        assert story.reactions(comment) == {"confused"}
        assert story.replies("1 of 1 nominations at once")
        await story.says(L2, "/claim")
        assert story.repo.issues[story.number].assignees == (L2,)


async def test_the_one_with_the_least_to_do_is_suggested_and_assigned_by_nobody() -> None:
    async with telling() as story:
        await story.opens()
        await story.says(L1, "/claim")
        await another(story)
        await story.says(MAINTAINER, "/assign")
        (said,) = story.replies("has the fewest open reviews")
        assert f"`{L1}` has 1" in said
        assert story.repo.issues[story.number].assignees == ()


async def test_who_is_away_is_neither_suggested_nor_assigned() -> None:
    async with telling() as story:
        person = story.gh.world.account(L2).id
        await story.configures(f"reviewers: {{away: [{{person: {person}, until: 2026-03-31}}]}}\n")
        await story.opens()
        comment = await story.says(MAINTAINER, f"/assign @{L2}")
        assert story.reactions(comment) == {"confused"}
        assert story.replies("is away until 2026-03-31")
        story.days_pass(40)
        await story.says(MAINTAINER, f"/assign @{L2}")
        assert story.repo.issues[story.number].assignees == (L2,)
