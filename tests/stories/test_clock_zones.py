"""The clock on odd days: clocks that change in several zones, the 29th of February, a machine whose own clock jumps."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

import pytest

from bot.playground.scene import NOMINATOR
from tests.story import L1, MAINTAINER, Story, body_with_gap, telling

BEGIN = date(2026, 3, 2)
"""The day on which the local GitHub's clock begins."""
DAY = timedelta(days=1)
DAILY = """\
reminders: {{zone: {zone}, hours: {hours}, days: [mon, tue, wed, thu, fri, sat, sun]}}
waits: {{answers: {{remind: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]}}}}
messages: {{reminders.reminder: "${{nominator}}, a daily word"}}
"""


def spoken(story: Story, text: str, zone: str) -> list[datetime]:
    """When the bot said that on the nomination, by the clocks there."""
    said = (c for c in story.comments if c.user == story.scene.login and text in c.body)
    return [comment.created_at.astimezone(ZoneInfo(zone)) for comment in said]


async def around(zone: str, day: date, hours: str) -> list[datetime]:
    """What was said in the week around a day on which clocks change, one reminder being due every day."""
    async with telling(config=DAILY.format(zone=zone, hours=hours)) as story:
        story.days_pass((day - BEGIN - 3 * DAY).days)
        await story.opens(body=body_with_gap())
        await story.lives(7)
        return spoken(story, "a daily word", zone)


CHANGES = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Sydney", date(2026, 4, 5)),
    ("Australia/Sydney", date(2026, 10, 4)),
]
FORWARD = {date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 4)}


@pytest.mark.parametrize(("zone", "day"), CHANGES)
async def test_where_clocks_change_there_is_one_reminder_a_day_and_none_at_night(zone: str, day: date) -> None:
    said = await around(zone, day, "[9, 17]")

    days = [at.date() for at in said]
    assert days == [days[0] + number * DAY for number in range(len(days))], "every day one"
    assert day in days[1:-1]
    assert all(9 <= at.hour < 17 for at in said)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
async def test_even_in_the_hour_that_clocks_jump_over_or_repeat(zone: str, day: date) -> None:
    said = await around(zone, day, "[2, 3]")

    days = Counter(at.date() for at in said)
    assert max(days.values()) == 1
    assert all(at.hour == 2 for at in said)
    assert (day in days) is (day not in FORWARD), "that day has no such hour; the next day makes up for it"
    assert day + DAY in days


async def test_the_29th_of_february_is_a_day_to_answer_by(story: Story) -> None:
    story.days_pass((date(2028, 2, 10) - BEGIN).days)
    await story.opens()
    await story.says(L1, "/ask 1 Which goal is it? by 29 February 2028")
    assert "your answer is needed by 29 February 2028:" in story.board.headline
    await story.lives(18)
    reminded = story.replies("is needed by **29 February 2028**")
    assert len(reminded) == 2
    assert all(said.startswith(f"@{NOMINATOR}, ") for said in reminded)
    assert story.replies("was due") == []

    await story.lives(4)
    assert len(story.replies("was due on 29 February 2028")) == 1
    (warned,) = spoken(story, "was due on", "UTC")
    assert warned.date() >= date(2028, 2, 29)
    await story.lives(8)
    assert story.stage == "inactive"


async def test_a_renewal_may_begin_on_the_29th_of_february(story: Story) -> None:
    story.days_pass((date(2027, 4, 30) - BEGIN).days)
    await story.opens()
    await story.to_dpg()
    assert "valid until **29 April 2028**" in story.board.text
    await story.lives((date(2028, 3, 1) - date(2027, 4, 30)).days)

    assert (story.stage, story.waits_for) == ("dpg", "nominator")
    (begun,) = spoken(story, "its yearly renewal begins now", "UTC")
    assert begun.date() == date(2028, 2, 29)
    await story.says(NOMINATOR, "/renew")
    await story.says(L1, "/pass all")
    assert "valid until **29 April 2029**" in story.board.text


@pytest.mark.parametrize("steps", [(0, -1, 1), (1, 0, -1, -1, 1), (-1, 1)])
async def test_a_clock_that_jumps_back_and_forth_reminds_once_and_never_at_night(story: Story, steps: tuple[int, ...]) -> None:
    offset = timedelta(0)
    story.scene.now = lambda: story.gh.clock.now() + offset
    await story.restarts()
    await story.opens(body=body_with_gap())
    for step in cycle(steps):
        if story.gh.clock.now() > datetime(2026, 4, 4, tzinfo=UTC):
            break
        offset = timedelta(hours=step)
        story.gh.clock.move(timedelta(minutes=55))
        story.scene.service.queue.look()
        await story.scene.settle()

    said = [c.created_at for c in story.comments if c.user == story.scene.login and "dpgbot comment" in c.body]
    assert [len(story.replies(text)) for text in ("a reminder", "was due")] == [2, 1]
    assert len(said) == 3
    assert all(8 <= at.hour < 18 and at.weekday() < 5 for at in said), "an hour wrong at most"


async def test_a_clock_that_jumps_neither_repeats_a_digest(story: Story) -> None:
    offset = timedelta(0)
    story.scene.now = lambda: story.gh.clock.now() + offset
    await story.restarts()
    await story.opens()
    await story.says(L1, "/claim")
    for step in cycle((1, -1, 0)):
        if story.gh.clock.now() > datetime(2026, 3, 21, tzinfo=UTC):
            break
        offset = timedelta(hours=step)
        story.gh.clock.move(timedelta(minutes=55))
        story.scene.service.queue.look()
        await story.scene.settle()

    assert sum("(due by" in digest for digest in story.digests) == 2
    assert sum(f"@{MAINTAINER}" in digest and "somebody else" in digest for digest in story.digests) == 1
    days = [digest.splitlines()[0] for digest in story.digests]
    assert len(days) == len(set(days))
