"""The clock: reminders and deadlines, each with the answer that stops it."""

from __future__ import annotations

from bot.scene import NOMINATOR, REPO
from bot.text.body import render
from tests.story import L1, MAINTAINER, RECORD, STANDARD, STRANGER, Story, body_with_gap, complete_body, records, telling

PROPOSING = "stages:\n  clarification: {propose: true}\n"


async def test_a_nominator_is_reminded_of_exactly_what_is_missing(story: Story) -> None:
    await story.opens(body=body_with_gap())
    assert story.waits_for == "nominator"
    assert "By **1 April 2026**, please. A reminder comes on 16 March 2026." in story.board.text

    await story.lives(13)
    assert story.replies() == []
    await story.lives(2)
    (reminder,) = story.replies()
    assert reminder.startswith(f"@{NOMINATOR}, a reminder: **Community Health Toolkit** waits for you, by **1 April 2026**.")
    assert "SDG 3 has no evidence and no link" in reminder
    assert reminder.count("*missing*") == len(story.board.todos)

    await story.lives(10)
    assert len(story.replies()) == 2
    assert "A reminder comes on" not in story.board.text


async def test_an_answer_stops_the_reminders(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(13)
    await story.edits(complete_body())
    await story.lives(3)

    assert story.replies("a reminder") == []
    assert story.waits_for == "first review"


async def test_who_stays_silent_is_warned_and_then_the_nomination_becomes_inactive(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(31)
    (warning,) = story.replies("has passed")
    assert "If nothing comes by **9 April 2026**, it ends here for now." in warning
    assert "without an answer by **9 April 2026** it becomes *inactive*." in story.board.text
    assert story.stage == "needs info"

    await story.lives(8)
    assert story.stage == "inactive"
    assert not story.is_open
    (news,) = story.replies("is now inactive")
    assert "The answers that are missing did not come by 1 April 2026, nor after the reminder of 2 April 2026." in news
    assert "SDG 3 has no evidence" in news
    assert "edit any answer" in news
    spoken = len(story.replies())
    await story.lives(200)
    assert len(story.replies()) == spoken


async def test_a_nomination_that_became_inactive_goes_on_when_its_nominator_edits_it(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(40)
    assert story.stage == "inactive"

    await story.edits(complete_body())

    assert story.stage == "screening"
    assert story.is_open


async def test_an_answer_after_the_warning_is_in_time(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(33)
    await story.edits(complete_body())
    await story.lives(6)

    assert story.stage == "screening"


async def test_an_answer_after_the_warning_that_leaves_a_gap_gives_new_time(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(33)
    await story.edits(body_with_gap().replace("Community Health Toolkit", "Community Health Kit"))
    await story.lives(20)

    assert story.stage == "needs info"
    assert "By **4 May 2026**, please." in story.board.text
    await story.lives(25)
    assert story.stage == "inactive", "and a new warning"
    assert len(story.replies("has passed")) == 2


async def test_a_question_without_an_answer_ends_the_nomination_with_its_reasons(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/ask 9a Where is consent recorded? in 14 days")
    assert story.stage == "clarification"
    assert "Without an answer it then becomes *ineligible*, after a warning." in story.board.text
    await story.lives(30)

    assert story.stage == "ineligible"
    (news,) = story.replies("does not meet the Standard")
    assert "No answer to question 1 came by" in news
    assert "Where is consent recorded?" in news
    assert "/appeal" in news


async def test_where_the_workflow_says_so_a_maintainer_decides_about_silence() -> None:
    async with telling(config=PROPOSING) as story:
        await story.opens()
        await story.says(L1, "/ask 1 Which goal is it? in 14 days")
        await story.lives(30)

        assert (story.stage, story.board.turn, story.waits_for) == ("clarification", "maintainer", "maintainer")
        assert "No answer came by" in story.board.text
        await story.says(MAINTAINER, "/ineligible nobody answers")
        assert story.stage == "ineligible"


async def test_an_answer_takes_the_decision_from_the_maintainer() -> None:
    async with telling(config=PROPOSING) as story:
        await story.opens()
        await story.says(L1, "/ask 1 Which goal is it? in 14 days")
        await story.lives(30)
        await story.says(NOMINATOR, "/answer 1 It is goal 3.")

        assert (story.stage, story.board.turn) == ("screening", "reviewer")


async def test_a_hold_stops_the_clock_and_what_is_left_is_left(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(10)
    await story.says(L1, "/hold the owner is moving the project")
    await story.lives(100)
    assert story.replies() == []
    await story.says(L1, "/resume")

    assert "By **10 July 2026**, please." in story.board.text, "twenty of the thirty days are left"
    assert "A reminder comes on 24 June 2026." in story.board.text


async def test_a_late_reviewer_costs_the_nominator_no_day(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/ask 1 Which goal is it? in 20 days")
    await story.lives(5)
    await story.says(NOMINATOR, "/answer 1 It is goal 3.")
    await story.lives(60)
    await story.says(L1, "/reject 1 that is no answer")

    assert story.board.turn == "nominator"
    assert "By **27 May 2026**, please." in story.board.text, "as much time as there was before"


async def test_reviewers_find_what_is_due_in_one_digest_a_day(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    await story.lives(6)

    (digest,) = story.digests
    assert f"@{L1}" in digest
    assert f"#{story.number} **Community Health Toolkit** · screening · the review is due by 9 March 2026" in digest
    assert (
        f"| #{story.number} Community Health Toolkit | screening | a reviewer (first review): `{L1}` | 9 March 2026 |"
        in str(story.repo.issues[story.queue].body)
    )
    assert story.replies() == []


async def test_a_late_review_is_labelled_and_goes_to_the_maintainers(story: Story) -> None:
    await story.opens()
    await story.lives(8)
    assert "late" in story.labels
    await story.lives(9)
    assert any(f"@{MAINTAINER}" in digest and "somebody else may be needed" in digest for digest in story.digests)
    assert story.stage == "screening"

    await story.says(L1, "/pass 1 2")
    assert "late" not in story.labels
    assert story.waits_for == "maintainer"


async def test_a_verdict_stops_the_digest(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    await story.lives(2)
    await story.says(L1, "/fail 1 no goal is shown")
    await story.lives(5)

    assert story.waits_for == "nominator"
    assert story.digests == []


async def test_snoozing_moves_a_reminder_and_not_the_date(story: Story) -> None:
    await story.opens(body=body_with_gap())
    asked = await story.says(NOMINATOR, "/snooze until 20 March 2026")
    assert story.reactions(asked) == {"+1"}
    await story.lives(18)
    assert story.replies("a reminder") == []
    await story.lives(4)

    assert len(story.replies("a reminder")) == 1
    assert "By **1 April 2026**" in story.board.text


async def test_somebody_is_reminded_of_what_they_asked_for(story: Story) -> None:
    await story.opens(body=body_with_gap())
    asked = await story.says(L1, "/remind me in 2 weeks to look at the @privacy policy")
    assert story.reactions(asked) == {"+1"}
    assert story.replies("I will remind you on 16 March 2026.")
    await story.lives(13)
    assert story.replies("you asked to be reminded") == []
    await story.lives(2)

    (said,) = story.replies("you asked to be reminded today")
    assert said.startswith(f"@{L1}, ")
    assert "@privacy" not in said
    await story.restarts()
    await story.lives(5)
    assert len(story.replies("you asked to be reminded today")) == 1


async def test_nobody_is_reminded_at_night_or_at_weekends(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(40)

    spoken = [c.created_at for c in story.comments if c.user == story.scene.login and "dpgbot comment" in c.body]
    assert len(spoken) >= 3
    assert all(9 <= at.hour < 17 and at.weekday() < 5 for at in spoken)


async def test_while_the_bot_was_down_missed_reminders_become_one(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(15)
    assert len(story.replies()) == 1
    await story.scene.stop()
    story.days_pass(20)
    await story.scene.start()
    await story.lives(1)

    assert len(story.replies()) == 2
    assert story.replies("has passed")
    await story.restarts()
    await story.lives(1)
    assert len(story.replies()) == 2


async def test_a_candidate_that_falls_silent_is_proposed_for_the_archive(story: Story) -> None:
    await story.opens(body=render(records()[0], None, STANDARD))
    await story.to_candidate()
    assert story.stage == "candidate"
    await story.lives(45)

    assert (story.stage, story.is_open) == ("inactive", False)
    (moving,) = [pull for pull in story.repo.pulls.values() if pull.head == f"nomination/{story.number}/archive"]
    assert "nor after the reminder of" in moving.body
    story.gh.as_user(MAINTAINER).merge(REPO, moving.number)
    await story.scene.settle()
    assert story.repo.file(f"nominees/{RECORD}.json") is None
    assert '"stage": "archive"' in str(story.repo.file(f"archive/{RECORD}.json"))


async def test_once_enough_are_decided_it_is_said_how_long_they_take(story: Story) -> None:
    story.gh.add_user(STRANGER)
    for _ in range(10):
        await story.opens()
        story.days_pass(20)
        await story.says(L1, "/fail 1 no goal is shown")
        await story.says(MAINTAINER, "/ineligible")
        assert story.stage == "ineligible"
    await story.opens()
    story.days_pass(8)
    await story.says(STRANGER, "/status")

    assert story.replies("Typical: 3 weeks; this one: week 2.")
