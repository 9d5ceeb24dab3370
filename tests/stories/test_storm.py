"""After a long silence of the bot nobody is flooded: one after the other, the most overdue first, and never without leave."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import aiohttp
import pytest

from bot.cli.sweep import preview
from bot.playground.scene import NOMINATOR, REPO
from tests.profile import IS_THOROUGH
from tests.stories.outcomes import PUZZLED
from tests.story import L1, MAINTAINER, STRANGER, Story, body_with_gap, complete_body

OVERDUE = 400 if IS_THOROUGH else 60
AN_HOUR = timedelta(hours=1)


async def many(story: Story, count: int, apart: timedelta = timedelta()) -> dict[int, str]:
    """So many nominations with a gap, each of another nominator; number -> login."""
    opened = {}
    for index in range(count):
        login = f"nominator-{index}"
        story.gh.add_user(login)
        opened[story.gh.as_user(login).open_issue(REPO, "A nomination", body_with_gap())] = login
        story.gh.clock.move(apart)
    await story.scene.settle()
    return opened


def reminders(story: Story, numbers: dict[int, str]) -> list[tuple[object, int]]:
    """When somebody was reminded on which nomination, in its order."""
    mine = (
        (comment.created_at, number)
        for number, login in numbers.items()
        for comment in story.repo.comments(number)
        if comment.user == story.scene.login and comment.body.startswith(f"@{login}, ")
    )
    return sorted(mine)


async def test_after_thirty_days_down_all_are_reminded_twenty_an_hour(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(15)  # the bot has reminded somebody here before
    numbers = await many(story, OVERDUE, apart=timedelta(minutes=1))
    await story.lives(1)
    await story.scene.stop()
    story.days_pass(30)  # a date is over with its day: now that of every one is
    answered = dict(list(numbers.items())[::10])
    for number, login in answered.items():
        story.gh.as_user(login).edit_issue(REPO, number, body=complete_body())
    await story.scene.start()
    await story.lives(5)

    said = reminders(story, numbers)
    assert len(said) == OVERDUE - len(answered)
    assert max(Counter(number for _, number in said).values()) == 1, "at most one each"
    assert not {number for _, number in said} & set(answered), "who has answered hears nothing"
    assert all(sum(at <= other < at + AN_HOUR for other, _ in said) <= 20 for at, _ in said), "at most twenty an hour"
    order = [number for _, number in said]
    assert order == sorted(order), "the most overdue first"


async def test_in_a_repository_older_than_the_clock_nothing_goes_out_before_a_maintainer_says_so(story: Story) -> None:
    numbers = await many(story, 5)
    await story.scene.stop()
    story.days_pass(60)
    await story.scene.start()
    await story.lives(3)

    assert reminders(story, numbers) == []
    text = str(story.repo.issues[story.queue].body)
    assert "**Nothing has been sent yet.**" in text
    assert all(f"- #{number} **Community Health Toolkit** · last reminder" in text for number in numbers)
    assert "@" not in text.replace("/go", "")

    story.gh.add_user(STRANGER)
    asked = await story.says(STRANGER, "/go", story.queue)
    assert story.reactions(asked) == PUZZLED
    assert story.digests == ["Only a maintainer can let the reminders go."]
    await story.lives(1)
    assert reminders(story, numbers) == []

    first = next(iter(numbers))
    story.gh.as_user(numbers[first]).edit_issue(REPO, first, body=complete_body())
    await story.says(MAINTAINER, "/go", story.queue)
    await story.lives(1)
    assert [number for _, number in reminders(story, numbers)] == list(numbers)[1:]
    assert "Nothing has been sent yet" not in str(story.repo.issues[story.queue].body)


async def test_leave_that_was_given_stands_after_a_restart(story: Story) -> None:
    numbers = await many(story, 2)
    await story.scene.stop()
    story.days_pass(60)
    await story.scene.start()
    await story.says(MAINTAINER, "/go", story.queue)
    await story.restarts()
    await story.lives(3)

    assert len(reminders(story, numbers)) == 2


async def test_a_person_hears_of_one_nomination_a_day(story: Story) -> None:
    numbers = [await story.opens(body=body_with_gap()) for _ in range(3)]
    await story.lives(20)

    days = [
        comment.created_at.date()
        for number in numbers
        for comment in story.repo.comments(number)
        if "a reminder" in comment.body and f"@{NOMINATOR}" in comment.body
    ]
    assert len(days) == len(set(days)) == 3


async def test_what_stood_in_a_digest_does_not_stand_in_the_next_even_after_a_restart(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    await story.lives(1.5)
    assert len(story.digests) == 1
    await story.restarts()
    await story.lives(1)

    assert len(story.digests) == 1


async def test_a_digest_whose_answer_was_lost_is_not_written_again(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    story.impatient()
    fault = story.gh.faults.add(kind="lost_after", method="POST", path="/comments$")
    await story.lives(2)

    assert fault.fired == 1
    assert len(story.digests) == 1


async def test_a_review_queue_whose_answer_was_lost_is_not_opened_again(story: Story) -> None:
    await story.opens()
    story.impatient()
    fault = story.gh.faults.add(kind="lost_after", method="POST", path="/issues$")
    await story.lives(2)

    assert fault.fired == 1
    assert len(story.digests) == 1


async def test_a_dry_run_lists_the_same_and_changes_nothing(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = await many(story, 3)
    await story.opens()
    await story.scene.stop()
    story.days_pass(60)
    story.gh.clock.move(AN_HOUR)
    before = story.writes
    async with aiohttp.ClientSession() as session:
        service = await story.scene.made(session)
        await preview(service.repositories[REPO])

    printed = capsys.readouterr().out
    assert f"{REPO}: 4 nominations looked at, nothing changed" in printed
    lines = [line.split() for line in printed.splitlines() if "last reminder" in line]
    assert [line[0] for line in lines] == [f"#{number}" for number in numbers]
    assert all(login in line for line, login in zip(lines, numbers.values(), strict=True))
    assert "first review of indicators 1 and 2 (was due on 9 March 2026)" in printed
    assert story.writes == before


async def test_what_many_asked_to_be_reminded_of_is_told_that_day_and_at_most_twenty_an_hour(story: Story) -> None:
    numbers = await many(story, 25)
    for number in numbers:
        story.gh.as_user(L1).comment(REPO, number, "/remind me in 2 days to look again")
    await story.scene.settle()
    await story.lives(3)

    asked = (c for number in numbers for c in story.repo.comments(number) if "you asked to be reminded today" in c.body)
    told = sorted(comment.created_at for comment in asked)
    assert len(told) == len(numbers)
    assert {at.date() for at in told} == {told[0].date()}
    assert all(sum(at <= other < at + AN_HOUR for other in told) <= 20 for at in told)
