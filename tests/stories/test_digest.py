"""The Review queue issue and its digest: asked for fresh, written once, mended when somebody has touched it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp

from bot.playground.scene import NOMINATOR, REPO
from bot.reconcile.queue.work import NominationWork, ReminderWork
from bot.reconcile.triggers import LOOK
from bot.server.service import WORKERS
from tests.stories.outcomes import DONE, PUZZLED
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, body_with_gap

RENAMED = "reminders: {label: {name: to do}}\n"
DESK_WAKE = ReminderWork(REPO, issue_changed=True)


async def due(story: Story) -> None:
    """A nomination in screening whose reviewer is told of it in the digests of 3 and 5 March 2026."""
    await story.opens()
    await story.says(L1, "/claim")


async def told(story: Story) -> None:
    """The same, with both digests."""
    await due(story)
    await story.lives(6)
    assert len(story.digests) == 2


async def waits_for_leave(story: Story) -> int:
    """A registry in which much was overdue before the bot has ever reminded anybody; the number of its Review queue issue."""
    await story.opens(body=body_with_gap())
    await story.scene.stop()
    story.days_pass(45)
    await story.scene.start()
    await story.lives(1)
    assert story.replies("a reminder") == []
    return story.queue


def queues(story: Story) -> list[int]:
    """The Review queue issues that are open."""
    every = story.repo.issues.items()
    return [number for number, issue in every if issue.title == "Review queue" and issue.state == "open"]


# Fresh.


async def test_who_has_answered_while_the_bot_did_not_hear_of_it_is_not_in_the_digest(story: Story) -> None:
    await due(story)
    service = story.scene.service
    story.gh.hold_deliveries = True
    story.gh.as_user(L1).comment(REPO, story.number, "/fail 1 2 nothing is shown")
    at = service.queue.next_moment()
    while at is not None and at < datetime.fromisoformat("2026-03-06T00:00:00+00:00"):
        story.gh.clock.move(max(at - story.gh.clock.now(), timedelta(seconds=1)))
        service.queue.look()
        await service.queue.idle()
        at = service.queue.next_moment()
    story.gh.hold_deliveries = False
    await story.scene.settle()

    assert [d for number in queues(story) for d in story.replies(thread=number)] == []
    assert story.waits_for == "nominator"


async def test_a_wish_that_is_old_is_asked_for_again_before_the_digest(story: Story) -> None:
    await due(story)
    await story.lives(2)
    reminder_dispatcher = story.scene.service.repositories[REPO.lower()].context.reminder_dispatcher
    story.days_pass(1.5)  # nobody looks
    await story.scene.service.router.handle(NominationWork(REPO, story.number, LOOK, "test"))
    story.days_pass(0.01)
    story.gh.hold_deliveries = True
    story.gh.as_user(L1).comment(REPO, story.number, "/fail 1 2 nothing is shown")
    tended = await reminder_dispatcher.dispatch()
    assert tended.look in ((), (story.number,))
    story.gh.hold_deliveries = False
    await story.scene.settle()
    assert [digest.splitlines()[0] for digest in story.digests] == ["**3 March 2026**"]


# Two processes.


async def test_two_processes_write_one_digest(story: Story) -> None:
    await due(story)
    async with aiohttp.ClientSession() as session:
        other = await story.scene.made(session)
        async with other.queue.running(other.router.handle, WORKERS):
            await other.sweeps.sweep()
            await other.queue.idle()
            for _ in range(7 * 24):
                story.gh.clock.move(timedelta(hours=1))
                other.queue.look()
                story.scene.service.queue.look()
                await asyncio.gather(other.queue.idle(), story.scene.service.queue.idle())
                await story.scene.settle()
        (number,) = queues(story)
        days = [digest.splitlines()[0] for digest in story.replies(thread=number)]
        assert len(days) == len(set(days)) > 0
        assert sum("(due by" in digest for digest in story.replies(thread=number)) == 2


async def test_of_two_that_write_at_the_same_moment_the_second_takes_its_own_back(story: Story) -> None:
    await told(story)
    async with aiohttp.ClientSession() as session:
        other = await story.scene.made(session)
        await other.sweeps.sweep()
        async with other.queue.running(other.router.handle, WORKERS):
            await other.queue.idle()
        clerks = [service.repositories[REPO.lower()].context.reminder_dispatcher for service in (story.scene.service, other)]
        story.days_pass(4.2)  # Tuesday morning, and the review is late
        for service in (story.scene.service, other):
            await service.repositories[REPO.lower()].worker.handle(NominationWork(REPO, story.number, LOOK, "test"))
        await asyncio.gather(*(reminder_dispatcher.dispatch() for reminder_dispatcher in clerks))
        late = [digest for digest in story.digests if "was due on" in digest]
        assert len(late) == 1
        for reminder_dispatcher in clerks:
            await reminder_dispatcher.dispatch()
        assert len([digest for digest in story.digests if "was due on" in digest]) == 1


# Somebody has touched it.


async def test_a_queue_that_somebody_closed_is_opened_again_when_there_is_something_to_say(story: Story) -> None:
    await told(story)
    number = story.queue
    story.gh.as_user(MAINTAINER).close(REPO, number)
    await story.scene.settle()
    await story.lives(5)

    assert queues(story) == [number]
    assert any("was due on" in digest for digest in story.replies(thread=number))
    assert sum("(due by" in digest for digest in story.replies(thread=number)) == 2


async def test_it_is_found_after_a_restart_though_it_was_closed_and_its_label_taken_off(story: Story) -> None:
    await told(story)
    number = story.queue
    await story.scene.stop()
    story.gh.as_user(MAINTAINER).close(REPO, number)
    story.gh.as_user(MAINTAINER).unlabel(REPO, number, "review queue")
    await story.scene.start()
    await story.lives(5)

    assert queues(story) == [number]
    assert "review queue" in story.repo.labels(number)
    assert sum("(due by" in digest for digest in story.digests) == 2


async def test_a_text_that_somebody_has_edited_is_written_again_and_needs_no_new_leave(story: Story) -> None:
    await told(story)
    story.gh.as_user(MAINTAINER).edit_issue(REPO, story.queue, body="Ours now.")
    await story.scene.settle()
    await story.restarts()
    await story.lives(5)

    assert "| nomination | stage |" in story.repo.issues[story.queue].body
    assert any("was due on" in digest for digest in story.digests)


async def test_a_damaged_mark_gives_nobody_leave(story: Story) -> None:
    number = await waits_for_leave(story)
    body = story.repo.issues[number].body
    story.gh.as_user(MAINTAINER).edit_issue(REPO, number, body=body.replace("<!-- dpgbot queue v1 ", "<!-- dpgbot queue v1 A"))
    await story.restarts()
    await story.lives(3)

    assert queues(story) == [number]
    assert story.replies("a reminder") == []
    assert "Nothing has been sent yet" in story.repo.issues[number].body
    await story.says(MAINTAINER, "/go", number)
    await story.lives(1)
    assert len(story.replies("was due on")) == 1


async def test_the_label_may_be_renamed_in_the_configuration(story: Story) -> None:
    await told(story)
    number = story.queue
    await story.configures(RENAMED)
    await story.restarts()
    await story.lives(5)

    assert queues(story) == [number]
    assert "to do" in story.repo.labels(number)
    assert sum("(due by" in digest for digest in story.digests) == 2


async def test_a_title_of_the_same_words_is_no_queue(story: Story) -> None:
    story.gh.add_user(STRANGER)
    story.gh.as_user(STRANGER).open_issue(REPO, "Review queue", "mine", ["review queue"])
    await due(story)
    await story.lives(6)
    assert [story.repo.issues[number].user for number in queues(story)] == [STRANGER, story.scene.login]


async def test_a_pull_request_of_the_bot_with_its_label_is_no_queue(story: Story) -> None:
    await due(story)
    number = story.pull("candidate").number
    before = story.repo.pulls[number].body
    story.gh.as_user(MAINTAINER).label(REPO, number, "review queue")
    await story.lives(6)
    assert len(queues(story)) == 1
    assert story.repo.pulls[number].body == before


# Leave.


async def test_go_twice_is_leave_once(story: Story) -> None:
    number = await waits_for_leave(story)
    first = await story.says(MAINTAINER, "/go", number)
    await story.says(MAINTAINER, "/go", number)
    await story.lives(1)

    assert story.reactions(first) == DONE
    assert len(story.replies("was due on")) == 1
    assert "Nothing has been sent yet" not in story.repo.issues[number].body


async def test_go_in_a_code_block_or_in_a_quote_is_no_leave(story: Story) -> None:
    number = await waits_for_leave(story)
    await story.says(MAINTAINER, "```\n/go\n```", number)
    await story.says(MAINTAINER, "> /go", number)
    await story.lives(1)
    assert story.replies("was due on") == []


async def test_go_in_a_comment_that_was_edited_is_answered_with_what_to_do_instead(story: Story) -> None:
    number = await waits_for_leave(story)
    said = await story.says(MAINTAINER, "Shall we?", number)
    story.gh.clock.move(timedelta(minutes=1))
    await story.rewords(MAINTAINER, said, "/go")

    assert story.reactions(said) == PUZZLED
    assert story.replies("please write `/go` in a new one", thread=number)
    await story.lives(1)
    assert story.replies("was due on") == []


async def test_a_reaction_of_somebody_else_answers_nothing(story: Story) -> None:
    number = await waits_for_leave(story)
    story.gh.hold_deliveries = True
    said = story.gh.as_user(MAINTAINER).comment(REPO, number, "/go")
    story.gh.as_user(L2).react(REPO, said, "+1")
    story.gh.hold_deliveries = False
    await story.scene.settle()
    await story.lives(1)
    assert len(story.replies("was due on")) == 1


async def test_strangers_who_say_go_again_and_again_are_told_once_why_not(story: Story) -> None:
    number = await waits_for_leave(story)
    story.gh.add_user(STRANGER)
    said = [await story.says(STRANGER, "/go", number) for _ in range(4)]

    assert [story.reactions(one) for one in said] == [PUZZLED] * 4
    assert len(story.replies("Only a maintainer", thread=number)) == 1


async def test_leave_outlives_a_bot_that_dies_when_it_has_found_it(story: Story) -> None:
    number = await waits_for_leave(story)
    story.impatient()
    story.gh.faults.add(kind="500", path=f"/issues/{number}$", times=50)
    await story.says(MAINTAINER, "/go", number)
    await story.scene.stop()
    story.gh.faults.clear()
    await story.scene.start()
    await story.lives(1)

    assert "Nothing has been sent yet" not in story.repo.issues[number].body
    assert len(story.replies("was due on")) == 1


async def test_where_github_does_not_tell_the_right_it_is_no_leave(story: Story) -> None:
    number = await waits_for_leave(story)
    story.impatient()
    story.gh.faults.add(kind="403_permission", path="/collaborators/.*/permission", times=50)
    said = await story.says(MAINTAINER, "/go", number)
    assert story.reactions(said) == PUZZLED
    assert story.replies("GitHub did not tell me what rights you have", thread=number)

    story.gh.faults.clear()
    await story.says(MAINTAINER, "/go", number)
    await story.lives(1)
    assert len(story.replies("was due on")) == 1


# What stands in it, and the answer that stops it.


async def asked_an_expert(story: Story) -> None:
    story.gh.add_user("ada")
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/consult 7 @ada Is the law of that country met?")
    assert story.waits_for == "expert, reviewer"


async def test_an_expert_is_reminded_every_week_and_then_the_maintainers_hear_of_it(story: Story) -> None:
    await asked_an_expert(story)
    await story.lives(30)

    line = f"- #{story.number} **Community Health Toolkit** · technical review · question 1 about indicator 7"
    theirs = {digest.splitlines()[0]: digest for digest in story.digests if "question 1 about" in digest}
    assert list(theirs) == [f"**{day} March 2026**" for day in (11, 17, 24, 31)], "after seven working days, then weekly"
    assert f"@ada:\n{line} (due by 16 March 2026)" in theirs["**11 March 2026**"]
    assert all(f"@ada:\n{line} (was due on 16 March 2026)" in theirs[f"**{day} March 2026**"] for day in (17, 24, 31))
    to_maintainers = f"{line} (was due on 16 March 2026); `/consult` asks somebody else"
    assert [to_maintainers in digest for digest in theirs.values()] == [False, False, True, True]
    assert f"@{MAINTAINER}, for the maintainers:\n{to_maintainers}" in theirs["**24 March 2026**"]


async def test_an_experts_advice_stops_the_reminders(story: Story) -> None:
    await asked_an_expert(story)
    await story.lives(10)
    assert sum("@ada:" in digest for digest in story.digests) == 1
    await story.says("ada", "/pass 7 it is met")
    assert story.waits_for == "reviewer"
    await story.lives(15)
    assert sum("@ada:" in digest for digest in story.digests) == 1


async def test_a_merge_that_waits_stands_in_the_digest_until_it_is_made(approved: Story) -> None:
    await approved.lives(20)
    line = (
        f"- #{approved.number} **Community Health Toolkit** · approved · merge #{approved.pull('dpg').number}, which is ready"
    )
    assert approved.digests == [
        f"**3 March 2026**\n\n@{MAINTAINER}, for the maintainers:\n{line} (due by 9 March 2026)",
        f"**10 March 2026**\n\n@{MAINTAINER}, for the maintainers:\n{line} (was due on 9 March 2026)",
        f"**17 March 2026**\n\n@{MAINTAINER}, for the maintainers:\n{line} (was due on 9 March 2026)",
    ]
    assert "late" in approved.labels
    await approved.merges("dpg")
    await approved.lives(30)
    assert len(approved.digests) == 3


async def test_an_appeal_stands_in_the_digest_until_it_is_decided(screening: Story) -> None:
    await screening.says(L1, "/spam")
    await screening.says(NOMINATOR, "/appeal It is a real project.")
    await screening.lives(20)
    line = (
        f"@{MAINTAINER}, for the maintainers:\n- #{screening.number} **Community Health Toolkit** · not a nomination · "
        "look at the appeal; `/reopen` grants it, `/settle REASON` denies it "
    )
    assert screening.digests == [
        f"**3 March 2026**\n\n{line}(due by 16 March 2026)",
        f"**17 March 2026**\n\n{line}(was due on 16 March 2026)",
    ]
    await screening.says(MAINTAINER, "/settle it sells shoes")
    await screening.lives(30)
    assert len(screening.digests) == 2


async def test_a_late_review_stands_in_it_every_week_until_there_is_a_verdict(story: Story) -> None:
    await due(story)
    await story.lives(24)
    dates = [digest.splitlines()[0].strip("*") for digest in story.digests]
    assert dates == [f"{day} March 2026" for day in (3, 5, 10, 17, 24)]
    line = f"- #{story.number} **Community Health Toolkit** · screening · first review of indicators 1 and 2 (was due on 9 March 2026)"
    assert story.digests[2] == f"**10 March 2026**\n\n@{L1}:\n{line}"
    assert story.digests[3] == (
        f"**17 March 2026**\n\n@{MAINTAINER}, for the maintainers:\n{line}; somebody else may be needed (`/assign`, `/pool`)"
        f"\n\n@{L1}:\n{line}"
    ), "a week later the maintainers hear of it"
    await story.says(L1, "/pass 1 2")
    await story.lives(30)
    assert not any("review of" in digest for digest in story.digests[5:])


async def test_who_has_taken_nothing_is_not_named_and_somebody_is_asked_to(story: Story) -> None:
    await story.opens()
    await story.lives(2)
    line = (
        f"- #{story.number} **Community Health Toolkit** · screening · first review of indicators 1 and 2 (due by 9 March 2026)"
    )
    assert story.digests == [f"**3 March 2026**\n\nNobody has taken these yet (`/claim`):\n{line}"]
    await story.says(L1, "/claim")
    await story.lives(2)
    assert story.digests[1:] == [f"**5 March 2026**\n\n@{L1}:\n{line}"]


async def test_the_queue_lists_each_wait_with_whom_what_and_until_when(story: Story) -> None:
    story.gh.add_user("ada")
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/ask 9a Where is consent recorded?\n/consult 7 @ada Is the law of that country met?")
    await story.lives(2)

    name = f"| #{story.number} Community Health Toolkit | technical review |"
    rows = [row for row in story.repo.issues[story.queue].body.splitlines() if row.startswith("| #")]
    assert rows == [
        f"{name} `ada` | question 2 about indicator 7 | 16 March 2026 |",
        f"{name} `{L1}` | first review of indicators 3 to 6, 8, 9 and 9c | 23 March 2026 |",
        f"{name} a reviewer | second review of indicators 1 to 6, 8, 9 and 9c | 23 March 2026 |",
    ], "what the nominator has to do stands on their own issue"


async def test_nothing_on_hold_stands_in_it(story: Story) -> None:
    await due(story)
    await story.says(L1, "/hold the owner is moving the project")
    await story.lives(30)
    assert [issue for issue in story.repo.issues.values() if issue.title == "Review queue"] == []
    await story.says(L1, "/resume")
    await story.lives(6)

    line = (
        f"- #{story.number} **Community Health Toolkit** · screening · first review of indicators 1 and 2 (due by 8 April 2026)"
    )
    assert [digest.partition("\n\n")[2] for digest in story.digests] == [f"@{L1}:\n{line}"] * 2


async def test_a_reviewer_who_snoozes_is_not_in_it_but_the_maintainers_hear_when_it_is_late(story: Story) -> None:
    await due(story)
    said = await story.says(L1, "/snooze until 25 March 2026")
    assert story.reactions(said) == DONE
    await story.lives(21)
    assert not any(f"@{L1}:" in digest for digest in story.digests)
    assert any("somebody else may be needed" in digest for digest in story.digests)
    await story.lives(4)
    assert any(f"@{L1}:" in digest for digest in story.digests)
