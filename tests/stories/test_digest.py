"""The Review queue issue and its digest: asked for fresh, written once, mended when somebody has touched it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp

from bot.queue import DESK, Wake
from bot.riding import LOOK
from bot.scene import NOMINATOR, REPO
from bot.service import WORKERS
from tests.stories.outcomes import DONE, PUZZLED
from tests.story import L1, L2, MAINTAINER, STRANGER, Story, body_with_gap, complete_body, telling

RENAMED = "queue: {name: to do}\n"
DESK_WAKE = Wake(REPO, DESK, LOOK, "test")


async def due(story: Story) -> None:
    """A nomination in screening whose reviewer is told of it in the digest of 5 March 2026."""
    await story.opens()
    await story.says(L1, "/claim")


async def told(story: Story) -> None:
    """The same, with the digest."""
    await due(story)
    await story.lives(6)
    assert len(story.digests) == 1


async def waits_for_leave(story: Story) -> int:
    """A registry in which much was overdue before the bot has ever reminded anybody; the number of its Review queue issue."""
    await story.opens(body=body_with_gap())
    await story.scene.stop()
    story.days_pass(45)
    await story.scene.start()
    await story.lives(1)
    assert story.replies("waits for you") == []
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
    story.gh.as_user(L1).comment(REPO, story.number, "/fail 1 no goal is shown")
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
    worker = story.scene.service.workers[REPO.lower()]
    story.days_pass(1.5)  # nobody looks
    await story.scene.service.handle(Wake(REPO, story.number, LOOK, "test"))
    story.days_pass(0.01)
    story.gh.hold_deliveries = True
    story.gh.as_user(L1).comment(REPO, story.number, "/fail 1 no goal is shown")
    tended = await worker.clerk.tend()
    assert tended.look in ((), (story.number,))
    story.gh.hold_deliveries = False
    await story.scene.settle()
    assert [d for number in queues(story) for d in story.replies(thread=number)] == []


# Two processes.


async def test_two_processes_write_one_digest(story: Story) -> None:
    await due(story)
    async with aiohttp.ClientSession() as session:
        other = await story.scene.made(session)
        async with other.queue.running(other.handle, WORKERS):
            await other.sweep()
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
        assert sum("the review is due by" in digest for digest in story.replies(thread=number)) == 1


async def test_of_two_that_write_at_the_same_moment_the_second_takes_its_own_back(story: Story) -> None:
    await told(story)
    async with aiohttp.ClientSession() as session:
        other = await story.scene.made(session)
        await other.sweep()
        async with other.queue.running(other.handle, WORKERS):
            await other.queue.idle()
        clerks = [service.workers[REPO.lower()].clerk for service in (story.scene.service, other)]
        story.days_pass(4.2)  # Tuesday morning, and the review is late
        for service in (story.scene.service, other):
            await service.workers[REPO.lower()].handle(Wake(REPO, story.number, LOOK, "test"))
        await asyncio.gather(*(clerk.tend() for clerk in clerks))
        late = [digest for digest in story.digests if "was due by" in digest]
        assert len(late) == 1
        for clerk in clerks:
            await clerk.tend()
        assert len([digest for digest in story.digests if "was due by" in digest]) == 1


# Somebody has touched it.


async def test_a_queue_that_somebody_closed_is_opened_again_when_there_is_something_to_say(story: Story) -> None:
    await told(story)
    number = story.queue
    story.gh.as_user(MAINTAINER).close(REPO, number)
    await story.scene.settle()
    await story.lives(5)

    assert queues(story) == [number]
    assert any("was due by" in digest for digest in story.replies(thread=number))
    assert sum("is due by" in digest for digest in story.replies(thread=number)) == 1


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
    assert sum("is due by" in digest for digest in story.digests) == 1


async def test_a_text_that_somebody_has_edited_is_written_again_and_needs_no_new_leave(story: Story) -> None:
    await told(story)
    story.gh.as_user(MAINTAINER).edit_issue(REPO, story.queue, body="Ours now.")
    await story.scene.settle()
    await story.restarts()
    await story.lives(5)

    assert "| nomination | stage |" in story.repo.issues[story.queue].body
    assert any("was due by" in digest for digest in story.digests)


async def test_a_damaged_mark_gives_nobody_leave(story: Story) -> None:
    number = await waits_for_leave(story)
    body = story.repo.issues[number].body
    story.gh.as_user(MAINTAINER).edit_issue(REPO, number, body=body.replace("<!-- dpgbot queue v1 ", "<!-- dpgbot queue v1 A"))
    await story.restarts()
    await story.lives(3)

    assert queues(story) == [number]
    assert story.replies("waits for you") == []
    assert "Nothing has been sent yet" in story.repo.issues[number].body
    await story.says(MAINTAINER, "/go", number)
    await story.lives(1)
    assert len(story.replies("has passed")) == 1


async def test_the_label_may_be_renamed_in_the_configuration(story: Story) -> None:
    await told(story)
    number = story.queue
    await story.configures(RENAMED)
    await story.restarts()
    await story.lives(5)

    assert queues(story) == [number]
    assert "to do" in story.repo.labels(number)
    assert sum("is due by" in digest for digest in story.digests) == 1


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
    assert len(story.replies("has passed")) == 1
    assert "Nothing has been sent yet" not in story.repo.issues[number].body


async def test_go_in_a_code_block_or_in_a_quote_is_no_leave(story: Story) -> None:
    number = await waits_for_leave(story)
    await story.says(MAINTAINER, "```\n/go\n```", number)
    await story.says(MAINTAINER, "> /go", number)
    await story.lives(1)
    assert story.replies("has passed") == []


async def test_go_in_a_comment_that_was_edited_is_answered_with_what_to_do_instead(story: Story) -> None:
    number = await waits_for_leave(story)
    said = await story.says(MAINTAINER, "Shall we?", number)
    story.gh.clock.move(timedelta(minutes=1))
    await story.rewords(MAINTAINER, said, "/go")

    assert story.reactions(said) == PUZZLED
    assert story.replies("please write `/go` in a new one", thread=number)
    await story.lives(1)
    assert story.replies("has passed") == []


async def test_a_reaction_of_somebody_else_answers_nothing(story: Story) -> None:
    number = await waits_for_leave(story)
    story.gh.hold_deliveries = True
    said = story.gh.as_user(MAINTAINER).comment(REPO, number, "/go")
    story.gh.as_user(L2).react(REPO, said, "+1")
    story.gh.hold_deliveries = False
    await story.scene.settle()
    await story.lives(1)
    assert len(story.replies("has passed")) == 1


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
    assert len(story.replies("has passed")) == 1


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
    assert len(story.replies("has passed")) == 1


# What stands in it, and the answer that stops it.


async def asked_an_expert(story: Story) -> None:
    story.gh.add_user("ada")
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/consult 7 @ada Is the law of that country met?")
    assert story.stage == "consultation"


async def test_an_expert_is_reminded_every_week_and_then_the_maintainers_hear_of_it(story: Story) -> None:
    await asked_an_expert(story)
    await story.lives(8)
    assert [("@ada:" in digest, "an expert's view is asked for" in digest) for digest in story.digests] == [(True, True)]
    await story.lives(15)
    silent = [digest for digest in story.digests if "the expert has not answered" in digest]
    assert len(silent) == 1
    assert f"@{MAINTAINER}, for the maintainers:" in silent[0]


async def test_an_experts_advice_stops_the_reminders(story: Story) -> None:
    await asked_an_expert(story)
    await story.lives(8)
    await story.says("ada", "/pass 7 it is met")
    assert story.stage == "technical review"
    await story.lives(15)
    assert not any("the expert has not answered" in digest for digest in story.digests)


async def test_a_decision_that_waits_stands_in_the_digest_until_it_is_made(approved: Story) -> None:
    await approved.lives(4)
    (digest,) = approved.digests
    assert f"@{MAINTAINER}, for the maintainers:" in digest
    assert "a maintainer's step is next" in digest
    await approved.merges("dpg")
    await approved.lives(30)
    assert len(approved.digests) == 1


async def test_a_late_review_stands_in_it_every_week_until_there_is_a_verdict(story: Story) -> None:
    await due(story)
    await story.lives(15)
    assert sum(f"@{L1}:" in digest and "was due by" in digest for digest in story.digests) == 2
    await story.lives(3)
    escalated = [digest for digest in story.digests if "somebody else may be needed" in digest]
    assert len(escalated) == 1
    await story.says(L1, "/pass 1 2")
    before = len([digest for digest in story.digests if "the review was due" in digest])
    await story.lives(2)
    assert len([digest for digest in story.digests if "the review was due" in digest]) == before


async def test_a_reviewer_who_snoozes_is_not_in_it_but_the_maintainers_hear_when_it_is_late(story: Story) -> None:
    await due(story)
    said = await story.says(L1, "/snooze until 25 March 2026")
    assert story.reactions(said) == DONE
    await story.lives(21)
    assert not any(f"@{L1}:" in digest for digest in story.digests)
    assert any("somebody else may be needed" in digest for digest in story.digests)
    await story.lives(4)
    assert any(f"@{L1}:" in digest for digest in story.digests)


async def test_a_reminder_to_the_nominator_may_go_to_the_maintainers_instead() -> None:
    config = "nudges:\n  quiet: {turn: nominator, after: 5, to: maintainer, message: 'silent, due ${due}'}\n"
    async with telling(config=config) as story:
        await story.opens(body=body_with_gap())
        await story.lives(8)
        (digest,) = story.digests
        assert f"@{MAINTAINER}, for the maintainers:" in digest
        assert "silent, due 1 April 2026" in digest
        assert f"@{NOMINATOR}" not in digest
        assert story.replies() == []
        await story.edits(complete_body())
        assert story.waits_for == "first review"
