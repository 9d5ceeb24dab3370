"""The histories of a nomination by which the waits were designed: what stands there, who is waited for, and what follows."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playground.scene import NOMINATOR, REPO
from bot.text.form.body import render
from tests.stories.outcomes import carried_out, refused
from tests.stories.voices import asked, queued, watched
from tests.story import L1, L2, MAINTAINER, STANDARD, Story, complete_body, records

EXPERT, THIRD = "privacy-ana", "rev-kim"
REST = "3 to 9, 9a, 9b and 9c"
"""The indicators of the second step, as a sentence has them."""


@pytest.fixture
async def story() -> AsyncIterator[Story]:
    """An empty registry, in which everybody says the same after each act."""
    async with watched() as told:
        yield told


def first_step() -> str:
    """A form with the answers that a candidate needs, and no more."""
    return render(records()[0], {}, STANDARD)


async def as_candidate(story: Story) -> None:
    """A candidate whose answers about the later indicators are missing."""
    await story.opens(body=first_step())
    await story.to_candidate()


async def by_hand(story: Story, kind: str, who: str, *, reopen: bool = False) -> None:
    """Close a pull request of the bot by hand, or open it again."""
    person, number = story.gh.as_user(who), story.pull(kind).number
    (person.reopen_pull if reopen else person.close_pull)(REPO, number)
    await story.scene.settle()


# 1
async def test_an_answer_edited_away_in_screening_is_waited_for_and_the_other_review_goes_on(story: Story) -> None:
    await story.opens()
    await story.edits(complete_body(license=[]))

    assert (story.stage, story.board.waiting) == ("screening", ["nominator", "reviewer"])
    assert "indicator 2" in asked(story, f"@{NOMINATOR}")
    assert "first review of indicator 1" in asked(story, "a reviewer")
    assert story.status("candidate") == "pending"
    (todo,) = story.board.todos
    assert todo.startswith("1. **2 Open licensing** · *missing*")

    await story.says(L1, "/pass 1")
    assert story.board.waiting == ["nominator"]
    await story.edits(complete_body())
    assert story.board.waiting == ["reviewer"]
    assert story.board.reviews("1")[0] == "passed", "the other answer has not changed"


# 2
async def test_a_question_about_what_has_passed_takes_the_green_back_and_its_answer_waits_for_who_asked(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1 2")
    assert (story.status("candidate"), story.board.waiting) == ("success", ["maintainer"])

    await story.says(L1, "/ask 2 Which licence does the documentation have?")
    assert (story.stage, story.board.waiting) == ("screening", ["nominator"])
    assert f"**@{NOMINATOR}, your answer is needed by 1 April 2026:** question 1." in story.board.headline
    assert story.status("candidate") == "pending"

    await story.lives(3)
    await story.says(NOMINATOR, "/answer 1 CC-BY-4.0")
    assert (story.status("candidate"), story.board.waiting) == ("pending", ["reviewer"])
    assert "question 1, which was answered: `/accept 1`, or `/reject 1` and what is missing" in asked(story, L1)
    assert any(f"`{L1}`" in row and "question 1, which was answered" in row for row in queued(story))

    await story.says(L1, "/pass 2")
    assert (story.status("candidate"), story.board.waiting) == ("success", ["maintainer"])


# 3
async def test_a_consultation_and_a_question_hold_back_what_they_are_about_and_nothing_else(story: Story) -> None:
    story.gh.add_user(EXPERT)
    await story.opens()
    await story.to_candidate()
    await story.says(L1, f"/consult 9a @{EXPERT} is it lawful?\n/ask 7 Which standard?")

    assert (story.stage, story.board.waiting) == ("technical review", ["nominator", "expert", "reviewer"])
    assert "question 1 about indicator 9a" in asked(story, EXPERT)
    assert "question 2" in asked(story, f"@{NOMINATOR}")
    assert "first review of indicators 3 to 6, 8, 9 and 9c" in asked(story, L1)
    assert "second review of indicators 1 to 6, 8, 9 and 9c" in asked(story, "a reviewer")

    await story.says(EXPERT, "/pass 9a it is")
    await story.says(NOMINATOR, "/answer 2 ISO 27001")
    await story.says(L1, "/pass all")
    await story.says(L2, "/pass all")
    assert (story.stage, story.status("dpg"), story.board.waiting) == ("approved", "success", ["maintainer"])

    await story.says(L2, f"/consult 9c @{EXPERT} and this?")
    assert (story.stage, story.status("dpg"), story.board.waiting) == ("technical review", "pending", ["expert"])


# 4 and 21
async def test_a_candidate_merged_too_early_is_one_and_its_notice_waits_until_a_maintainer_has_confirmed(story: Story) -> None:
    await story.opens(body=first_step())
    await story.merges("candidate")

    assert (story.stage, story.board.waiting) == ("candidate", ["nominator", "maintainer"])
    assert "`/close removed REASON`; nothing is announced until then" in story.board.headline
    assert REST in asked(story, f"@{NOMINATOR}")
    assert not story.replies("is now a candidate")
    await story.edits(complete_body())
    assert (story.stage, story.board.waiting) == ("technical review", ["maintainer", "reviewer"])

    await carried_out(story, MAINTAINER, "/override because it was decided in the meeting of 3 March")
    assert story.board.waiting == ["reviewer"]
    assert len(story.replies("is now a candidate")) == 1
    assert "it was decided in the meeting of 3 March" in story.board.text


# 21
@pytest.mark.parametrize(
    ("stage", "what_to_do"),
    [
        ("candidate", "Merge it by hand; `/override because REASON` then confirms that."),
        ("dpg", "Merge it by hand; `/override because REASON` then confirms that."),
        ("approved", "It would not stay there: from **approved** it goes to **technical review** at once"),
        ("withdrawn", "`/close REASON` ends a nomination; an override does not."),
    ],
)
async def test_an_override_to_a_stage_that_is_not_reached_so_says_what_to_do(story: Story, stage: str, what_to_do: str) -> None:
    await story.opens()
    await refused(story, MAINTAINER, f"/override {stage} because I say so", what_to_do)
    assert story.board.waiting == ["reviewer"]


# 5
async def test_the_second_pull_request_closed_by_hand_waits_for_a_decision_and_all_other_clocks_stand(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass all")
    spoken = len(story.replies())
    await by_hand(story, "dpg", L2)

    assert (story.stage, story.is_open, story.board.waiting) == ("technical review", True, ["maintainer"])
    assert (
        f"decide about #{story.pull('dpg').number}, which was closed by hand: open it again, or write `/close`"
        in story.board.headline
    )
    await story.lives(60)
    assert (story.stage, len(story.replies()), story.announced) == ("technical review", spoken, (0, 0))
    assert "which was closed by hand" in story.digests[-1]
    assert not any(f"@{L2}" in digest for digest in story.digests)

    await by_hand(story, "dpg", MAINTAINER, reopen=True)
    assert story.board.waiting == ["reviewer"]
    assert "22 May 2026" in story.board.headline, "21 days, and those 60 are not counted"


# 6
async def test_who_comes_back_after_a_year_has_as_many_days_for_a_question_as_before(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/pass 1\n/ask 2 Which licence?")
    await story.lives(5)
    await carried_out(story, NOMINATOR, "/withdraw we have no time")

    assert (story.stage, story.is_open, story.pull("candidate").state) == ("withdrawn", False, "closed")
    assert "The nominator can take it up again with `/reopen`." in story.board.headline
    await story.lives(365)
    assert len(story.replies("question 1")) == 1

    await carried_out(story, NOMINATOR, "/reopen")
    assert (story.stage, story.is_open, story.board.waiting) == ("screening", True, ["nominator"])
    assert "your answer is needed by 6 April 2027:** question 1. A reminder comes on 22 March 2027." in story.board.headline
    assert "Please answer by **6 April 2027**" in story.replies("question 1")[-1]
    assert story.board.reviews("1")[0] == "passed"


# 7
async def test_an_appeal_that_is_granted_opens_again_what_had_failed(story: Story) -> None:
    await story.opens()
    await story.to_candidate()
    await story.says(L1, "/pass 1-4\n/fail 5 the guide is behind a login")
    await story.says(L2, "/pass 1-4")
    assert story.board.waiting == ["nominator", "reviewer"]
    assert story.status("dpg") == "failure"
    await carried_out(story, MAINTAINER, "/ineligible it is not open")
    assert (story.stage, story.is_open, story.board.todos) == ("ineligible", False, [])

    await carried_out(story, NOMINATOR, "/appeal the guide is open since yesterday")
    assert (story.stage, story.is_open, story.board.waiting) == ("ineligible", True, ["maintainer"])
    assert "`/reopen` grants it, `/settle REASON` denies it" in asked(story, "a maintainer")
    assert "[Appeal]" in story.board.text

    await carried_out(story, MAINTAINER, "/reopen the appeal is right")
    assert (story.stage, story.board.waiting) == ("technical review", ["reviewer"])
    assert (story.pull("dpg").state, story.status("dpg")) == ("open", "pending")
    assert "first review of indicators 5 to 9, 9a and 9c" in story.board.headline
    assert story.board.reviews("4") == ("passed", "passed")


# 8
async def test_an_appeal_against_a_duplicate_is_denied_or_granted(story: Story) -> None:
    other = await story.opens()
    await story.opens(body=complete_body(name="Another kit"))
    await carried_out(story, L1, f"/duplicate #{other}")
    assert (story.stage, story.is_open, story.board.waiting) == ("duplicate", False, [])

    await carried_out(story, NOMINATOR, "/appeal it is another one")
    assert story.board.waiting == ["maintainer"]
    await carried_out(story, MAINTAINER, "/settle it is the same code")
    assert (story.stage, story.is_open, story.board.waiting) == ("duplicate", False, [])
    assert story.replies()[-1] == "The appeal is denied, and the decision stands: it is the same code"

    story.days_pass(31)
    await carried_out(story, NOMINATOR, "/appeal the code differs since the fork")
    await carried_out(story, MAINTAINER, "/reopen it does")
    assert (story.stage, story.is_open, story.board.waiting) == ("screening", True, ["reviewer"])


# 9
@pytest.mark.parametrize("how", ["edit", "answer"])
async def test_an_inactive_candidate_is_one_again_once_its_nominator_speaks(story: Story, how: str) -> None:
    await as_candidate(story)
    if how == "answer":
        await story.edits(complete_body())
        await story.says(L1, "/pass 3-9c\n/ask 5 Where is the guide?")
        await story.says(L2, "/pass 1-4 6-9c")
    await story.lives(50)

    assert (story.stage, story.is_open, story.board.waiting) == ("inactive", False, ["maintainer"])
    assert "which takes the record out of the registry" in story.board.headline
    assert story.pull("archive").state == "open"

    await (story.edits(complete_body()) if how == "edit" else story.says(NOMINATOR, "/answer 1 In docs/guide.md"))
    assert (story.stage, story.is_open, story.board.waiting) == ("technical review", True, ["reviewer"])
    assert (story.pull("archive").state, story.pull("archive").merged) == ("closed", False)


# 17
@pytest.mark.parametrize(
    ("rule", "awaited", "who"),
    [("second", ["maintainer"], ""), ("third", ["reviewer"], THIRD), ("maintainer", ["maintainer"], MAINTAINER)],
)
async def test_where_the_first_fails_and_the_second_passes_the_rule_of_the_registry_decides(
    rule: str, awaited: list[str], who: str
) -> None:
    async with watched(f"reviewers: {{disagreement: {rule}}}\n") as story:
        story.gh.add_user(THIRD)
        story.gh.set_role(REPO, THIRD, "triage")
        await story.opens()
        await story.to_candidate()
        await story.says(L1, "/pass 1-4 6-9c\n/fail 5 there is no guide")
        assert story.board.waiting == ["nominator", "reviewer"], "a first fail asks for mending at once"
        assert "indicator 5 did not pass yet" in story.board.headline

        await story.says(L2, "/pass all")
        assert story.board.waiting == awaited
        if who:
            assert (story.stage, story.status("dpg")) == ("technical review", "failure")
            await story.says(who, "/pass 5 it is there")
        assert (story.stage, story.status("dpg"), story.board.waiting) == ("approved", "success", ["maintainer"])


# 18
async def test_the_seat_of_who_may_not_review_any_more_is_free(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/claim")
    assert "first review of indicators 1 and 2" in asked(story, L1)

    story.gh.set_role(REPO, L1, None)
    await story.restarts()  # what GitHub said of their rights is forgotten
    await story.lives(1)
    assert "first review of indicators 1 and 2" in asked(story, "a reviewer")
    assert not any(f"@{L1}" in digest for digest in story.digests)
    await carried_out(story, L2, "/claim l1")


# 24
async def test_nobody_is_silent_who_wrote_yesterday_or_has_days_left(story: Story) -> None:
    await as_candidate(story)
    await story.lives(20)
    await story.says(L1, "/ask 2 Which licence?")
    await story.lives(19)
    (warning,) = story.replies("was due on 1 April 2026")
    assert "Please answer by **21 April 2026**; without an answer it becomes *inactive*." in warning
    assert "21 April 2026" in story.replies("question 1")[0]

    await story.lives(3)
    assert (story.stage, story.board.waiting) == ("candidate", ["nominator"]), "the question has its days"
    await story.says(NOMINATOR, "We are still working on it, sorry")
    await story.lives(20)
    assert (story.stage, story.board.waiting) == ("candidate", ["nominator"])

    await story.lives(30)
    assert story.stage == "inactive"


# A thread that is locked, and an account that is gone: their side cannot act.
async def test_who_cannot_answer_in_a_locked_thread_is_not_waited_for(story: Story) -> None:
    await story.opens()
    await story.says(L1, "/ask 2 Which licence?")
    await story.lives(5)
    story.gh.as_user(MAINTAINER).lock(REPO, story.number)
    await story.scene.settle()

    assert story.board.waiting == ["maintainer", "reviewer"]
    assert "unlock this thread, in which the nominator cannot answer" in story.board.headline
    spoken = len(story.replies())
    await story.lives(90)
    assert (story.stage, len(story.replies())) == ("screening", spoken)

    story.gh.as_user(MAINTAINER).unlock(REPO, story.number)
    await story.scene.settle()
    assert story.board.waiting == ["nominator", "reviewer"]
    assert "your answer is needed by 30 June 2026" in story.board.headline


async def test_a_nominator_whose_account_is_gone_is_not_waited_for(story: Story) -> None:
    await as_candidate(story)
    story.gh.delete_user(NOMINATOR)
    await story.restarts()

    assert story.board.waiting == ["maintainer"]
    assert "account is gone" in asked(story, "a maintainer")
    await story.lives(90)
    assert story.stage == "candidate"
    story.judge.complaints.clear()  # GitHub's description of one webhook has no place for an author who is gone
