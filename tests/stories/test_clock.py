"""The clock: reminders and deadlines, each with the answer that stops it."""

from __future__ import annotations

from bot.playground.scene import NOMINATOR, REPO
from bot.text.form.body import render
from tests.story import L1, L2, MAINTAINER, RECORD, STANDARD, STRANGER, Story, body_with_gap, complete_body, records, telling
from tests.whole_texts import check_text

DECIDED = "waits: {question: {then: decision}}\n"


async def test_a_nominator_is_reminded_of_exactly_what_is_missing(story: Story) -> None:
    await story.opens(body=body_with_gap())
    assert story.waits_for == "nominator"
    assert story.board.headline == (
        f"**@{NOMINATOR}, your answer is needed by 1 April 2026:** answers are missing for indicator 1. "
        "A reminder comes on 16 March 2026. Without an answer, and after a last reminder, the nomination becomes *inactive*."
    )

    await story.lives(13)
    assert story.replies() == []
    await story.lives(2)
    (reminder,) = story.replies()
    check_text(story, "reminder", reminder)

    await story.lives(10)
    assert len(story.replies()) == 2
    assert "A reminder comes on" not in story.board.text


async def test_an_answer_stops_the_reminders(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(13)
    await story.edits(complete_body())
    await story.lives(3)

    assert story.replies("a reminder") == []
    assert story.waits_for == "reviewer"


async def test_who_stays_silent_is_warned_and_then_the_nomination_becomes_inactive(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(31)
    (warning,) = story.replies("was due on")
    check_text(story, "warning", warning)
    assert story.board.headline == (
        f"**@{NOMINATOR}, your answer is needed by 9 April 2026:** answers are missing for indicator 1. "
        "It was due by 1 April 2026; without an answer, the nomination then becomes *inactive*."
    )
    assert story.stage == "submitted"

    await story.lives(8)
    assert story.stage == "inactive"
    assert not story.is_open
    (news,) = story.replies("is now inactive")
    check_text(story, "close-inactive", news)
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

    assert story.stage == "submitted"
    assert "your answer is needed by 4 May 2026:" in story.board.headline
    await story.lives(25)
    assert story.stage == "inactive", "and a new warning"
    assert len(story.replies("was due on")) == 2


async def test_a_question_without_an_answer_makes_the_nomination_inactive_with_its_reasons(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/ask 9a Where is consent recorded? in 14 days")
    assert story.stage == "technical review"
    assert story.board.headline.startswith(
        f"**@{NOMINATOR}, your answer is needed by 16 March 2026:** question 1. A reminder comes on 9 March 2026. "
        "Without an answer, and after a last reminder, the nomination becomes *inactive*. **Waiting for"
    )
    await story.lives(30)

    assert story.stage == "inactive"
    (news,) = story.replies("is now inactive")
    assert "No answer came (question 1, due by 16 March 2026), nor after the reminder of 17 March 2026." in news
    assert "Where is consent recorded?" in news
    await story.says(NOMINATOR, "/answer 1 In the log of the form.")
    assert (story.stage, story.is_open, story.waits_for) == ("technical review", True, "reviewer")


async def test_somebody_who_still_has_time_for_something_else_is_not_silent(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/ask 9a Where is consent recorded? in 14 days\n/ask 7 Which law? in 60 days")
    await story.lives(40)

    assert (len(story.replies("was due on 16 March 2026")), story.stage) == (1, "technical review")
    assert "your answer is needed by 16 March 2026:** question 1; question 2." in story.board.headline
    await story.lives(40)
    assert story.stage == "inactive"


async def test_whoever_writes_after_the_warning_has_all_days_again(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/ask 1 Which goal is it?\n/ask 9a Where is consent recorded?")
    await story.lives(32)
    assert len(story.replies("was due on 1 April 2026")) == 1
    await story.says(NOMINATOR, "/answer 1 It is goal 3.")

    assert "your answer is needed by 3 May 2026:** question 2." in story.board.headline
    await story.lives(32)
    assert (len(story.replies("was due on 3 May 2026")), story.stage) == (1, "screening")


async def test_what_did_not_pass_is_asked_for_and_then_a_maintainer_decides(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 2\n/fail 1 no goal is shown")
    await story.says(L2, "/pass 2")
    assert story.board.headline == (
        f"**@{NOMINATOR}, your answer is needed by 1 April 2026:** indicator 1 did not pass yet; fix the points below, then edit the answer or tell the reviewers here. A reminder comes on "
        "16 March 2026. Without an answer, and after a last reminder, the nomination goes to a maintainer, who decides."
    )
    await story.lives(39)

    (warning,) = story.replies("was due on")
    assert "Please answer by **9 April 2026**; without an answer it goes to a maintainer, who decides.\n\n" in warning
    assert (story.stage, story.waits_for) == ("screening", "maintainer")
    assert story.board.headline == (
        "**Waiting for a maintainer until 23 April 2026:** decide what becomes of the nomination, whose nominator has not "
        "answered (indicator 1 did not pass yet): `/close ineligible REASON` ends it, `/hold until DATE REASON` gives more time. "
        "Nominator: nothing for you to do now."
    )
    await story.lives(100)
    assert (story.stage, story.waits_for) == ("screening", "maintainer"), "it never ends by itself"
    await story.says(MAINTAINER, "/close ineligible no goal is shown and nobody answers")
    assert (story.stage, story.is_open) == ("ineligible", False)


async def test_mending_takes_the_decision_from_the_maintainer(story: Story) -> None:
    await story.opens(body=complete_body(aliases=["CHT"]))
    await story.says(L1, "/pass 2\n/fail 1 no goal is shown")
    await story.lives(45)
    assert story.waits_for == "maintainer"
    await story.edits(complete_body(SDGs=records()[0]["SDGs"][:1]))

    assert (story.stage, story.waits_for) == ("screening", "reviewer")


async def test_a_word_takes_the_decision_from_the_maintainer_and_gives_new_days(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 2\n/fail 1 no goal is shown")
    await story.lives(45)
    assert story.waits_for == "maintainer"
    await story.says(NOMINATOR, "We are working on it.")

    assert story.waits_for == "nominator"
    assert "your answer is needed by 16 May 2026:** indicator 1 did not pass yet; fix" in story.board.headline


async def test_a_hold_gives_more_time_where_a_maintainer_is_to_decide(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 2\n/fail 1 no goal is shown")
    await story.lives(45)
    await story.says(MAINTAINER, "/hold until 1 June 2026 they publish their goals in May")
    assert (story.waits_for, story.stage) == ("", "screening")
    await story.lives(30)
    assert story.waits_for == ""
    await story.lives(20)

    assert story.waits_for == "maintainer", "and decides, when that has passed"


async def test_where_the_workflow_says_so_a_maintainer_decides_about_silence() -> None:
    async with telling(config=DECIDED) as story:
        await story.opens()
        await story.says(L1, "/ask 1 Which goal is it? in 14 days")
        await story.lives(30)

        assert (story.stage, story.board.turn) == ("screening", "maintainer")
        assert "whose nominator has not answered (question 1): `/close inactive REASON` ends it" in story.board.headline
        await story.says(MAINTAINER, "/close inactive nobody answers")
        assert story.stage == "inactive"


async def test_an_answer_takes_the_decision_from_the_maintainer() -> None:
    async with telling(config=DECIDED) as story:
        await story.opens()
        await story.says(L1, "/ask 1 Which goal is it? in 14 days")
        await story.lives(30)
        assert story.board.turn == "maintainer"
        await story.says(NOMINATOR, "/answer 1 It is goal 3.")

        assert (story.stage, story.waits_for) == ("screening", "reviewer")


async def test_a_hold_stops_the_clock_and_what_is_left_is_left(story: Story) -> None:
    await story.opens(body=body_with_gap())
    await story.lives(10)
    await story.says(L1, "/hold the owner is moving the project")
    await story.lives(100)
    assert story.replies() == []
    await story.says(L1, "/resume")

    assert "your answer is needed by 10 July 2026:" in story.board.headline, "twenty of the thirty days are left"
    assert "A reminder comes on 24 June 2026." in story.board.headline


async def test_a_late_reviewer_costs_the_nominator_no_day(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/ask 1 Which goal is it? in 20 days")
    await story.lives(5)
    await story.says(NOMINATOR, "/answer 1 It is goal 3.")
    await story.lives(60)
    await story.says(L1, "/reject 1 that is no answer")

    assert story.board.turn == "nominator"
    assert "your answer is needed by 27 May 2026:** question 1." in story.board.headline, "as many days as were given at first"


async def test_each_wait_has_its_own_clock(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.lives(7)
    await story.says(L1, "/ask 9a Where is consent recorded?")
    await story.says(L2, "/fail 5 the guide is behind a login")
    await story.lives(3)
    await story.says(L2, "/ask 7 Which law? in 7 days")

    assert story.board.headline.startswith(
        f"**@{NOMINATOR}, your answer is needed by 19 March 2026:** question 1; question 2; indicator 5 did not pass yet; fix"
    )
    assert (
        f"**Waiting for `{L1}` until 23 March 2026:** first review of indicators 3 to 6, 8, 9 and 9c." in story.board.headline
    )
    await story.lives(20)
    assert story.stage == "technical review"
    assert [len(story.replies(text)) for text in ("needed by **19 March 2026**", "was due on 19 March 2026")] == [1, 1]
    assert [len(story.replies(text)) for text in ("needed by **8 April 2026**", "was due on 8 April 2026")] == [2, 0]


async def test_reviewers_find_what_is_due_in_one_digest_a_day(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    await story.lives(6)

    line = (
        f"- #{story.number} **Community Health Toolkit** · screening · first review of indicators 1 and 2 (due by 9 March 2026)"
    )
    assert story.digests == [f"**{day} March 2026**\n\n@{L1}:\n{line}" for day in (3, 5)], "the day after, and two days before"
    assert (
        f"| #{story.number} Community Health Toolkit | screening | `{L1}` | first review of indicators 1 and 2 | 9 March 2026 |"
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
    assert len(story.digests) == 1
    await story.says(L1, "/pass 2\n/fail 1 no goal is shown")
    await story.lives(5)

    assert story.waits_for == "nominator"
    assert len(story.digests) == 1


async def test_snoozing_moves_a_reminder_and_not_the_date(story: Story) -> None:
    await story.opens(body=body_with_gap())
    asked = await story.says(NOMINATOR, "/snooze until 20 March 2026")
    assert story.reactions(asked) == {"+1"}
    await story.lives(18)
    assert story.replies("a reminder") == []
    await story.lives(4)

    assert len(story.replies("a reminder")) == 1
    assert "needed by 1 April 2026:" in story.board.headline


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
    assert story.replies("was due on")
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
